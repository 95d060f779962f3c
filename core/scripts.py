"""The language that a text's letters give away."""

from __future__ import annotations

import regex

_LONGEST_LOOK = 500
_LETTERS = {
    "ko": regex.compile(r"\p{Hangul}"),
    "kana": regex.compile(r"[\p{Hiragana}\p{Katakana}]"),
    "han": regex.compile(r"\p{Han}"),
    "ru": regex.compile(r"\p{Cyrillic}"),
    "latin": regex.compile(r"\p{Latin}"),
}
# A syllable or a word in one sign says as much as several letters of an alphabet.
_WEIGHT = {"ko": 2, "kana": 2, "han": 2, "ru": 1, "latin": 1}
# Product names are Latin everywhere ("Google Authenticator 재설정"), so a fifth is enough;
# chance words of another script in a Latin sentence stay below it.
_ENOUGH = 0.2
# Chinese shops and games carry a decorative の; Japanese is about half kana.
_JAPANESE_KANA = 0.1


def script_language(text: str) -> str | None:
    """Hangul → ko, kana → ja, Cyrillic → ru, Han with next to no kana → zh.

    By weighted share of the first 500 characters' letters; None for Latin, and where two other
    scripts are about even.
    """
    if text.isascii():
        return None
    weights = _weights(text[:_LONGEST_LOOK])
    total = sum(weights.values())
    latin = weights.pop("latin")
    language = max(weights, key=lambda name: weights[name])
    share = weights[language]
    return (
        language if share and share >= _ENOUGH * total and 3 * share > 2 * (total - latin) else None
    )


def _weights(text: str) -> dict[str, int]:
    found = {name: _WEIGHT[name] * len(letters.findall(text)) for name, letters in _LETTERS.items()}
    kana, han = found.pop("kana"), found.pop("han")
    japanese = kana > 0 and kana >= _JAPANESE_KANA * (kana + han)
    return found | {"ja" if japanese else "zh": kana + han}
