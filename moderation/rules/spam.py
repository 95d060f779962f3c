"""Is it made to drown, deceive or defraud: floods, copies, mention bombs, tricks with letters,
guaranteed profits, commands to paste?

Only the first messages of an unknown member are judged by their words; floods are judged by number
for everybody below trusted, with more patience for those we know, and each place may set its
numbers (`moderation_limits`). Deletions are no messages.
Pictures, voice and files cannot be read; a switch holds them from newcomers.
"""

import re
from collections.abc import Iterator
from functools import cache

import regex

from core import bytewise
from core.config import ModerationLimits
from moderation import hints, windows
from moderation.contacts import names_a_contact
from moderation.finding import Finding, RuleId
from moderation.listed import is_listed
from moderation.luring import draws, is_a_question, points_out
from moderation.phrases import ENOUGH
from moderation.subject import Context, Message, Part, Subject

ID: RuleId = "spam"
NEEDS = ("messages", "see_messages", "delete_messages", "restrict_members")

FLOOD, REPEATED, WAVE, MENTIONS, FILES = "flood", "repeated", "wave", "mentions", "files"
ZALGO, REVERSED, INVISIBLE, DISGUISED = "zalgo", "reversed", "invisible", "disguised"
PROFIT, COMMAND, PASTE = "profit", "command", "paste"

# What the next two are made of: one look instead of two.
_MANY_STRANGE = 4
_STRANGE = re.compile(
    "[\u00ad\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061c\u064b-\u065f\u0e31-\u0e4e\u115f"
    "\u1160\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20d0-\u20ff\u2800"
    "\u3164\ufe20-\ufe2f\ufeff\uffa0\U000e0000-\U000e0fff]"
)
# Vietnamese and Thai put two marks on a letter, the Hebrew Bible four.
_ZALGO = regex.compile(r"(?:[^\p{M}][\p{Mn}\p{Me}]{5,}){2}|[\p{Mn}\p{Me}]{12}")
_OVERRIDES = frozenset("\u202d\u202e")
# Emoji and flags are made with single ones; tags, fillers and blanks in a row hide something.
_INVISIBLE = regex.compile(
    r"[\p{Default_Ignorable_Code_Point}--[\uFE00-\uFE0F\u200d\U000E0020-\U000E007F]]{4,}"
    r"|(?<!\U0001F3F4[\U000E0020-\U000E007F]{0,7})[\U000E0001-\U000E007F]{8,}|[\u2800\u3164]{4,}",
    regex.V1,
)
_MENTION = re.compile(r"@(?<![\w@./]@)[a-z0-9_]{3,32}", re.ASCII)
_EVERYONE = frozenset({"@everyone", "@here", "@all", "@channel"})
_EARN = re.compile(
    r"(?:earn|make|made|get|profit|gana|заработ\w{0,6})\s"
    r"(?:up to |over |about |más de )?[$€£₽]?\s?"
    r"(?:\d[\d,.]{1,9}k?|\dk)\s?[$€£₽%]?\w{0,5}\s"
    r"(?:a|per|every|each|in|within|daily|weekly|al|por|в|за)\b"
)
# Where money is sent to: Bitcoin, Ethereum and those like it, Tron.
_PAY_TO = re.compile(
    r"\b(?:bc1[a-z0-9]{25,60}|0x[0-9a-f]{40}|t[1-9a-hj-np-z]{33}|[1-9a-z]{43,44})\b"
)
_RUN = b"x" * 28  # the shortest
_OF_RUNS = bytewise.table(lambda sign: "x" if sign.isalnum() else " ")
_REACH = 320
_COMMANDS = (
    ("curl", r"curl\s[^\n|]{4,300}\|\s?(?:sudo\s)?(?:ba|z)?sh\b"),
    ("wget", r"wget\s[^\n|;&]{4,300}(?:\||;|&&)\s?(?:sudo\s)?(?:(?:ba|z)?sh|chmod)\b"),
    ("bash", r"(?:ba|z)?sh\s?(?:-c\s?[\"'][^\n]{0,20}\$\(|<\s?\()\s?(?:curl|wget)"),
    (
        "powershell",
        r"powershell(?:\.exe)?\s[^\n]{0,100}(?:-e|-enc|-w|iex|iwr|downloadstring|hidden)",
    ),
    ("iex", r"(?:iwr|irm|invoke-webrequest|invoke-restmethod)\s[^\n]{4,300}\|\s?iex"),
    ("iex", r"iex\s?\(\s?(?:iwr|irm|new-object)"),
    ("mshta", r"mshta(?:\.exe)?\s+[\"']?(?:https?|vbscript|javascript)"),
    ("base64", r"base64\s(?:-d|--decode|-D)[^\n]{0,40}\|\s?(?:ba|z)?sh"),
    ("windows", r"windows(?: key)?\s?\+\s?r\b[^\n]{0,200}(?:ctrl|paste|enter)"),
    ("win", r"win(?: key)?\s?\+\s?r\b[^\n]{0,200}(?:ctrl|paste|enter)"),
    ("osascript", r"osascript\s-e\s"),
    ("certutil", r"certutil\s[^\n]{0,100}-urlcache"),
    ("bitsadmin", r"bitsadmin\s[^\n]{0,100}/transfer"),
    ("python", r"python3?\s-c\s?[\"'][^\n]{0,300}(?:exec|urlopen|requests)"),
)  # each with a word that is in it


