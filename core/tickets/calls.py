"""Words that ask for a person, where no button can be pressed for it."""

import re

from core import router
from core.context import Context
from core.events import Event, MessageReceived
from core.feature import View
from core.tickets.urgency import folded

MOST_WORDS = 12  # who tells a story is answered by the FAQ first

# Whole messages, and phrases within a short one. Those of Chinese, Japanese and Korean are found
# within a run, since these put no spaces there.
_WHOLE = re.compile(
    r"human|agent|operator|person|ticket|support|人工|客服|工单|人間|担当者|オペレーター|チケット"
    r"|サポート|상담원|사람|티켓|상담|оператор|человек|тикет|поддержка|persona|humano|agente|operador"
    r"|soporte"
)
_PHRASES = re.compile(
    r"\b(?:talk|speak|chat|write) (?:to|with) (?:a |an |some |your )?(?:real |live )?"
    r"(?:human|person|agent|operator|someone|somebody|support|team)\b"
    r"|\b(?:real|live) (?:human|person|agent)\b|\b(?:human|agent|operator) please\b"
    r"|\bopen a ticket\b|\bcontact support\b"
    r"|\b(?:живо\w+|настоящ\w+) (?:человек\w*|оператор\w*)|\b(?:позовите|соедините|нужен|дайте)"
    r"(?: \w+){0,2} (?:оператор\w*|человек\w*|поддержк\w*)|\bпоговорить с"
    r"(?: \w+)? (?:оператор\w*|человек\w*|поддержк\w*)"
    r"|\b(?:hablar|hablo|chatear) con (?:un |una |algun |alguna )?"
    r"(?:persona|humano|agente|operador|alguien|soporte)"
    r"|\b(?:abrir|abre) un (?:ticket|tique)\b"
    r"|人工客服|转人工|轉人工|真人客服|找客服|联系客服|聯繫客服"
    r"|担当者(?:に|と|へ)|人と話|人間と話|オペレーターに|有人対応|サポートに連絡"
    r"|상담원\s*연결|상담사\s*연결|상담원(?:과|이랑|을|\s*바꿔)|사람(?:과|이랑)\s*(?:얘기|이야기|대화|상담)"
)


def wants_person(text: str) -> bool:
    words = folded(text).strip(" \t\n.!?¡¿。！？,")
    if _WHOLE.fullmatch(words):
        return True
    return len(words.split()) <= MOST_WORDS and _PHRASES.search(words) is not None


def concerns(event: Event, _view: View) -> MessageReceived | None:
    if not isinstance(event, MessageReceived) or event.edited or event.is_bot or event.pressed:
        return None
    is_to_us = event.addressed or event.place.private
    return event if is_to_us and wants_person(event.text) else None


async def hear(ctx: Context, _event: MessageReceived) -> bool:
    """As if they had pressed [Talk to a human]; False where they can."""
    if ctx.known is None or ctx.capabilities(ctx.place.platform).buttons:
        return False
    return await router.run_line(ctx, "/ticket")
