"""All methods of the Bot API that the fake knows; each module adds its own."""

from tests.fakes.telegram import membership, messages, ourselves, topics
from tests.fakes.telegram.calling import METHODS, Params

__all__ = ["METHODS", "Params", "membership", "messages", "ourselves", "topics"]
