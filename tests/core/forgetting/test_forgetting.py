"""Whoever wants to be forgotten is: in every table and in the files, without being pardoned."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from secrets import token_hex

import msgspec
import pytest

import moderation
from core import forgetting, people, schedule
from core.actions import Delete, DropThread
from core.context import Unit
from core.events import Account, Place
from core.faq import phrasings
from core.faq.confirming import Said
from core.faq.entries import Learned
from core.forgetting import erasing, traces
from core.forgetting.commands import JOB
from core.forgetting.person import KEY_FILE, Hashes
from core.forgetting.rounds import SECOND
from core.forgetting.traces import KEPT, RENAMED, Trace
from core.storage import Storage, Transaction, sqlite_path
from core.tickets import blocks
from tests.house import FEATURES, GROUP, House, open_house, private

ANN, BOB = Account("loop", "ann77"), Account("loop", "bob")
TOPIC = Place("loop", "staff", "31")
ALL = (*FEATURES, moderation.feature(), forgetting.feature())


@asynccontextmanager
async def house_in(storage: Storage, folder: Path) -> AsyncIterator[House]:
    config = f"""
        [data]
        folder = "{folder}"
        [staff]
        admins = ["loop:bob"]
        places = ["loop:staff"]
        [places]
        moderation = "act"
    """
    async with open_house(storage, config, features=ALL, starter=False) as house:
        yield house


async def run_due(house: House) -> None:
    """As the schedule does, for the jobs of forgetting; an hour passes."""
    house.shift += timedelta(hours=1)
    jobs = {job.name: job for feature in ALL for job in feature.jobs}
    for name in (JOB, SECOND):
        for (payload,) in await house.rows("SELECT payload FROM jobs WHERE name = ?", name):

            async def one(unit: Unit, name: str = name, payload: str = payload) -> None:
                key = payload if name == JOB else str(msgspec.json.decode(payload)["member"])
                await schedule.cancel(unit, name, key)
                await jobs[name].run(unit, payload)

            await house.app.unit(one)
    await house.settle()


async def forget(house: House, person: str = ANN.id) -> str:
    """What they are told."""
    await house.says(person, "/forget")
    screen = house.platform.screens[private(person).key]
    (yes,) = [each.label for each in screen[-1].buttons if "yes" in each.command]
    await house.presses(person, screen[-1], yes)
    told = screen[-1].text
    await run_due(house)
    return told


async def everything(storage: Storage) -> dict[str, str]:
    """Each table as text."""

    async def read(tx: Transaction) -> dict[str, str]:
        tables = set(traces.TRACES) | {"members", "notes", "jobs", "seen"}
        found = {}
        for table in sorted(tables):
            rows = await tx.fetch(f"SELECT * FROM {table}")  # noqa: S608  constants
            found[table] = repr([tuple(row[i] for i in range(len(row))) for row in rows])  # type: ignore[arg-type]
        return found

    return await storage.read(read)


async def test_nothing_names_who_was_forgotten_but_the_sealed_log(
    storage: Storage, tmp_path: Path
) -> None:
    async with house_in(storage, tmp_path) as house:
        word = token_hex(8)
        await house.says(ANN.id, f"how do I frobnicate {word}")
        await house.says(ANN.id, "/lang ja")
        await house.says(ANN.id, "see evil-site.org", GROUP)
        await house.says(ANN.id, f"/mod wrong {word}")
        await house.app.unit(_decide_all)
        before = await everything(storage)
        assert any(word in rows for rows in before.values())
        assert ANN.id in before["moderation_cases"]
        await forget(house)
        found = await everything(storage)
        named = {table for table, rows in found.items() if ANN.id in rows}
        assert named <= {table for table, _column in KEPT}
        assert not any(word in rows for rows in found.values())


async def test_an_event_called_like_its_author_leaves_no_mark(
    storage: Storage, tmp_path: Path
) -> None:
    """As those of the web chat are."""
    async with house_in(storage, tmp_path) as house:
        for person in (ANN.id, "eve"):
            event = house.message(person, "/lang ja", private(person))
            await house.happens(msgspec.structs.replace(event, id=f"{person}:question-1"))
        await forget(house)
        left = [event for (event,) in await house.rows("SELECT event FROM seen")]
        assert "eve:question-1" in left
        assert not any(ANN.id in event for event in left)


async def _decide_all(unit: Unit) -> None:
    await unit.tx.execute("UPDATE moderation_cases SET state = 'right'")


async def test_others_stay(sqlite_storage: Storage, tmp_path: Path) -> None:
    async with house_in(sqlite_storage, tmp_path) as house:
        for who in (ANN.id, "eve"):
            await house.says(who, "/lang ja")
        await forget(house)
        assert await house.rows("SELECT id FROM accounts ORDER BY id") == [("eve",)]


async def test_it_asks_first_and_no_keeps_everything(
    sqlite_storage: Storage, tmp_path: Path
) -> None:
    async with house_in(sqlite_storage, tmp_path) as house:
        said = await house.says(ANN.id, "/forget")
        assert "cannot be undone" in said[-1].text
        assert await house.rows("SELECT name FROM jobs WHERE name = ?", JOB) == []
        await house.presses(ANN.id, said[-1], "No")
        await run_due(house)
        assert await house.rows("SELECT id FROM accounts") == [(ANN.id,)]


async def test_it_waits_for_an_open_case_and_says_so(
    sqlite_storage: Storage, tmp_path: Path
) -> None:
    async with house_in(sqlite_storage, tmp_path) as house:
        await house.says(ANN.id, "/id")
        await house.says(ANN.id, "see evil-site.org", GROUP)
        assert "A moderator still has to look" in await forget(house)
        assert (ANN.id,) in await house.rows("SELECT id FROM accounts")
        await house.app.unit(_decide_all)
        await run_due(house)
        assert (ANN.id,) not in await house.rows("SELECT id FROM accounts")


async def test_it_waits_for_an_open_ticket_which_can_be_taken_back(
    sqlite_storage: Storage, tmp_path: Path
) -> None:
    async with house_in(sqlite_storage, tmp_path) as house:
        await house.says(ANN.id, "/id")
        await house.app.unit(_open_ticket)
        told = await forget(house)
        assert "ticket" in told
        assert "#1" in told
        await run_due(house)
        await house.says(ANN.id, "/forget no")
        await house.app.unit(_close_tickets)
        await run_due(house)
        assert await house.rows("SELECT id FROM tickets") == [(1,)]


async def test_a_closed_ticket_goes_as_a_whole_from_the_staffs_place_too(
    storage: Storage, tmp_path: Path
) -> None:
    async with house_in(storage, tmp_path) as house:
        await house.says(ANN.id, "/id")
        await house.says(BOB.id, "what the team saw", GROUP, message="m77")
        await house.app.unit(_open_ticket)
        await house.app.unit(_close_tickets)
        await forget(house)
        for table in ("tickets", "ticket_lines", "ticket_events", "copies", "texts"):
            assert await house.rows(f"SELECT * FROM {table}") == []  # noqa: S608  constants
        deleted = [d for d in house.platform.performed if type(d.action).__name__ == "Delete"]
        assert [d.target for d in deleted] == [("m77",)]


async def test_the_tickets_topic_goes_as_a_whole_where_that_can_be_done(
    storage: Storage, tmp_path: Path
) -> None:
    async with house_in(storage, tmp_path) as house:
        can = house.platform.capabilities
        house.platform.capabilities = msgspec.structs.replace(can, drops_threads=True)
        await house.says(ANN.id, "/id")
        await house.app.unit(_open_ticket)
        await house.app.unit(_give_topic)
        await house.app.unit(_close_tickets)
        await forget(house)
        done = [delivery.action for delivery in house.platform.performed]
        assert DropThread(place=TOPIC) in done
        assert not any(isinstance(action, Delete) for action in done)


async def _give_topic(unit: Unit) -> None:
    await unit.tx.execute(
        "INSERT INTO ticket_places (ticket, side, place, private, message, key)"
        " VALUES (1, 'staff', ?, 0, '', '')",
        TOPIC.key,
    )
    await unit.tx.execute("UPDATE copies SET place = ?", TOPIC.key)


async def _open_ticket(unit: Unit) -> None:
    person = await people.recognise(unit.tx, ANN)
    assert person is not None
    await unit.tx.execute(
        "INSERT INTO tickets (member, asker, queue, category, language, priority, state, opened_at,"
        " asked_at, spoken_at) VALUES (?, ?, 'general', 'other', 'en', 'normal', 'open', 1, 1, 1)",
        person.member.id,
        str(ANN),
    )
    await unit.tx.execute(
        "INSERT INTO texts (member, kind, text, created_at) VALUES (99, 'ticket', 'answer', 1)"
    )
    await unit.tx.execute(
        "INSERT INTO ticket_lines (ticket, at, side, author, text)"
        " SELECT 1, 1, 'staff', 'loop:bob', MAX(id) FROM texts"
    )
    await unit.tx.execute(
        "INSERT INTO copies (line, ticket, chat, place, private, message, key)"
        " VALUES (1, 1, ?, ?, 0, 'm77', '')",
        GROUP.chat,
        GROUP.key,
    )


async def _close_tickets(unit: Unit) -> None:
    await unit.tx.execute("UPDATE tickets SET state = 'closed'")


async def test_forgetting_is_no_pardon(storage: Storage, tmp_path: Path) -> None:
    async with house_in(storage, tmp_path) as house:
        await house.says(ANN.id, "see evil-site.org", GROUP)
        await house.says(ANN.id, "/id")
        await house.app.unit(_decide_all)
        await house.app.unit(_block)
        await forget(house)
        await run_due(house)
        assert not any(ANN.id in rows for rows in await _without_log(storage))
        await house.app.snapshots.load_all()
        await house.says(ANN.id, "/id")
        (member,) = (await house.rows("SELECT member FROM accounts WHERE id = ?", ANN.id))[0]
        assert await house.rows("SELECT member FROM ticket_blocks") == [(member,)]
        assert await house.rows("SELECT account FROM moderation_cases") == [(str(ANN),)]
        assert await house.rows("SELECT * FROM forgotten") == []


async def _without_log(storage: Storage) -> list[str]:
    found = await everything(storage)
    return [rows for table, rows in found.items() if table != "audit"]


async def _block(unit: Unit) -> None:
    person = await people.recognise(unit.tx, ANN)
    assert person is not None
    block = blocks.Block(until=None, cause=next(iter(blocks.NAMES)))
    await blocks.put(unit.tx, person.member.id, block, BOB, unit.now)


async def test_hashes_cannot_be_made_without_the_key(
    sqlite_storage: Storage, tmp_path: Path
) -> None:
    async with house_in(sqlite_storage, tmp_path) as house:
        name = Hashes(house.app.config).name(str(ANN))
        assert Account.parse(name).platform == "loop"
        assert ANN.id not in name
        assert (tmp_path / KEY_FILE).stat().st_mode & 0o777 == 0o600
    other = tmp_path / "other"
    other.mkdir()
    async with house_in(sqlite_storage, other) as house:
        assert Hashes(house.app.config).name(str(ANN)) != name


async def test_notes_of_adapters_lose_the_person_and_keep_the_others(
    sqlite_storage: Storage, tmp_path: Path
) -> None:
    async with house_in(sqlite_storage, tmp_path) as house:
        notes = {
            "askers": '{"p1":{"author":"ann77"},"p2":{"author":"eve"}}',
            "stopped:ann77": "yes",
            "offset": "77",
        }

        async def put(unit: Unit) -> None:
            for key, value in notes.items():
                sql = "INSERT INTO notes (platform, key, value) VALUES ('loop', ?, ?)"
                await unit.tx.execute(sql, key, value)

        await house.app.unit(put)
        await forget(house)
        assert sorted(await house.rows("SELECT key, value FROM notes")) == [
            ("askers", '{"p2":{"author":"eve"}}'),
            ("offset", "77"),
        ]


async def test_what_was_learned_from_them_is_unlearned(storage: Storage, tmp_path: Path) -> None:
    async with house_in(storage, tmp_path) as house:
        await house.says(ANN.id, "/id")

        async def learn(unit: Unit) -> None:
            person = await people.recognise(unit.tx, ANN)
            assert person is not None
            one = Learned(0, "fees", "en", "what do you take", held=False, state="learned")
            one = await phrasings.add(unit.tx, one, person.member.id, unit.now)
            await phrasings.note(unit.tx, one.id, Said(person.member.id, "asker", True), unit.now)

        await house.app.unit(learn)
        await forget(house)
        assert await storage.read(phrasings.load) == []
        assert await house.rows("SELECT * FROM faq_phrasings") == []
        assert await house.rows("SELECT * FROM faq_ledger") == []


async def test_nothing_of_it_is_left_in_the_files(
    sqlite_url: str, sqlite_storage: Storage, tmp_path: Path
) -> None:
    file = sqlite_path(sqlite_url)
    canary = token_hex(16)
    async with house_in(sqlite_storage, tmp_path) as house:
        for n in range(5):
            await house.says(ANN.id, f"what about {canary} {n} {'x' * 3000}")
        await sqlite_storage.scrub()
        assert canary.encode() in _files(file)
        house.shift += timedelta(minutes=5)
        await forget(house)
        await run_due(house)
        await sqlite_storage.scrub()
        assert canary.encode() not in _files(file)
        assert file.with_name(f"{file.name}-wal").stat().st_size == 0


def _files(file: Path) -> bytes:
    return b"".join(one.read_bytes() for one in file.parent.glob(f"{file.name}*"))


async def test_the_export_has_ones_own_words_and_nobody_elses(
    storage: Storage, tmp_path: Path
) -> None:
    async with house_in(storage, tmp_path) as house:
        await house.says("eve", "how do I unfrobnicate")
        await house.says(ANN.id, "how do I frobnicate")
        said = await house.says(ANN.id, "/mydata")
        text = "\n".join(seen.text for seen in said)
        assert "frobnicate" in text
        assert ANN.id in text
        assert "unfrobnicate" not in text
        assert "eve" not in text


async def _insert(sql: str, account: str, at: int, tx: Transaction) -> None:
    await tx.execute(sql, account, at)


async def test_the_export_has_what_other_features_keep(storage: Storage, tmp_path: Path) -> None:
    at = 1_700_000_000_000_000
    async with house_in(storage, tmp_path) as house:
        await house.says(ANN.id, "/id")
        for sql in (
            "INSERT INTO moderation_reports (case_number, account, weight, at, outcome)"
            " VALUES (1, ?, 2, ?, 'right')",
            "INSERT INTO announcement_subscriptions (account, topic, at) VALUES (?, 'releases', ?)",
            "INSERT INTO moderation_door (chat, account, until) VALUES ('loop:club', ?, ?)",
        ):
            await storage.run(partial(_insert, sql, str(ANN), at))
        text = "\n".join(seen.text for seen in await house.says(ANN.id, "/mydata"))
        assert '"outcome": "right"' in text
        assert '"topic": "releases"' in text
        assert '"until": "2023-11-14' in text


async def test_staff_is_told_to_lay_down_the_role_first(
    sqlite_storage: Storage, tmp_path: Path
) -> None:
    async with house_in(sqlite_storage, tmp_path) as house:
        said = await house.says(BOB.id, "/forget")
        assert "You belong to the team" in said[-1].text


async def test_privacy_says_what_is_out_of_reach(sqlite_storage: Storage, tmp_path: Path) -> None:
    async with house_in(sqlite_storage, tmp_path) as house:
        said = await house.says(ANN.id, "/privacy")
        assert "Out of my reach" in said[-1].text
        assert "/forget" in said[-1].text


def _traces() -> set[tuple[str, str]]:
    return {(t, column) for t, listed in traces.TRACES.items() for column in listed.split()}


async def test_every_table_that_names_a_person_is_listed(sqlite_storage: Storage) -> None:
    async def columns(tx: Transaction) -> set[tuple[str, str]]:
        tables = await tx.fetch("SELECT name FROM sqlite_schema WHERE type = 'table'")
        return {
            (table[0], column["name"])
            for table in tables
            for column in await tx.fetch(f"PRAGMA table_info({table[0]})")
        }

    found = await sqlite_storage.read(columns)
    assert _traces() <= found
    naming = {
        "member", "account", "actor", "owner", "visitor", "asker", "author", "assignee", "subject",
        "decided_by", "granted_by", "suspended_by", "blocked_by", "added_by", "home", "chat",
    }  # fmt: skip
    named = {(table, column) for table, column in found if column in naming}
    config_only = {("admins", "account")}
    features = {("outbox", "owner")}  # a feature's name
    # Nothing is noted of a private one.
    groups = {("moderation_standing", "chat"), ("moderation_door", "chat")}
    assert named - config_only - features - groups <= _traces()


def test_what_is_renamed_or_kept_is_a_trace() -> None:
    assert _traces() >= RENAMED | KEPT


@pytest.mark.parametrize("value", ["77", "[1]", '"ann77"', "no json ann77", '{"a":1}'])
def test_a_note_that_is_no_object_of_theirs_is_left_alone(value: str) -> None:
    assert erasing._without(value, "ann77") is None


# Set aside: these have rules of their own (open ones are waited for, what is due is sent first).
_TESTED_ABOVE = {"accounts", "moderation_cases", "outbox", "tickets", "ticket_drafts", "dialogues"}
_EACH = [
    trace
    for trace in (*traces.erased(), *traces.renamed())
    if trace.table not in _TESTED_ABOVE and trace.by != "visitor"
]


@pytest.mark.parametrize("trace", _EACH, ids=lambda trace: f"{trace.table}.{trace.column}")
async def test_no_column_of_any_feature_names_who_was_forgotten(
    sqlite_storage: Storage, tmp_path: Path, trace: Trace
) -> None:
    async with house_in(sqlite_storage, tmp_path) as house:
        await house.says(ANN.id, "hello")
        (member,) = (await house.rows("SELECT member FROM accounts WHERE id = ?", ANN.id))[0]
        named = {"member": member, "chat": private(ANN.id).key}.get(trace.by, str(ANN))
        await house.app.unit(lambda unit: _name(unit.tx, trace, named))
        look = f"SELECT 1 FROM {trace.table} WHERE {trace.column} = ?"  # noqa: S608  constants
        assert await house.rows(look, named)
        await forget(house)
        assert not await house.rows(look, named)


async def _name(tx: Transaction, trace: Trace, value: object) -> None:
    """A row with that value, and whatever else the table asks for."""
    row: dict[str, object] = {}
    for column in await tx.fetch(f"PRAGMA table_info({trace.table})"):
        is_number = "INT" in column["type"]
        if column["name"] == trace.column:
            row[column["name"]] = value
        elif column["notnull"] and column["dflt_value"] is None:
            row[column["name"]] = 987 if is_number else "x"
    names, marks = ", ".join(row), ", ".join("?" * len(row))
    await tx.execute(
        f"INSERT INTO {trace.table} ({names}) VALUES ({marks})",  # noqa: S608  constants
        *row.values(),
    )
