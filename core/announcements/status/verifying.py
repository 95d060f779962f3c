"""The page `/verify`: the same question as the command, for whoever has no chat with us."""

from core.announcements.proof import commands, judging
from core.announcements.proof.judging import Elsewhere, NotOurs, Person, Shown, Verdict, Withdrawn
from core.feature import Page, PageAnswer, PageRequest
from core.i18n import LANGUAGES, Reader
from core.official import Official
from core.storage import Transaction
from core.text import clean, render, to_html

LONGEST = 8192


async def look(tx: Transaction, request: PageRequest) -> Verdict | None:
    """None where nothing is asked yet."""
    asked, reader = _asked(request), _reader(request)
    if not asked:
        return None
    official = Official.of(request.config)
    shown = Shown(asked)
    return await judging.judge(tx, official, shown, language=reader.language, zone=reader.zone)


def verify(request: PageRequest) -> PageAnswer:
    verdict: Verdict | None = request.found
    data: dict[str, object] = {"asked": _asked(request), "verdict": ""}
    if verdict is not None:
        data["verdict"] = to_html(render(commands.words(verdict, _reader(request))))
        data["bad"] = isinstance(verdict, Elsewhere | NotOurs | Person | Withdrawn)
    body = commands.listed(request.config, request.reader.language)
    return PageAnswer(
        template="verify.html",
        data={**data, "official": to_html(render(body)), "longest": LONGEST},
        languages={code: f"/verify/{code}" for code in LANGUAGES} | {"x-default": "/verify"},
    )


def _asked(request: PageRequest) -> str:
    return clean(request.query.get("q", ""))[:LONGEST].strip()


def _reader(request: PageRequest) -> Reader:
    return Reader(request.reader.language, request.config.community.zone)


PAGES = (
    Page("/verify", verify, read=look, asks=True),
    Page("/verify/{language}", verify, read=look, asks=True),
)
