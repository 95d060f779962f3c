"""More ways to write a seed phrase: each was written down before the search had ever met it."""

import random
import unicodedata
from collections.abc import Callable, Mapping

Disguise = Callable[[random.Random, list[str]], str]
_EMOJI = "🔑😭🙏👉✅🔥💰🚀❤️🐶"
_NUMBERS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen",
)  # fmt: skip
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔"
_KEYCAP = "\ufe0f\u20e3"
_CHATTER = {
    "hello everyone i need help please": "thanks in advance, is this correct?",
    "Мой кошелёк пустой, вот моя фраза:": "помогите пожалуйста!!!",
    "我的助记词是：": "请帮帮我，谢谢",
    "Mi frase es esta, ayuda por favor:": "gracias a todos",
    "リカバリーフレーズはこれです：": "助けてください",
    "제 시드 문구는 이거예요:": "도와주세요",
}


def _spread(by: str, between: str) -> Disguise:
    def make(_dice: random.Random, words: list[str]) -> str:
        return between.join(by.join(unicodedata.normalize("NFC", word)) for word in words)

    return make


def _emoji_between(dice: random.Random, words: list[str]) -> str:
    return "".join(word + dice.choice(_EMOJI) for word in words)


def _emoji_and_blanks(dice: random.Random, words: list[str]) -> str:
    return " ".join(f"{word} {dice.choice(_EMOJI)}" for word in words)


def _numbered(form: str, by: str) -> Disguise:
    return lambda _dice, words: by.join(form.format(n=n, w=w) for n, w in enumerate(words, 1))


def _circled_numbers(_dice: random.Random, words: list[str]) -> str:
    return "\n".join(f"{_CIRCLED[n]} {word}" for n, word in enumerate(words))


def _keycaps(_dice: random.Random, words: list[str]) -> str:
    return " ".join(f"{n % 10}{_KEYCAP}{word}" for n, word in enumerate(words, 1))


def _chatter(dice: random.Random, words: list[str]) -> str:
    before, after = dice.choice([*_CHATTER.items()])
    return f"{before} {' '.join(words)} {after}"


def _chatter_on_lines(dice: random.Random, words: list[str]) -> str:
    before, after = dice.choice([*_CHATTER.items()])
    return f"{before}\n" + "\n".join(words) + f"\n{after}"


def _two_a_line(_dice: random.Random, words: list[str]) -> str:
    pairs = zip(words[::2], [*words[1::2], ""], strict=False)
    return "\n".join(f"{one}\t{other}" for one, other in pairs)


def _table(_dice: random.Random, words: list[str]) -> str:
    rows = [words[n : n + 3] for n in range(0, len(words), 3)]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def _numbered_table(_dice: random.Random, words: list[str]) -> str:
    cells = [f"{n}. {w}" for n, w in enumerate(words, 1)]
    return "\n".join("   ".join(cells[n : n + 4]) for n in range(0, len(cells), 4))


def _code(_dice: random.Random, words: list[str]) -> str:
    return f'```\nmnemonic = "{" ".join(words)}"\n```'


def _json(_dice: random.Random, words: list[str]) -> str:
    return "{" + ", ".join(f'"{n}": "{w}"' for n, w in enumerate(words, 1)) + "}"


def _spoilers(_dice: random.Random, words: list[str]) -> str:
    return " ".join(f"||{word}||" for word in words)


def _bold(_dice: random.Random, words: list[str]) -> str:
    return " ".join(f"**{word}**" for word in words)


def _combining(mark: str) -> Disguise:
    return lambda _d, words: " ".join("".join(c + mark for c in word) for word in words)


def _fancy(first: int) -> Disguise:
    def make(_dice: random.Random, words: list[str]) -> str:
        plain = unicodedata.normalize("NFC", " ".join(words)).lower()
        return "".join(chr(first + ord(c) - 97) if "a" <= c <= "z" else c for c in plain)

    return make


def _leet(dice: random.Random, words: list[str]) -> str:
    signs = {"a": "4@", "e": "3", "i": "1!", "o": "0", "s": "5$", "t": "7"}
    return " ".join(
        "".join(dice.choice(signs[c]) if c in signs and dice.random() < 0.4 else c for c in word)
        for word in words
    )


def _twins_of_all(_dice: random.Random, words: list[str]) -> str:
    twins = str.maketrans("aeocpxyijsh", "аеосрхуіјѕһ")
    return " ".join(words).translate(twins)


def _greek(_dice: random.Random, words: list[str]) -> str:
    return " ".join(words).translate(str.maketrans("aoivu", "αοινυ"))


