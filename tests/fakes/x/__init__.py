"""X on loopback; see tests/fakes/README.md."""

from tests.fakes.x.people import FakeX
from tests.fakes.x.world import Shown, User

__all__ = ["FakeX", "Shown", "User"]
