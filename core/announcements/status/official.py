"""The page `/official`: our accounts, bots, addresses, mail and phones, and nothing else."""

from collections.abc import Iterator

import msgspec

from core.config import Config
from core.feature import Page, PageAnswer, PageRequest
from core.i18n import LANGUAGES, Message, _


class Kind(msgspec.Struct, frozen=True):
    """What we have of one kind, with the address behind each, if it has one."""

    title: str
    items: tuple[tuple[str, str], ...]


def official(request: PageRequest) -> PageAnswer:
    kinds = [
        Kind(request.reader.gettext(title), items)
        for title, items in _kinds(request.config)
        if items
    ]
    return PageAnswer(
        template="official.html",
        data={"kinds": kinds},
        languages={code: f"/official/{code}" for code in LANGUAGES} | {"x-default": "/official"},
    )


def _kinds(config: Config) -> Iterator[tuple[Message, tuple[tuple[str, str], ...]]]:
    ours = config.official
    yield _("Accounts and bots"), tuple((f"@{each.lstrip('@')}", "") for each in ours.handles)
    yield _("Domains"), tuple((each, f"https://{each}") for each in ours.domains)
    yield _("E-mail"), tuple((each, f"mailto:{each}") for each in ours.emails)
    yield _("Phone"), tuple((each, f"tel:{each.replace(' ', '')}") for each in ours.phones)


PAGES = (Page("/official", official), Page("/official/{language}", official))
