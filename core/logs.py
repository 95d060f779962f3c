"""What is written to the log, and what never is: no secret, no words of people."""

import errno
import json
import logging
import os
import re
import sys
import urllib.parse
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TextIO

import structlog
from structlog.typing import EventDict, WrappedLogger

from core.config import ConfigError, Log
from core.platform import DeliveryFailed, PlatformStopped
from core.storage.errors import StorageError

FOR_OPERATORS = (StorageError, ConfigError, PlatformStopped, DeliveryFailed)
"""The errors whose texts are ours. Any other's may quote what a person wrote, or a token."""

_ROOT = f"{Path(__file__).parents[1]}{os.sep}"
_LIBRARY = re.compile(r"^.*/(?:site-packages|lib/python3\.\d+)/")
_HIDDEN = "[secret]"
_SHORTEST_SECRET = 6  # a shorter one would blacken ordinary words
_DEEPEST = 5  # causes of causes
_LOOKS_SECRET = re.compile(
    r"""(?<=/bot)[^/\s"']+(?=/)                                # an address of Telegram's Bot API
      | \b[0-9]{6,12}:[A-Za-z0-9_-]{30,}                       # Telegram's bot token
      | \b[A-Za-z0-9_-]{23,28}\.[A-Za-z0-9_-]{6,7}\.[A-Za-z0-9_-]{27,}      # Discord's
      | (?<=://)[^/\s:@"']*:[^/\s@"']+(?=@)                    # user and password in an address
      | (?i:\b(?:bearer|basic|bot)\s+)[A-Za-z0-9._~+/:=-]{20,}
      | (?i:(?<=authorization)|(?<=secret.token))["']?[:=,\s]+["']?[^\s"',}]+""",
    re.VERBOSE,
)


def redactor(secrets: Iterable[str]) -> Callable[[str], str]:
    """Hides these secrets, in any form in which they may be quoted, and whatever looks like one."""
    forms = {
        form for secret in secrets if len(secret) >= _SHORTEST_SECRET for form in _forms(secret)
    }
    known = re.compile("|".join(map(re.escape, sorted(forms, key=len, reverse=True))) or r"(?!)")
    return lambda text: _LOOKS_SECRET.sub(_HIDDEN, known.sub(_HIDDEN, text))


def set_up(log: Log, secrets: Iterable[str], stream: TextIO | None = None) -> None:
    """Send our log, the SDKs' warnings and every uncaught error to `stream`, standard error.

    What SDKs say at a lower level is left out: it quotes addresses and payloads.
    """
    out = stream or sys.stderr
    hide = redactor(secrets)
    as_text = log.format == "text" or (log.format == "auto" and out.isatty())
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            _name_logger,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _tell_fault,
            _plain_values,
            _console(out) if as_text else _json_line,
            lambda _logger, _method, line: hide(str(line)),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(log.level),
        logger_factory=lambda *names: _Named(out, *names),
    )
    logging.basicConfig(handlers=[_Foreign(logging.WARNING)], level=logging.WARNING, force=True)
    logging.captureWarnings(capture=True)
    sys.excepthook = _uncaught


def frames(error: BaseException) -> list[str]:
    """`Type`, its text if it is one of ours, then `file:line function` from the outside in."""
    return list(_told(error, 0))


class _Named(structlog.WriteLogger):
    """Knows what it is called; the rest is a line and a flush."""

    def __init__(self, file: TextIO, name: str = "") -> None:
        super().__init__(file)
        self.name = name


class _Foreign(logging.Handler):
    """Takes records of the standard library's logging, as SDKs write them.

    Only the sentence of the source is kept, with numbers: other arguments, and the lines after
    the first (asyncio adds the repr of what failed), may hold words of people.
    """

    def emit(self, record: logging.LogRecord) -> None:
        logger = structlog.get_logger(record.name)
        logger.log(record.levelno, _sentence(record), exc_info=record.exc_info)


def _sentence(record: logging.LogRecord) -> str:
    template = str(record.msg).partition("\n")[0]
    arguments = record.args
    if isinstance(arguments, Mapping):
        return template
    safe = tuple(a if isinstance(a, int | float) else _Type(a) for a in arguments or ())
    try:
        return template % safe if safe else template
    except (TypeError, ValueError):
        return template


class _Type:
    """Stands for a value of which only the type may be seen."""

    def __init__(self, value: object) -> None:
        self._name = type(value).__name__

    def __repr__(self) -> str:
        return f"<{self._name}>"


def _uncaught(
    kind: type[BaseException], error: BaseException, traceback: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    structlog.get_logger("guildhall").critical("crashed", exc_info=(kind, error, traceback))


# -- processors ----------------------------------------------------------------------------------


def _name_logger(logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    event["logger"] = logger.name
    return event


def _tell_fault(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    given = event.pop("exc_info", None)
    if isinstance(given, tuple):
        given = given[1]
    error = given if isinstance(given, BaseException) else sys.exc_info()[1] if given else None
    if error is not None:
        event["exception"] = "\n".join(frames(error))
    return event


def _plain_values(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    return {key: _plain(value) for key, value in event.items()}


def _plain(value: object) -> object:
    """Objects are named by their type: their repr would tell all that they hold."""
    match value:
        case str() | int() | float() | None:
            return value
        case datetime():
            return value.isoformat()
        case list() | tuple() | set() | frozenset():
            return [_plain(item) for item in value]
        case _:
            return repr(_Type(value))


def _json_line(_logger: WrappedLogger, _method: str, event: EventDict) -> str:
    return json.dumps(event, ensure_ascii=False)


def _console(out: TextIO) -> Callable[[WrappedLogger, str, EventDict], str]:
    return structlog.dev.ConsoleRenderer(colors=out.isatty(), pad_event_to=0)


# -- errors --------------------------------------------------------------------------------------


def _told(error: BaseException, depth: int) -> Iterator[str]:
    yield _headline(error)
    yield from _places(error.__traceback__)
    if depth == _DEEPEST:
        return
    if isinstance(error, BaseExceptionGroup):
        for part in error.exceptions:
            yield from _indented(part, depth)
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        yield "caused by"
        yield from _indented(cause, depth)


def _indented(error: BaseException, depth: int) -> Iterator[str]:
    return (f"  {line}" for line in _told(error, depth + 1))


def _headline(error: BaseException) -> str:
    name = type(error).__qualname__
    if isinstance(error, FOR_OPERATORS):
        # PostgreSQL adds the failing row's values on lines of their own.
        return f"{name}: {str(error).partition(chr(10))[0]}"
    if isinstance(error, OSError) and error.errno is not None:
        return f"{name} [{errno.errorcode.get(error.errno, error.errno)}]"
    return name


def _places(traceback: TracebackType | None) -> Iterator[str]:
    while traceback is not None:
        code = traceback.tb_frame.f_code
        file = _LIBRARY.sub("", code.co_filename.removeprefix(_ROOT))
        yield f"  {file}:{traceback.tb_lineno} {code.co_name}"
        traceback = traceback.tb_next


def _forms(secret: str) -> Iterator[str]:
    yield secret
    yield json.dumps(secret)[1:-1]
    yield json.dumps(secret, ensure_ascii=False)[1:-1]
    yield repr(secret)[1:-1]
    yield urllib.parse.quote(secret, safe="")
    yield urllib.parse.quote_plus(secret)
