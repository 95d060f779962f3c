"""There is one way from a draft to the outbox, and it leads through `publish.py`."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SOURCES = sorted(
    path for top in ("core", "bots", "moderation") for path in (ROOT / top).rglob("*.py")
)
HERE = "core/announcements"


def callers(module: str, function: str) -> set[str]:
    """The files that name `module.function`, call it or not, or import the function itself."""
    return {
        path.relative_to(ROOT).as_posix() for path in SOURCES if uses(_tree(path), module, function)
    }


def uses(tree: ast.AST, module: str, function: str) -> bool:
    """Under whatever name the module goes there."""
    aliases = (each for node in ast.walk(tree) for each in getattr(node, "names", ()))
    owners = {module} | {
        str(each.asname)
        for each in aliases
        if isinstance(each, ast.alias) and each.name.rpartition(".")[2] == module
    }
    return any(_names(node, owners, module, function) for node in ast.walk(tree))


def _names(node: ast.AST, owners: set[str], module: str, function: str) -> bool:
    match node:
        case ast.Attribute(value=ast.Name(id=owner) | ast.Attribute(attr=owner), attr=name):
            return owner in owners and name == function
        case ast.ImportFrom(module=origin, names=names):
            last = (origin or "").rpartition(".")[2]
            return last == module and any(each.name == function for each in names)
    return False


@pytest.mark.parametrize(
    "planted",
    [
        "from core.announcements import publish\npublish.publish(unit, approval)",
        "from core.announcements import publish as door\ndoor.publish(unit, approval)",
        "import core.announcements.publish\ncore.announcements.publish.publish(unit, approval)",
        "from core.announcements.publish import publish as send",
        "from core.announcements import publish\nafter = publish.publish",
    ],
)
def test_a_second_way_to_the_door_would_be_seen(planted: str) -> None:
    assert uses(ast.parse(planted), "publish", "publish")


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("module", "function", "allowed"),
    [
        # a run is begun by the door alone, and the first message by the clock alone
        ("broadcast", "start", {f"{HERE}/publish.py"}),
        ("listing", "start", {f"{HERE}/broadcast/__init__.py"}),
        ("publish", "publish", {f"{HERE}/clockwork.py"}),
        # a second key is given by the two ways of approving alone
        ("store", "give", {f"{HERE}/approvals.py"}),
        ("approvals", "approve", {f"{HERE}/commands.py", f"{HERE}/desk.py"}),
        # the words of an announcement become actions where a run takes them up; `spoken` notes them
        ("shaping", "first", {f"{HERE}/broadcast/feeding.py", f"{HERE}/proof/spoken.py"}),
        ("shaping", "change", {f"{HERE}/broadcast/feeding.py", f"{HERE}/proof/spoken.py"}),
        # all that goes out goes through the voice gate
        ("outbox", "put", {"core/context.py"}),
    ],
)
def test_only_those_may(module: str, function: str, allowed: set[str]) -> None:
    assert callers(module, function) == allowed


@pytest.mark.parametrize(
    ("table", "allowed"),
    [
        ("announcement_approvals", f"{HERE}/store.py"),
        ("announcement_runs", f"{HERE}/broadcast/runs.py"),
        ("outbox", "core/outbox.py"),
    ],
)
def test_only_one_file_makes_its_rows(table: str, allowed: str) -> None:
    sql = f"INSERT INTO {table} "
    found = [path for path in SOURCES if sql in path.read_text(encoding="utf-8")]
    assert [path.relative_to(ROOT).as_posix() for path in found] == [allowed]


def test_the_lane_of_announcements_carries_words_of_nobody_else() -> None:
    """What else uses it says nothing to anybody: cards, threads, titles, reactions."""
    using = callers("Lane", "ANNOUNCEMENTS") - {"core/budget.py", "core/outbox.py"}
    assert using <= {
        f"{HERE}/broadcast/feeding.py",
        "core/tickets/cards.py",
        "core/tickets/marks.py",
        "core/tickets/relay.py",
        "core/tickets/rooms.py",
        "core/tickets/titles.py",
        "moderation/sweeping.py",
    }
