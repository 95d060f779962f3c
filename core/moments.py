"""Moments as the database holds them: UTC microseconds since 1970."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def now() -> datetime:
    """The wall clock; called at the edges (adapters, composition root), passed in elsewhere."""
    return datetime.now(UTC)


def to_micros(moment: datetime) -> int:
    """`moment` must be aware."""
    return (moment - _EPOCH) // _MICROSECOND


def from_micros(micros: int) -> datetime:
    return _EPOCH + micros * _MICROSECOND
