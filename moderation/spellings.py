"""A name of one alphabet in the letters of another, as it is usually spelt: Маяк is Mayak."""

import re

# By what they are read as, not by what they look like; passports and keyboards differ in few, and
# those are alike to the ear.
_LATIN = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "yo", "ж": "zh", "з": "z",
    "и": "i", "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
    "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh",
    "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya", "і": "i", "ї": "yi",
    "є": "ye", "ґ": "g", "ў": "u",
}  # fmt: skip
_TABLE = str.maketrans(_LATIN)
_CYRILLIC = re.compile("[а-яёіїєґў]")


def in_latin(name: str) -> str | None:
    """None for a name without a Cyrillic letter."""
    lower = name.lower()
    return lower.translate(_TABLE) if _CYRILLIC.search(lower) else None
