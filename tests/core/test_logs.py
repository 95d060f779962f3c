"""The log: structured, and without a secret or a word of anybody in it."""

import asyncio
import io
import json
import logging
import secrets
import string
import sys
import warnings
from collections.abc import Callable

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from core import logs
from core.config import ConfigError, Log
from core.platform import PlatformStopped
from core.storage.errors import ConstraintFailed, StorageError

BODY = f"words of a person {secrets.token_hex(8)}"
PASSWORD = f"p{secrets.token_hex(6)}"


def bot_token() -> str:
    letters = string.ascii_letters + string.digits + "_-"
    return f"{secrets.randbelow(10**10):010}:{''.join(secrets.choice(letters) for _ in range(35))}"


TOKEN = bot_token()


@pytest.fixture
def out() -> io.StringIO:
    """What was logged."""
    stream = io.StringIO()
    logs.set_up(Log(format="json"), [TOKEN], stream)
    return stream


def _lines(out: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


def _fail() -> None:
    raise ValueError(f"{TOKEN} {BODY}")


def test_a_line_is_json_with_what_was_bound(out: io.StringIO) -> None:
    log = structlog.get_logger("app")
    with structlog.contextvars.bound_contextvars(platform="web", place="web:1", update="u7"):
        log.info("handled", count=3)
    (line,) = _lines(out)
    assert line.pop("timestamp")
    assert line == {
        "event": "handled",
        "level": "info",
        "logger": "app",
        "platform": "web",
        "place": "web:1",
        "update": "u7",
        "count": 3,
    }


def test_text_for_people_has_no_colour_codes_in_a_file() -> None:
    stream = io.StringIO()
    try:
        logs.set_up(Log(format="text", level="warning"), [], stream)
        structlog.get_logger("app").info("not worth it")
        structlog.get_logger("app").warning("careful", row=1)
    finally:
        structlog.reset_defaults()
        logging.getLogger().handlers.clear()
    (line,) = stream.getvalue().splitlines()
    assert "careful" in line
    assert "row=1" in line
    assert "\x1b" not in line


def test_our_own_errors_keep_the_words_written_for_operators() -> None:
    for kind in (StorageError, ConfigError, PlatformStopped):
        assert logs.frames(kind("do this"))[0] == f"{kind.__name__}: do this"


def test_the_failing_row_that_a_database_quotes_is_left_out() -> None:
    assert logs.frames(ConstraintFailed(f"not null\nDETAIL: {BODY}")) == [
        "ConstraintFailed: not null"
    ]


def test_a_fault_is_told_by_type_place_and_cause(out: io.StringIO) -> None:
    try:
        try:
            _fail()
        except ValueError as error:
            raise ExceptionGroup(BODY, [OSError(28, BODY), KeyError(BODY)]) from error
    except ExceptionGroup:
        structlog.get_logger("app").exception("failed")
    (line,) = _lines(out)
    told = str(line["exception"]).splitlines()
    assert told[0] == "ExceptionGroup"
    assert told[1].startswith("  tests/core/test_logs.py:")
    assert "  OSError [ENOSPC]" in told
    assert "  KeyError" in told
    assert told[-2].endswith(" test_a_fault_is_told_by_type_place_and_cause")
    assert told[-1].endswith(" _fail")


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "https://api.telegram.org/bot{}/getMe",
        "https://api.telegram.org/file/bot{}/x.jpg",
        "Authorization: Bearer {}",
        "{{'Authorization': 'Bot {}'}}",
        "token={}&x",
    ],
)
def test_a_token_that_nobody_configured_is_hidden_by_its_looks(text: str) -> None:
    stranger = bot_token()
    hidden = logs.redactor([])(text.format(stranger))
    assert stranger not in hidden
    assert "[secret]" in hidden


def test_a_password_in_an_address_is_hidden() -> None:
    hidden = logs.redactor([])(f"postgresql://guild:{PASSWORD}@db.example/guildhall")
    assert hidden == "postgresql://[secret]@db.example/guildhall"


@given(
    secret=st.text(min_size=6).filter(lambda text: text not in "[secret]"),
    quote=st.sampled_from(
        [str, repr, json.dumps, lambda text: json.dumps(text, ensure_ascii=False)]
    ),
)
def test_a_configured_secret_is_hidden_however_it_is_quoted(secret: str, quote: object) -> None:
    assert callable(quote)
    quoted = quote(secret)
    assert quoted.strip("\"'") not in logs.redactor([secret])(f"before {quoted} after")


@pytest.mark.parametrize("text", ["12:30", "at 2026-11-21T20:28:00", "see web:1234567890 row 7"])
def test_ordinary_words_are_left_alone(text: str) -> None:
    assert logs.redactor(["", "abc"])(text) == text


def _caught() -> ValueError:
    try:
        _fail()
    except ValueError as error:
        return error
    raise AssertionError


def _log_while_handling() -> None:
    try:
        _fail()
    except ValueError:
        structlog.get_logger("app").exception("failed")


def _crash() -> None:
    error = _caught()
    sys.excepthook(type(error), error, error.__traceback__)


APP, SDK = structlog.get_logger("app"), logging.getLogger("sdk")
SINKS: list[Callable[[], object]] = [
    lambda: APP.error("failed", url=f"https://host/bot{TOKEN}/x", seen=[TOKEN]),
    lambda: APP.error("failed", thing=object(), error=ValueError(BODY), headers={"x": TOKEN}),
    lambda: APP.error("failed", exc_info=_caught()),
    _log_while_handling,
    _crash,
    lambda: SDK.error("Error in %s with %r", BODY, ValueError(BODY), exc_info=_caught()),
    lambda: SDK.error("got %(text)s", {"text": BODY}),
    lambda: SDK.error("POST /bot%s/send %d", TOKEN, 200),
    lambda: SDK.error(f"first line\n{BODY}"),
    lambda: warnings.showwarning(f"{TOKEN}\n{BODY}", UserWarning, "file.py", 1),
]


@pytest.mark.parametrize("speak", SINKS)
def test_no_sink_lets_a_secret_or_a_persons_words_through(
    out: io.StringIO, speak: Callable[[], object]
) -> None:
    speak()
    said = out.getvalue()
    assert len(said.splitlines()) == 1
    assert TOKEN.partition(":")[2] not in said
    assert BODY not in said


def test_what_sdks_say_below_a_warning_is_left_out(out: io.StringIO) -> None:
    logging.getLogger("httpx").info("GET /bot%s/", TOKEN)
    assert out.getvalue() == ""


async def test_a_task_that_fails_unseen_tells_nothing_but_its_fault(out: io.StringIO) -> None:
    loop = asyncio.get_running_loop()
    failed = loop.create_future()
    failed.set_exception(ValueError(BODY))
    loop.call_exception_handler(
        {
            "message": "Task exception was never retrieved",
            "exception": failed.exception(),
            "future": failed,
        }
    )
    (line,) = _lines(out)
    assert line["event"] == "Task exception was never retrieved"
    assert BODY not in out.getvalue()