# What somebody is to do beside a place where a command does harm; in either order.
_PASTE = re.compile(
    r"\b(?:paste|copy|pega|copia)\b|\b(?:встав|скопиру|введи)\w{0,3}\b"
    r"|粘贴|粘貼|复制|複製|ctrl ?\+ ?v|貼り付け|貼って|コピペ|コピーし|붙여 ?넣|복사(?:해|하)"
)
_BESIDE = 60


def find(subject: Subject, context: Context) -> Iterator[Finding]:
    if not isinstance(subject, Message):
        return
    whole = (0, len(subject.text))
    by_number = _by_number(subject, context.limits)
    for why, certainty in (*by_number, *_by_files(subject, context)):
        yield Finding(ID, why, certainty, *whole)
    for part in subject.parts:
        for why, certainty in _by_look(part, context):
            yield Finding(ID, why, certainty, 0, len(part.text), part.label)


def _by_number(message: Message, limits: ModerationLimits) -> Iterator[tuple[str, float]]:
    recent = message.recent
    if _floods(message, limits.flood):
        yield FLOOD, 0.8
    if recent.same >= limits.same:
        yield REPEATED, 0.8
    if recent.copies >= limits.copies:
        yield WAVE, 0.9
    most = limits.mentions
    if message.mentions >= most or ("@" in message.text and _calls_many(message, most)):
        yield MENTIONS, 0.8


def _floods(message: Message, most: int) -> bool:
    """Whoever is known may write twice as much, and who is trusted as much as they like."""
    if message.trust == "trusted":
        return False
    return message.recent.messages >= (most if message.trust == "new" else 2 * most)


def _calls_many(message: Message, most: int) -> bool:
    named = {*_MENTION.findall(message.parts[0].plain)}
    return len(named) >= most or (message.trust == "new" and not named.isdisjoint(_EVERYONE))


def _by_files(message: Message, context: Context) -> Iterator[tuple[str, float]]:
    if message.files and context.hold_files and message.trust == "new":
        yield FILES, 0.6


def _by_look(part: Part, context: Context) -> Iterator[tuple[str, float]]:
    if not part.text.isascii():
        yield from _by_letters(part)
    if _pastes(part):
        # Who asks what to paste has been told to, and tells nobody.
        is_a_question = "?" in part.spoken and "|" not in part.spoken
        yield COMMAND, 0.4 if is_a_question else 0.9
    elif _is_told_to_paste(part):
        # Whoever tells what became of it has done it, and asks nobody to.
        is_told = "?" in part.spoken or part.said["tells"]
        yield PASTE, 0.3 if is_told else 0.7
    if part.said["profits"] or _earns(part):
        if _has_a_way_to_follow(part, context):
            yield PROFIT, 0.9
        elif not points_out(part):
            yield PROFIT, 0.3
    elif part.said["gains"] >= ENOUGH:
        if _has_a_way_to_follow(part, context):
            yield PROFIT, 0.7
        elif _offers_more(part):
            yield PROFIT, 0.4


def _pastes(part: Part) -> bool:
    """Something for a terminal or a console."""
    for word, pattern in _COMMANDS:
        if word in part.words:
            places = windows.places(part.spoken, (word,))
            spans = windows.around(places, _REACH, _REACH)
            if next(windows.matches(_compiled(pattern), part.spoken, spans), None):
                return True
    return False


def _is_told_to_paste(part: Part) -> bool:
    spans = windows.around(part.places.of(hints.CONSOLES), _BESIDE, _BESIDE)
    return next(windows.matches(_PASTE, part.spoken, spans), None) is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _earns(part: Part) -> bool:
    if not part.said["gains"] and part.words.keys().isdisjoint(hints.EARNING):
        return False
    spans = windows.around(part.places.of(hints.EARNING), before=0, after=80)
    return next(windows.matches(_EARN, part.spoken, spans), None) is not None


def _by_letters(part: Part) -> Iterator[tuple[str, float]]:
    text = part.text
    strange = _STRANGE.findall(text) if _STRANGE.search("".join(part.unusual)) else []
    if not _OVERRIDES.isdisjoint(strange):
        yield REVERSED, 0.85
    if len(strange) >= _MANY_STRANGE:
        if _ZALGO.search(text):
            yield ZALGO, 0.9
        if _INVISIBLE.search(text):
            yield INVISIBLE, 0.85
    if sum(len(word[0]) > 2 for word in part.mixed) >= 2:
        yield DISGUISED, 0.85


def _has_a_way_to_follow(part: Part, context: Context) -> bool:
    """A promise with a way to follow it is an offer; alone it may be a joke or a question, and
    beside a link or handle of ours, what we promise ourselves."""
    if any(not is_listed(link.host, link.url, context) for link in part.links):
        return True
    return names_a_contact(part, context) or draws(part) or _asks_for_payment(part)


def _offers_more(part: Part) -> bool:
    """In private, by somebody who neither asks nor warns."""
    said = part.said
    is_apart = said["asks"] > 0 or said["private"] > 0
    return is_apart and not (
        said["doubts"] or said["pleads"] or said["thanks"] or is_a_question(part)
    )


def _asks_for_payment(part: Part) -> bool:
    if part.said["doubts"] or is_a_question(part):
        return False  # of somebody who looks for what they sent
    return _RUN in part.heads.translate(_OF_RUNS) and _PAY_TO.search(part.spoken) is not None
