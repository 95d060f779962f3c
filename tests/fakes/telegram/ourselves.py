"""Ourselves: getMe and the command menus.

Source: core.telegram.org/bots/api, under the name of each method.
"""

from __future__ import annotations

from tests.fakes.telegram import rules
from tests.fakes.telegram.calling import Params, method
from tests.fakes.telegram.world import World


@method
def getMe(world: World, p: Params) -> object:
    return world.bot.as_json() | {
        "can_join_groups": True,
        "can_read_all_group_messages": world.reads_all,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


@method
def setMyCommands(world: World, p: Params) -> object:
    commands = p.list("commands") or []
    rules.check_commands(commands)
    world.commands[_menu(p)] = commands
    return True


@method
def getMyCommands(world: World, p: Params) -> object:
    return world.commands.get(_menu(p), [])


@method
def deleteMyCommands(world: World, p: Params) -> object:
    world.commands.pop(_menu(p), None)
    return True


def _menu(p: Params) -> str:
    scope = p.object("scope") or {"type": "default"}
    return "/".join([*map(str, scope.values()), p.text("language_code")])
