"""Letters that are typed in several ways become one: accents fall, Cyrillic turns Latin."""

_UNACCENTED = dict(zip("áàâãäéèêëíìîïóòôõöúùûüñç", "aaaaaeeeeiiiiooooouuuunc", strict=True))
_LATIN = dict(zip("абвгдезийклмнопрстуфыэё", "abvgdeziyklmnoprstufyee", strict=True))
_LATIN |= {"ж": "zh", "х": "h", "ц": "c", "ч": "ch", "ш": "sh", "щ": "sh", "ъ": "", "ь": ""}
_LATIN |= {"ю": "yu", "я": "ya"}
_TABLE = str.maketrans(_UNACCENTED | _LATIN)


def folded(lower_case: str) -> str:
    """As people without the keyboard type it: "как вывести" and "kak vyvesti" are one."""
    return lower_case.translate(_TABLE)
