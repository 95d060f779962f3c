"""The configuration: strict, and clear about what is wrong and where."""

import re
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots import assembly
from core import config, hours
from core.config import Config, ConfigError, PlaceSettings

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"
SECRET = secrets.token_urlsafe(16)
SETTINGS = {name: module.Settings for name, module in assembly.platforms().items()}


class Chat(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    token: Annotated[str, msgspec.Meta(extra={"secret": True})] = ""
    address: str = "https://chat.example"


def load(text: str = "", environment: dict[str, str] | None = None) -> Config:
    return config.load(text, environment or {}, platforms={"chat": Chat}, file="c.toml")


# -- the example ---------------------------------------------------------------------------------


def test_the_example_is_the_default() -> None:
    example = config.load(EXAMPLE.read_text(encoding="utf-8"), {}, platforms=SETTINGS)
    default = config.load("", {}, platforms=SETTINGS)
    everywhere = PlaceSettings(auto_answers=False)
    assert example == msgspec.structs.replace(default, everywhere=everywhere)


def test_the_example_names_every_key_and_no_other() -> None:
    named: dict[str, set[str]] = {}
    table = ""
    for line in EXAMPLE.read_text(encoding="utf-8").splitlines():
        if header := re.match(r"\[([\w.]+)\]", line):
            table = header[1]
            named[table] = set()
        elif key := re.match(r"(?:# )?(\w+) = ", line):
            named[table].add(key[1])
    assert named.pop("support.contact") == {"en"}
    kinds = {f.name: f.type for f in msgspec.structs.fields(Config)} | SETTINGS
    kinds |= {"places": PlaceSettings}
    for inner in [name for name in named if "." in name]:
        outer, part = inner.split(".")
        named[outer].add(part)
        kind = next(f.type for f in msgspec.structs.fields(kinds[outer]) if f.name == part)
        assert named.pop(inner) == {field.name for field in msgspec.structs.fields(kind)}
    kernel = set(kinds) - {"everywhere", "platforms", "warnings", "support"}
    assert named == {
        name: {field.name for field in msgspec.structs.fields(kinds[name])} for name in kernel
    }


# -- what stops the start ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("[server]\nprot = 1", "c.toml:2: server.prot is no known key; did you mean 'port'?"),
        ("[sever]", "c.toml:1: sever is no known table; did you mean 'server'?"),
        ("server = 1", "c.toml:1: server must be a table"),
        ("\n[server]\n# x\nport = '80'", "c.toml:4: server.port is wrong: expected `int`, got `s"),
        ("[server]\nport = 65536", "c.toml:2: server.port is wrong: expected `int` <= 65535"),
        ("[community]\n[server]\nport = 1\nport = 2", "c.toml:4: Cannot overwrite a value"),
        ("[server", "c.toml:1: Expected ']'"),
        ("[log]\nlevel = 'loud'", "c.toml:2: log.level is 'loud', not one of debug, info, warn"),
        ("[staff]\nadmins = [5]", "c.toml:2: staff.admins[0] is wrong: expected `str`, got `int`"),
        ("[staff]\nadmins = ['5']", "c.toml:2: staff.admins is wrong: '5' is not of the form plat"),
        ("[staff]\nadmins = ['caht:5']", "c.toml:2: staff.admins has 'caht:5', and 'caht' is no"),
        ("[staff]\nplaces = ['x']", "c.toml:2: staff.places is wrong: 'x' is not of the form"),
        ("[community]\nzone = 'Europe/Berlln'", "'Europe/Berlln', which is no IANA time zone; di"),
        ("[community]\nlanguage = 'de'", "c.toml:2: community.language is 'de', not one of en, "),
        ("[community]\nfallback_languages = ['xx']", "c.toml:1: community.language is 'xx'"),
        ("[faq]\nconfidence_asked = 80", "c.toml:2: faq.confidence_asked is wrong: expected `f"),
        ("[places]\nauto_answer = true", "c.toml:2: places.auto_answer is no known key; did you"),
        ("[places.'chat:1']\nauto = 1", 'c.toml:2: places."chat:1".auto is no known key'),
        ('[places."caht:1"]', "c.toml:1: places.\"caht:1\" has 'caht:1', and 'caht' is no plat"),
        ('[places."chat:1"]\nzone = "Mars"', "c.toml:2: places.\"chat:1\".zone is 'Mars'"),
        ("[places]\nstart = {xx = 'a'}", "c.toml:2: places.start.xx is for no language of ours"),
        ("[support.contact]\nxx = 'a'", "c.toml:2: support.contact.xx is for no language of ours"),
        ("[support]\ncontact = {en = 1}", "c.toml:2: support.contact[...] is wrong: expected `s"),
        ("[server]\npublic_url = 'help.example.com'", "c.toml:2: server.public_url is 'help.ex"),
        ("[official]\ndomains = ['https://a.com']", "c.toml:2: official.domains has 'https://a"),
        ("[promises]\nfirst = {high = '1 h'}", "promises.first.high is '1 h', not a length of t"),
        (
            "[promises]\nnext = {top = '1h'}",
            "c.toml:2: promises.next has 'top', not one of low, no",
        ),
        ("[promises]\nhours = '9 to 5'", "c.toml:2: promises.hours is wrong: '9 to 5' is not of"),
        ("[promises]\nqueue_hours = {vip = 'mon 9-5'}", "promises.queue_hours.vip is wrong: 'mon"),
        ("[promises]\nalways = ['hi']", "c.toml:2: promises.always has 'hi', not one of low, nor"),
        ("[promises]\nzone = 'Mars'", "c.toml:2: promises.zone is 'Mars', which is no IANA"),
        ("[silence]\nclose_after = '3'", "c.toml:2: silence.close_after is '3', not a length of"),
        ("[routing]\nclaim_within = ''", "c.toml:2: routing.claim_within is '', not a length of"),
        ("[translator]\nurl = 'x.y'", "c.toml:2: translator.url is 'x.y', not an http address"),
        ("[canned.texts.hi]\nen = '{nme}'", "canned.texts.hi.en has {nme}, not one of number"),
        ("[canned.texts.hi]\nxx = 'a'", "c.toml:2: canned.texts.hi.xx is for no language of ou"),
        ("[chat]\ntokn = ''", "c.toml:2: chat.tokn is no known key; did you mean 'token'?"),
    ],
)
def test_a_mistake_stops_the_start_with_its_path_line_and_remedy(text: str, error: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(error)):
        load(text)


