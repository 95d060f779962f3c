"""One text to more than twenty places or people is an announcement, whoever starts it.

So every file that says something in a loop is named here, with whom it reaches. One that is not
fails this test: say why it reaches few, or make it an announcement.
"""

import ast
from collections.abc import Mapping

from tests.core.announcements.test_one_door import ROOT, SOURCES, _tree

_SAYING = {"put", "write_to", "say", "reply", "tell_admins"}  # of a unit
_TELLING = {"tell_one", "tell_place", "tell_admins", "_tell", "_say", "_send", "_write_to"}
_LOOPS = (ast.For, ast.AsyncFor, ast.While, ast.ListComp, ast.GeneratorExp, ast.SetComp)
STAFF = "staff's places and admins, whom the config names"
ONE = "one place, in several messages, or messages that stand there"
OWN = "each with words of their own"
TICKET = "the two ends of a ticket"
REACHED: Mapping[str, str] = {
    "core/announcements/broadcast/feeding.py": "what two keys approved",
    "core/announcements/telling.py": STAFF,
    "core/announcements/writing.py": ONE,
    "core/context.py": STAFF,
    "core/forgetting/commands.py": ONE,
    "core/forgetting/erasing.py": ONE,
    "core/linking.py": "the accounts of one person",
    "core/panic.py": STAFF,
    "core/reputation/holding.py": OWN,
    "core/reputation/ranking.py": OWN,
    "core/reputation/telling.py": OWN,
    "core/tickets/marks.py": TICKET,
    "core/tickets/outcomes.py": TICKET,
    "core/tickets/relay.py": TICKET,
    "moderation/__init__.py": STAFF,
    "moderation/cards.py": STAFF,
    "moderation/decisions.py": ONE,
    "moderation/raid_cards.py": STAFF,
    "moderation/reports.py": "those who reported one message, in the catalogue's words",
    "moderation/staffroom.py": STAFF,
}


def _says(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr=name)):
            return name in (_SAYING if owner in ("unit", "ctx", "self") else _TELLING)
        case ast.Call(func=ast.Name(id=name)):
            return name in _TELLING
    return False


def _says_in_a_loop(tree: ast.AST) -> bool:
    loops = (node for node in ast.walk(tree) if isinstance(node, _LOOPS))
    return any(_says(call) for loop in loops for call in ast.walk(loop))


def test_whoever_says_something_in_a_loop_is_known_to_reach_few() -> None:
    found = {
        path.relative_to(ROOT).as_posix()
        for path in SOURCES
        if path.relative_to(ROOT).parts[0] != "bots" and _says_in_a_loop(_tree(path))
    }
    assert found <= set(REACHED)


def test_a_loop_that_says_something_is_seen() -> None:
    source = "async def f(unit):\n    for place in places:\n        await unit.put(place)\n"
    assert _says_in_a_loop(ast.parse(source))
    assert not _says_in_a_loop(ast.parse(source.replace("unit.put", "store.put")))
