"""Makes names that are meant to be taken for another: families that the rule was not shaped on."""

import random
from collections.abc import Callable, Mapping

from tests.moderation import alphabets

Make = Callable[[random.Random, str], str]


def _letters(alphabet: Mapping[str, str], share: float = 1.0) -> Make:
    """Write letters in another alphabet, each with probability `share`."""

    def make(dice: random.Random, name: str) -> str:
        return "".join(alphabet.get(c.lower(), c) if dice.random() < share else c for c in name)

    return make


def _swapped_words(dice: random.Random, name: str) -> str:
    brand, office = name.rsplit(" ", 1)
    return dice.choice((f"{office} {brand}", f"{office} | {brand}", f"{office}_{brand}"))


def _word_between(dice: random.Random, name: str) -> str:
    brand, office = name.rsplit(" ", 1)
    word = dice.choice(("Live", "24/7", "Global", "Customer", "Online", "VIP", "(Real)", "EU"))
    return f"{brand} {word} {office}"


def _another_office(dice: random.Random, name: str) -> str:
    brand, _office = name.rsplit(" ", 1)
    return f"{brand} {dice.choice(alphabets.OFFICES)}"


def _glued(dice: random.Random, name: str) -> str:
    joined = "".join(name.split())
    return dice.choice((joined, joined.lower(), f"The{joined}", f"{joined}Desk", f"{joined}_01"))


def _typo_in_each_word(dice: random.Random, name: str) -> str:
    return " ".join(_swap(dice, word) if len(word) > 4 else word for word in name.split())


def _swap(dice: random.Random, word: str) -> str:
    place = dice.randrange(1, len(word) - 2)
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def _doubled(dice: random.Random, name: str) -> str:
    place = dice.randrange(len(name))
    return name[:place] + name[place] + name[place:]


def _turned(_dice: random.Random, name: str) -> str:
    return "".join(alphabets.TURNED.get(c, c) for c in reversed(name.lower()))


def _reversed(_dice: random.Random, name: str) -> str:
    return f"\N{RIGHT-TO-LEFT OVERRIDE}{name[::-1]}"


def _drawn(_dice: random.Random, name: str) -> str:
    return "".join(alphabets.DRAWN.get(c.lower(), c) for c in name)


def _between(dice: random.Random, name: str) -> str:
    sign = dice.choice("🔥✨·~*🚀ㅤ•")
    return sign.join(name)


def _mixed(dice: random.Random, name: str) -> str:
    first, second = dice.sample([m for f, m in FAMILIES.items() if f != "mixed"][:9], 2)
    half = len(name) // 2
    return first(dice, name[:half]) + second(dice, name[half:])


FAMILIES: Mapping[str, Make] = {
    "ideographs": _letters(alphabets.IDEOGRAPHS),
    "currency": _letters(alphabets.CURRENCY),
    "syllabics": _letters(alphabets.SYLLABICS),
    "thai": _letters(alphabets.THAI),
    "flags": _letters(alphabets.FLAGS),
    "squares": _letters(alphabets.SQUARES),
    "cherokee": _letters(alphabets.CHEROKEE, 0.6),
    "greek": _letters(alphabets.GREEK, 0.6),
    "strokes": _letters(alphabets.STROKES),
    "superscript": _letters(alphabets.SUPERSCRIPT),
    "phonetic": _letters(alphabets.PHONETIC, 0.7),
    "turned": _turned,
    "reversed": _reversed,
    "drawn": _drawn,
    "between": _between,
    "swapped words": _swapped_words,
    "word between": _word_between,
    "another office": _another_office,
    "glued": _glued,
    "typo in each word": _typo_in_each_word,
    "doubled": _doubled,
    "mixed": _mixed,
}


def unseen(names: list[str], each: int, seed: int = 7) -> list[tuple[str, str, str]]:
    """(family, protected, look-alike), `each` for every family."""
    dice = random.Random(seed)
    return [
        (family, name, make(dice, name))
        for family, make in FAMILIES.items()
        for name in (dice.choice(names) for _ in range(each))
    ]
