"""Messages that are nothing but one thing again and again: what a rule is slow at, if at any."""

import random
from collections.abc import Callable, Iterator, Mapping

from mnemonic import Mnemonic

PIECES: Mapping[str, str] = {
    "one letter": "a",
    "labels": "a.b.",
    "dots": "..",
    "spelt dots": "dot com ",
    "schemes": "https://",
    "colons": ":",
    "mail addresses": "a@b.",
    "handles": "@abc ",
    "phrases of scams": "dm me ",
    "words of scams": "contact ",
    "numbers": "12 ",
    "brackets": "( ",
    "broken links": "evil[.]com ",
    "one link": "evil.com ",
    "spaced links": "e v i l . c o m ",
    "links behind commas": "x.com,",
    "invites": "t.me/",
    "invisible signs": "\u200b",
    "mixed scripts": "pаypаl ",
    "two scripts": "aа ",
    "signs for a dot": "🔴",
    "combining marks": "e\u0336",
    "commands": "curl x | sh ",
    "words of secrets": "12 words ",
    "keys": "A1b2",
    "addresses": "1.1.1.1 ",
    "phones": "+1 234 567 8901 ",
    "words for a phrase": "助记词",
    "Chinese of a list": "的一是在不了有和人这中大",
    "a word of a list": "good ",
    "a Korean word of a list": "가격 ",
    "a Chinese word of a list": "一 ",
    "odd points": " .com",
    "logins": "send me code ",
    "messengers": "微信id ",
    "signs that grow": "…",
    "flags": "🇦",
}


def text(name: str, length: int) -> str:
    """As many code points of it."""
    if make := _MADE.get(name):
        return make(length)[:length]
    piece = PIECES[name]
    return (piece * (length // len(piece) + 1))[:length]


def _different_links(length: int) -> str:
    return " ".join(f"a{number}.com" for number in range(length // 6))


def _digits(length: int) -> str:
    return "".join(random.Random(1).choices("0123456789", k=length))


def _almost_phrases(length: int) -> str:
    return " ".join(_but_for_each_twelfth("english", length // 4))


def _chinese(length: int) -> str:
    return "".join(random.Random(3).choices(Mnemonic("chinese_simplified").wordlist, k=length))


def _but_for_each_twelfth(language: str, number: int) -> Iterator[str]:
    dice, known = random.Random(2), Mnemonic(language).wordlist
    return (dice.choice(known) if place % 12 else "xyzzy" for place in range(number))


def _strange_words(length: int) -> str:
    dice = random.Random(4)
    return " ".join("".join(dice.choices("бвгджзклмн", k=5)) for _ in range(length // 5))


_MADE: Mapping[str, Callable[[int], str]] = {
    "different links": _different_links,
    "digits": _digits,
    "almost seed phrases": _almost_phrases,
    "Chinese without blanks": _chinese,
    "words that nobody knows": _strange_words,
}
NAMES = (*PIECES, *_MADE)
