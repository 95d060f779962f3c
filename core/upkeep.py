"""What has to be forgotten in time: finished rows, seen-marks, codes, open questions."""

from datetime import timedelta

from core import codes, dialogue, outbox
from core.context import Unit
from core.feature import Feature, Job


async def tidy(unit: Unit, _payload: str) -> None:
    await outbox.tidy(unit.tx, unit.now)
    await codes.forget_expired(unit.tx, unit.now)
    await dialogue.forget_expired(unit.tx, unit.now)


FEATURE = Feature(name="upkeep", jobs=(Job("tidy", tidy, every=timedelta(hours=1)),))