def _hidden_between(sign: str) -> Disguise:
    return lambda _d, words: " ".join(sign.join(word) for word in words)


def _title(_dice: random.Random, words: list[str]) -> str:
    return " ".join(word.title() for word in words)


def _camel(_dice: random.Random, words: list[str]) -> str:
    return "".join(word.title() for word in words)


def _glued(_dice: random.Random, words: list[str]) -> str:
    return "".join(words)


def _named_numbers(_dice: random.Random, words: list[str]) -> str:
    return ", ".join(f"{_NUMBERS[n % 14]} is {w}" for n, w in enumerate(words))


def _roman(_dice: random.Random, words: list[str]) -> str:
    numbers = (
        "I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX XX XXI XXII XXIII"
    )
    return "\n".join(f"{n}. {w}" for n, w in zip([*numbers.split(), "XXIV"], words, strict=False))


def _letters_number(_dice: random.Random, words: list[str]) -> str:
    return "\n".join(f"{chr(97 + n)}) {w}" for n, w in enumerate(words))


def _backwards(_dice: random.Random, words: list[str]) -> str:
    return " ".join(reversed(words))


DISGUISES: Mapping[str, Disguise] = {
    "spread letters": _spread(" ", "   "),
    "spread by dots": _spread(".", " "),
    "spread by hyphens": _spread("-", " "),
    "spread over lines": _spread(" ", "\n"),
    "emoji between": _emoji_between,
    "emoji and blanks": _emoji_and_blanks,
    "numbers behind": _numbered("{w} {n}", " "),
    "numbers in brackets": _numbered("[{n}] {w}", "\n"),
    "number signs": _numbered("#{n} {w}", "; "),
    "number equals": _numbered("{n}={w}", ", "),
    "number colon": _numbered("{n}:{w}", " "),
    "1st word": _numbered("{n}st word is {w}", ". "),
    "a Chinese label": _numbered("第{n}个：{w}", "，"),
    "a Russian label": _numbered("слово {n} - {w}", "\n"),
    "a Korean label": _numbered("{n}번째 {w}", " "),
    "a Japanese label": _numbered("{n}番目：{w}", "\n"),
    "a Spanish label": _numbered("palabra{n}: {w}", " / "),
    "circled numbers": _circled_numbers,
    "keycaps": _keycaps,
    "chatter": _chatter,
    "chatter on lines": _chatter_on_lines,
    "two a line": _two_a_line,
    "a table": _table,
    "a numbered table": _numbered_table,
    "code": _code,
    "JSON": _json,
    "spoilers": _spoilers,
    "bold": _bold,
    "struck": _combining("\u0336"),
    "underlined": _combining("\u0332"),
    "mathematical": _fancy(0x1D41A),
    "circled": _fancy(0x24D0),
    "squared capitals": _fancy(0x1F130),
    "flags": _fancy(0x1F1E6),
    "leet": _leet,
    "twins of all": _twins_of_all,
    "Greek": _greek,
    "zero width between": _hidden_between("\u200b"),
    "joiners between": _hidden_between("\u2060"),
    "soft hyphens": _hidden_between("\u00ad"),
    "titles": _title,
    "camel case": _camel,
    "glued": _glued,
    "named numbers": _named_numbers,
    "Roman numbers": _roman,
    "letters as numbers": _letters_number,
    "backwards": _backwards,
    "arrows": lambda _d, words: " → ".join(words),
    "plus signs": lambda _d, words: "+".join(words),
    "ideographic commas": lambda _d, words: "、".join(words),
    "wide blanks": lambda _d, words: "\u3000".join(words),
    "odd blanks": lambda _d, words: "\u2003\u00a0".join(words),
    "many lines": lambda _d, words: "\n\n\n".join(words),
    "dots": lambda _d, words: ".".join(words),
    "ellipses": lambda _d, words: "... ".join(words),
    "colons": lambda _d, words: "::".join(words),
    "a tag each": lambda _d, words: " ".join(f"#{word}" for word in words),
    "an at each": lambda _d, words: " ".join(f"@{word}" for word in words),
    "compatibility": lambda _d, words: unicodedata.normalize("NFKD", " ".join(words)),
    "composed": lambda _d, words: unicodedata.normalize("NFC", " ".join(words)),
    "capitals composed": lambda _d, words: unicodedata.normalize("NFC", " ".join(words)).upper(),
    "without accents": lambda _d, words: "".join(
        c for c in unicodedata.normalize("NFD", " ".join(words)) if not "\u0300" <= c <= "\u036f"
    ),
}  # fmt: skip