def test_a_wrong_value_of_a_secret_is_not_shown() -> None:
    with pytest.raises(ConfigError) as raised:
        load(f"[chat]\ntoken = ['{SECRET}']")
    assert SECRET not in str(raised.value)


@given(text=st.text())
def test_any_text_is_a_configuration_or_a_config_error(text: str) -> None:
    try:
        load(text)
    except ConfigError as error:
        told = str(error)
    else:
        told = "c.toml"
    assert told.startswith("c.toml")


@pytest.mark.parametrize(
    ("data", "error"), [(b"\xff", "is not UTF-8"), (None, "cannot be read: Is a directory")]
)
def test_a_file_that_cannot_be_read_says_why(
    tmp_path: Path, data: bytes | None, error: str
) -> None:
    path = tmp_path / "config.toml"
    if data is None:
        path.mkdir()
    else:
        path.write_bytes(data)
    with pytest.raises(ConfigError, match=error):
        config.load_file(path, {}, {})


def test_a_file_that_is_not_there_is_an_empty_one(tmp_path: Path) -> None:
    assert config.load_file(tmp_path / "no.toml", {}, {}) == Config()


def test_holidays_that_leave_no_hour_open_are_refused() -> None:
    closed = [f"{month:02}-{day:02}" for month in range(1, 13) for day in range(1, 32)]
    with pytest.raises(ConfigError, match="leaves no hour open"):
        load(f"[promises]\nhours = 'mon-sun 00:00-24:00'\nholidays = {closed}")


