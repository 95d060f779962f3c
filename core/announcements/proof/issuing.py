"""Publishes the manifest anew: when anything was said, and twice a day, so that it stays good."""

import hashlib
from datetime import timedelta
from pathlib import Path

from core import keys, schedule
from core.announcements import store as notices
from core.announcements.proof import manifest, store
from core.announcements.proof.manifest import Announcement, Manifest, Text
from core.config import Config
from core.context import Unit
from core.feature import Job

JOB = "manifest"
EVERY = timedelta(hours=12)
MOST = 200  # announcements of one manifest, the latest
KEY = "announcements.key"


def seed(config: Config) -> bytes:
    """The private key: a file beside the database, made when it is first needed."""
    return keys.key(Path(config.data.folder), KEY)


async def soon(unit: Unit) -> None:
    """Something was said: with this unit's commit the manifest is out of date."""
    await schedule.put(unit, JOB, JOB, unit.now)


async def issue(unit: Unit, _payload: str) -> None:
    sequence, _document = await store.manifest(unit.tx)
    fresh = await collect(unit, sequence + 1)
    await store.publish(unit.tx, fresh.sequence, manifest.sign(fresh, seed(unit.config)))
    await schedule.put(unit, JOB, JOB, unit.now + EVERY)


async def collect(unit: Unit, sequence: int) -> Manifest:
    announcements, places = [], {}
    for number in reversed(await store.latest(unit.tx, MOST)):
        notice = await notices.find(unit.tx, number)
        if notice is None:
            continue
        audience = await store.audience(unit.tx, number)
        name = hashlib.sha256("\n".join(audience).encode()).hexdigest()[:16]
        places[name] = audience
        texts = tuple(
            Text(digest, said.language, said.said_at, said.links)
            for digest, said in await store.of(unit.tx, number)
        )
        announcements.append(
            Announcement(number, notice.state.value, notice.changed_at, name, texts)
        )
    return Manifest(
        community=unit.config.community.name,
        sequence=sequence,
        issued_at=unit.now,
        good_until=unit.now + manifest.GOOD_FOR,
        places=places,
        announcements=tuple(announcements),
    )


JOBS = (Job(JOB, issue),)
