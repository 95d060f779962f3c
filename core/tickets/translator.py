"""A service that translates what was said, beneath the original: LibreTranslate's API, by its URL.

A line is relayed at once. Its translation is asked for outside of any transaction and written
beneath the message when it comes; where none comes the original has to do.
"""

import asyncio
from typing import TYPE_CHECKING

import aiohttp
import msgspec
import structlog

from core.config.desk import Translator
from core.context import Unit
from core.text import Body, Quoted, Words
from core.tickets import lines, relay, store, translation, translations
from core.tickets.translations import Wanted

if TYPE_CHECKING:
    from core.app import App

log = structlog.get_logger("translator")

TRIES = 3
_TIMEOUT = aiohttp.ClientTimeout(total=10)
_PAUSE = 0.5  # seconds; the queue is looked at by reading alone
_AFTER_A_FAULT = 10.0
_CONTENT = {"Content-Type": "application/json"}


class _Answer(msgspec.Struct):
    translatedText: str


class _Language(msgspec.Struct):
    code: str


async def run(app: "App") -> None:
    """Until cancelled: one after the other, the oldest first."""
    async with aiohttp.ClientSession(timeout=_TIMEOUT) as session:
        while True:
            on = bool(app.config.translator.url)
            wanted = await app.storage.read(translations.first) if on else None
            if wanted is None:
                await asyncio.sleep(_PAUSE)
            elif not await _serve(app, session, wanted):
                await asyncio.sleep(_AFTER_A_FAULT)


async def _serve(app: "App", session: aiohttp.ClientSession, wanted: Wanted) -> bool:
    """False where the service failed."""
    try:
        translated = await ask(session, app.config.translator, wanted)
    except (TimeoutError, aiohttp.ClientError, msgspec.DecodeError) as error:
        log.warning("no translation", error=type(error).__name__)
        await app.unit(lambda unit: _failed(unit, wanted))
        return False
    await app.unit(lambda unit: _done(unit, wanted, translated))
    return True


async def ask(session: aiohttp.ClientSession, settings: Translator, wanted: Wanted) -> str:
    """Raises TimeoutError, ClientError or DecodeError where no translation comes."""
    question = {
        "q": wanted.text,
        "source": wanted.source,
        "target": wanted.target,
        "format": "text",
        **({"api_key": settings.key} if settings.key else {}),
    }
    url = f"{settings.url.rstrip('/')}/translate"
    async with session.post(url, data=msgspec.json.encode(question), headers=_CONTENT) as answer:
        answer.raise_for_status()
        return msgspec.json.decode(await answer.read(), type=_Answer).translatedText


async def languages(settings: Translator) -> frozenset[str]:
    """Codes of those that the service knows. Raises as `ask`."""
    url = f"{settings.url.rstrip('/')}/languages"
    async with (
        aiohttp.ClientSession(timeout=_TIMEOUT) as session,
        session.get(url, raise_for_status=True) as answer,
    ):
        known = msgspec.json.decode(await answer.read(), type=list[_Language])
    return frozenset(language.code for language in known)


async def _failed(unit: Unit, wanted: Wanted) -> None:
    if await translations.count_try(unit.tx, wanted.line) >= TRIES:
        await translations.remove(unit.tx, wanted.line)


async def _done(unit: Unit, wanted: Wanted, translated: str) -> None:
    """Beneath the original, unless that reads differently by now or vital things were changed."""
    await translations.remove(unit.tx, wanted.line)
    line = await lines.find(unit.tx, wanted.line)
    ticket = None if line is None else await store.find(unit.tx, line.ticket)
    if line is None or ticket is None:
        return
    if line.text != wanted.text:
        await translations.want(unit, line)
    elif translation.is_faithful(wanted.text, translated):
        beneath: Body = (Words("\n\n🌐 "), Quoted(translated))
        await relay.rewrite(unit, ticket, line, edited=False, beneath=beneath)