def test_a_promise_is_read_by_its_priority_and_queue() -> None:
    text = "[promises]\nhours = 'mon 9:00-17:00'\nqueue_hours = {vip = 'sun 9:00-17:00'}"
    promises = load(text).promises
    assert promises.length("first", "urgent") == timedelta(minutes=15)
    assert promises.calendar("support", "urgent", "UTC") == hours.ALWAYS
    assert promises.calendar("vip", "low", "Asia/Seoul").spans == hours.read_spans("sun 9:00-17:00")
    assert promises.calendar("support", "low", "Asia/Seoul").zone == "Asia/Seoul"


# -- secrets -------------------------------------------------------------------------------------


def test_the_key_of_the_translator_is_a_secret() -> None:
    loaded = load("", {"TRANSLATOR_KEY": SECRET})
    assert loaded.translator.key == SECRET
    assert SECRET in config.secrets(loaded)


def test_a_secret_comes_from_the_environment() -> None:
    loaded = load("[chat]\naddress = 'x'", {"CHAT_TOKEN": SECRET})
    assert loaded.platforms["chat"] == Chat(token=SECRET, address="x")
    assert loaded.warnings == ()


def test_a_secret_comes_from_a_file_without_its_line_end(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(f"{SECRET}\n")
    loaded = load("", {"CHAT_TOKEN_FILE": str(tmp_path / "token")})
    assert loaded.platforms["chat"].token == SECRET


def test_a_secret_file_that_is_not_there_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="CHAT_TOKEN_FILE: cannot read"):
        load("", {"CHAT_TOKEN_FILE": str(tmp_path / "no")})


def test_a_secret_in_the_file_is_used_with_a_warning_that_does_not_show_it() -> None:
    loaded = load(f"[chat]\ntoken = '{SECRET}'")
    assert loaded.platforms["chat"].token == SECRET
    (warning,) = loaded.warnings
    assert warning.startswith("chat.token is in c.toml: a secret is safer in CHAT_TOKEN or")
    assert SECRET not in warning


def test_the_environment_outweighs_the_file() -> None:
    loaded = load(
        "[data]\ndatabase = 'a.db'\n[chat]\ntoken = 'x'",
        {"DATABASE_URL": "postgresql://h/d", "CHAT_TOKEN": SECRET},
    )
    assert loaded.database_url == "postgresql://h/d"
    assert loaded.platforms["chat"].token == SECRET


def test_all_secrets_are_known_to_who_must_hide_them() -> None:
    loaded = load("", {"DATABASE_URL": "postgresql://u:p%40ss@h/d", "CHAT_TOKEN": SECRET})
    assert config.secrets(loaded) == {SECRET, "p%40ss", "p@ss"}


def test_the_adapters_mark_their_secrets() -> None:
    assert config.secret_keys(SETTINGS["telegram"]) == ["token"]


# -- places --------------------------------------------------------------------------------------

PLACES = """
[community]
language = "ru"
[places]
zone = "Asia/Seoul"
[places."chat:1"]
auto_answers = true
language = "ko"
[places."chat:1/7"]
language = "ja"
"""


@pytest.mark.parametrize(
    ("place", "auto_answers", "language"),
    [
        ("chat:1/7", True, "ja"),
        ("chat:1/8", True, "ko"),
        ("chat:1", True, "ko"),
        ("chat:2", False, "ru"),
    ],
)
def test_a_place_inherits_what_it_does_not_set(
    place: str, auto_answers: bool, language: str
) -> None:
    assert load(PLACES).place(place) == PlaceSettings(
        auto_answers=auto_answers, language=language, zone="Asia/Seoul", start={}
    )


ROOM = '[[tickets.rooms]]\nplace = "chat:-5"\nqueues = ["support"]\n'


def test_rooms_of_tickets_are_places_of_staff() -> None:
    config = load(ROOM + '[staff]\nplaces = ["chat:-7"]')
    assert config.staff_places == {"chat:-5", "chat:-7"}
    assert [room.place for room in config.rooms] == ["chat:-5"]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('[tickets.categories.vip]\nqueue = "suport"', "did you mean"),
        ('[tickets.categories."no good"]', "small letters"),
        ('[tickets.categories.vip]\nname = {xx = "VIP"}', "no language of ours"),
    ],
)
def test_a_category_that_leads_nowhere_is_refused(text: str, what: str) -> None:
    with pytest.raises(ConfigError, match=what):
        load(ROOM + text)
