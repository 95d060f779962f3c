"""The rules, in the order in which they decide. One module, one question."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import ModuleType

from moderation.finding import Finding, RuleId
from moderation.rules import channel, impostor, link, personal, private_contact, secret, spam
from moderation.subject import Context, Subject

_MODULES: tuple[ModuleType, ...] = (
    secret, personal, impostor, private_contact, link, spam, channel,
)  # fmt: skip


@dataclass(frozen=True)
class Rule:
    """`find` is pure. `about` is the module's docstring, which is the rule's documentation; `needs`
    are the kinds of event, rights and settings without which it is blind, by our own names."""

    id: RuleId
    find: Callable[[Subject, Context], Iterator[Finding]]
    needs: tuple[str, ...]
    about: str


RULES = tuple(
    Rule(module.ID, module.find, module.NEEDS, module.__doc__ or "") for module in _MODULES
)
