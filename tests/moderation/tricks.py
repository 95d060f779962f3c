"""More tricks with names: each family was written down before the rule had ever met it."""

import random
import re
import unicodedata
from collections.abc import Callable, Mapping

Make = Callable[[random.Random, str], str]
_LATIN = "abcdefghijklmnopqrstuvwxyz"


def _row(signs: str) -> dict[str, str]:
    """26 signs by the order of the alphabet; a dot leaves the letter as it is."""
    pairs = zip(_LATIN, signs.split(), strict=True)
    return {letter: sign for letter, sign in pairs if sign != "."}


def _from(first: int) -> dict[str, str]:
    return {letter: chr(first + place) for place, letter in enumerate(_LATIN)}


LISU = _row("ꓮ ꓐ ꓚ ꓓ ꓰ ꓝ ꓖ ꓧ ꓲ ꓙ ꓗ ꓡ ꓟ ꓠ ꓳ ꓑ . ꓣ ꓢ ꓔ ꓴ ꓦ ꓪ ꓫ ꓬ ꓜ")
COPTIC = _row(". Ⲃ Ⲥ . Ⲉ . . Ⲏ Ⲓ . Ⲕ . Ⲙ Ⲛ Ⲟ Ⲣ . . . Ⲧ . . . Ⲭ Ⲩ Ⲍ")
ARMENIAN = _row("ա . ϲ ժ ҽ . գ հ ì յ ƙ Ɩ ʍ ղ օ ք զ ɾ ʂ է մ ѵ ա × վ Հ")
GEORGIAN = _row("ა ხ ς ძ ე ƒ g ჩ ი ჟ კ l მ ი ო ρ ƍ რ s ţ ს υ ш ჯ ყ ზ")
HEBREW = _row("ค ๖ ς ๔ ē f ﻮ ђ ٱ ן к l ๓ ภ ๏ ק ợ г s t ย ש ฬ א ץ չ")
ETHIOPIC = _row("ል ፎ ር ዕ ቿ ቻ ኗ ዘ ጎ ጋ ጕ ረ ጠ ክ ዐ የ ዒ ዪ ነ ፕ ሁ ሀ ሠ ሸ ሃ ጊ")
RUNES = _row("ᚨ ᛒ ᚲ ᛞ ᛖ ᚠ ᚷ ᚺ ᛁ ᛃ ᚲ ᛚ ᛗ ᚾ ᛟ ᛈ . ᚱ ᛋ ᛏ ᚢ ᚡ ᚹ ᛪ ᚤ ᛉ")
SUBSCRIPT = _row("ₐ . . . ₑ . . ₕ ᵢ ⱼ ₖ ₗ ₘ ₙ ₒ ₚ . ᵣ ₛ ₜ ᵤ ᵥ . ₓ . .")
EMOJI = _row("🅰 🅱 ©️ 🌛 📧 🎏 ⛽ ♓ ℹ️ 🗾 🎋 👢 Ⓜ️ ♑ ⭕ 🅿️ 🍳 ®️ 💲 ✝️ ⛎ ♈ 〰️ ❌ 💹 💤")
TWISTED = _row("ą ც ƈ ɖ ɛ ʄ ɠ ɧ ı ʝ ƙ Ɩ ɱ ŋ ơ ℘ զ ཞ ʂ ɬ ų ۷ ῳ ҳ ყ ʑ")
FANCY = _row("ǟ ɮ ƈ ɖ ɛ ʄ ɢ ɦ ɨ ʝ ӄ ʟ ʍ ռ օ ք զ ʀ ֆ ȶ ʊ ʋ ա Ӽ ʏ ʐ")
BUBBLES = _from(0x1F150)
MIRRORED = _row("ɒ d ɔ b ɘ ꟻ ǫ ʜ i į ʞ l m n o q p ɿ ƨ ƚ u v w x γ z")
BRAILLE = _row("⠁ ⠃ ⠉ ⠙ ⠑ ⠋ ⠛ ⠓ ⠊ ⠚ ⠅ ⠇ ⠍ ⠝ ⠕ ⠏ ⠟ ⠗ ⠎ ⠞ ⠥ ⠧ ⠺ ⠭ ⠽ ⠵")
SMALL_CAPITALS = _row("ᴀ ʙ ᴄ ᴅ ᴇ ꜰ ɢ ʜ ɪ ᴊ ᴋ ʟ ᴍ ɴ ᴏ ᴘ ꞯ ʀ ꜱ ᴛ ᴜ ᴠ ᴡ x ʏ ᴢ")
CYRILLIC_SHAPES = _row("а ь с ԁ е ғ ԍ һ і ј к ӏ м п о р ԛ г ѕ т ц ѵ ш х у з")
CYRILLIC_CAPITALS = _row("Д В С D Є F G Н І Ј К L М Й Ф Р Q Я Ѕ Т Ц V Щ Х Ч Z")
SIGNS = _row("@ 8 ¢ . € ƒ 9 # ¡ . . £ . . 0 . . ® § † µ √ . × ¥ 2")
LOOKING_ALIKE = {"m": "rn", "w": "vv", "d": "cl", "i": "l", "l": "I", "n": "ri", "u": "ii",
                 "h": "lh"}  # fmt: skip


def _letters(alphabet: Mapping[str, str], share: float = 1.0) -> Make:
    def make(dice: random.Random, name: str) -> str:
        return "".join(alphabet.get(c.lower(), c) if dice.random() < share else c for c in name)

    return make


def _each(signs: str) -> Make:
    """A combining or invisible sign behind every letter."""

    def make(dice: random.Random, name: str) -> str:
        return "".join(c + dice.choice(signs) if c.isalnum() else c for c in name)

    return make


def _around_each(forms: str) -> Make:
    def make(dice: random.Random, name: str) -> str:
        form = dice.choice(forms.split())
        return "".join(form.replace("x", c) if c.isalnum() else c for c in name)

    return make


def _brand_and_office(name: str) -> tuple[str, str]:
    brand, _blank, office = name.rpartition(" ")
    return brand, office


def _by_word(change: Callable[[random.Random, str], str]) -> Make:
    """Every word of five letters or more is changed."""

    def make(dice: random.Random, name: str) -> str:
        return " ".join(change(dice, word) if len(word) > 4 else word for word in name.split())

    return make


def _dropped(dice: random.Random, word: str) -> str:
    place = dice.randrange(1, len(word) - 1)
    return word[:place] + word[place + 1 :]


def _inserted(dice: random.Random, word: str) -> str:
    place = dice.randrange(1, len(word))
    return word[:place] + dice.choice(_LATIN) + word[place:]


_NEIGHBOURS = {"q": "w", "w": "e", "e": "r", "r": "t", "t": "y", "y": "u", "u": "i", "i": "o",
               "o": "p", "p": "o", "a": "s", "s": "d", "d": "f", "f": "g", "g": "h", "h": "j",
               "j": "k", "k": "l", "l": "k", "z": "x", "x": "c", "c": "v", "v": "b", "b": "n",
               "n": "m", "m": "n"}  # fmt: skip


def _mistyped(dice: random.Random, word: str) -> str:
    place = dice.randrange(1, len(word))
    return word[:place] + _NEIGHBOURS.get(word[place].lower(), "e") + word[place + 1 :]


def _all_doubled(dice: random.Random, word: str) -> str:
    places = set(dice.sample(range(len(word)), 3))
    return "".join(c * 2 if place in places else c for place, c in enumerate(word))


def _stretched(dice: random.Random, word: str) -> str:
    place = dice.randrange(1, len(word))
    return word[:place] + word[place] * dice.randrange(2, 6) + word[place:]


def _without_vowels(_dice: random.Random, name: str) -> str:
    brand, office = _brand_and_office(name)
    return f"{''.join(c for c in brand if c.lower() not in 'aeiou')} {office}"


_SOUNDS = (("c", "k"), ("x", "ks"), ("ce", "se"), ("y", "i"), ("ck", "k"), ("ee", "i"), ("u", "oo"),
           ("ei", "ie"), ("ge", "je"), ("pp", "p"), ("port", "portt"), ("cial", "shal"),
           ("ph", "f"), ("k", "kk"), ("s", "z"))  # fmt: skip


def _as_it_sounds(dice: random.Random, name: str) -> str:
    lower = name.lower()
    able = [(a, b) for a, b in _SOUNDS if a in lower]
    old, new = dice.choice(able)
    return lower.replace(old, new, 1).title()


def _cut(dice: random.Random, name: str) -> str:
    brand, office = _brand_and_office(name)
    short = {"Support": ("Supp", "Sup.", "Suppo", "Suppor"), "Admin": ("Adm", "Adm.", "Admi"),
             "Help": ("Hlp", "Hel", "HLP"), "Official": ("Offic", "Offi", "Off.")}  # fmt: skip
    return f"{brand} {dice.choice(short[office])}"


_OFFICES = (
    "Help Center", "Helpdesk", "Customer Success", "CS Team", "Live Agent", "Rep",
    "Representative", "Customer Rep", "Technical Team", "Verification Dept", "Resolution Center",
    "Dispute Team", "Escalations", "Live Support 24/7", "Claims Department", "Recovery Expert",
    "Wallet Recovery", "Helpers", "Moderation", "Mods", "Administrator", "Community Manager",
    "Mesa de ayuda", "Centro de ayuda", "Soporte técnico", "Equipo de soporte", "Atención",
    "Servicio al cliente", "Ayuda oficial", "Administración", "Moderadora", "Asesor",
    "тех. поддержка", "Тех поддержка", "Техническая поддержка", "Служба заботы", "Центр помощи",
    "Официальная поддержка", "Администрация", "Модерация", "Оператор чата", "Саппорт",
    "客服中心", "在线客服", "官方小助手", "人工客服", "客服专员", "官方客服001", "工作人员", "專員",
    "サポートセンター", "公式アカウント", "カスタマーセンター", "運営事務局", "お客様窓口",
    "サポート担当", "ヘルプデスク", "고객지원팀", "운영팀", "공식 채널", "상담센터", "고객 지원",
    "관리팀", "고객상담실",
)  # fmt: skip


def _another_office(dice: random.Random, name: str) -> str:
    return f"{_brand_and_office(name)[0]} {dice.choice(_OFFICES)}"


def _office_in_front(dice: random.Random, name: str) -> str:
    brand, _office = _brand_and_office(name)
    sign = dice.choice((" ", " - ", " | ", ": ", " @ ", "·", "_", " • "))
    return f"{dice.choice(_OFFICES)}{sign}{brand}"


def _a_person_of(dice: random.Random, name: str) -> str:
    brand, office = _brand_and_office(name)
    form = dice.choice(("{o} Anna | {b}", "Anna from {b} {o}", "Anna ({b} {o})", "{b} – Anna – {o}",
                        "Anna @ {b} {o}", "{o} #47 of {b}", "Mark, {b} {o}", "{b}'s {o} Anna",
                        "Анна {b} {o}", "小美 {b}{o}"))  # fmt: skip
    return form.format(b=brand, o=office)


def _number_behind(dice: random.Random, name: str) -> str:
    form = dice.choice(("{}2", "{} 2", "{} №1", "{} II", "{}_official", "{}.", "{}1337", "{} ²",
                        "{}ᅟ", "{} (2)", "{}s", "{}™️", "{} ✔︎", "{} ☑️", "{} 𓆩✓𓆪"))  # fmt: skip
    return form.format(name)


def _framed(dice: random.Random, name: str) -> str:
    form = dice.choice(("꧁{}꧂", "【{}】", "『{}』", "⟦{}⟧", "★彡{}彡★", "×º°”˜`”°º×{}×º°”˜`”°º×",
                        "༺{}༻", "•´¯`•.{}.•´¯`•", "♛{}♛", "░{}░", "xX{}Xx", "[VIP] {}",
                        "🛡️{}🛡️", "{}\n", "\u2800{}\u2800", "ﷺ{}", "__{}__", "~{}~"))  # fmt: skip
    return form.format(name)


def _user_name(dice: random.Random, name: str) -> str:
    brand, office = _brand_and_office(name.lower())
    form = dice.choice(("{b}_{o}1", "{b}{o}_", "the_{b}_{o}", "{o}.{b}", "{b}{o}bot", "{o}{b}24",
                        "real{b}{o}", "{b}__{o}", "_{b}{o}x", "{b}_{o}_team", "{b}.{o}.desk",
                        "official{b}", "{b}_cs", "{b}{o}777", "x{b}{o}x", "i{b}{o}"))  # fmt: skip
    return form.format(b=brand, o=office)


def _user_name_with_digits(dice: random.Random, name: str) -> str:
    leet = {"a": "4", "e": "3", "i": "1", "o": "0", "s": "5", "t": "7"}
    made = _user_name(dice, name)
    return "".join(leet.get(c, c) if dice.random() < 0.5 else c for c in made)


def _between_letters(signs: str) -> Make:
    return lambda dice, name: dice.choice(signs).join(name.replace(" ", ""))


def _one_blank(dice: random.Random, name: str) -> str:
    brand, office = _brand_and_office(name)
    word, rest = dice.choice(((brand, office), (office, brand)))
    place = dice.randrange(1, len(word))
    split = f"{word[:place]} {word[place:]}"
    return f"{split} {rest}" if word == brand else f"{rest} {split}"


def _backwards_in_part(_dice: random.Random, name: str) -> str:
    brand, office = _brand_and_office(name)
    return f"{brand} \u202e{office[::-1]}\u202c"


def _backwards_isolate(_dice: random.Random, name: str) -> str:
    return f"\u2067\u202e{name[::-1]}\u2069"


def _nested_tricks(dice: random.Random, name: str) -> str:
    makes = [make for family, make in FAMILIES.items() if family in _COMBINABLE]
    first, second = dice.sample(makes, 2)
    brand, office = _brand_and_office(name)
    return f"{first(dice, brand)} {second(dice, office)}"


def _two_tricks(dice: random.Random, name: str) -> str:
    """An ornament over a mistake."""
    typed = _by_word(_dropped)(dice, name)
    return dice.choice((_letters(CYRILLIC_SHAPES, 0.5), _each("\u0336\u0332"),
                        _letters(SMALL_CAPITALS)))(dice, typed)  # fmt: skip


_COMBINABLE = ("Lisu", "small capitals", "Cyrillic shapes", "bubbles", "fancy", "struck", "Coptic")

_ZEROS = "०০੦૦୦௦౦೦൦๐໐༠၀០"
_HOUSES = " HQ; Global; Inc; LLC; EU; Group; Intl; 🇺🇸; v2; II; [EN]"
_TITLES = "The ;Real ;iam;its ;Only ;@;→ ;VIP "


FAMILIES: Mapping[str, Make] = {
    "an emoji behind each": lambda dice, name: dice.choice("🔥💎🚀⭐✨🟢").join(name),
    "each in brackets": _around_each("[x] (x) {x} <x>"),
    "all doubled": lambda _dice, name: "".join(2 * c for c in name),
    "words backwards": lambda _dice, name: " ".join(w[::-1] for w in name.split()),
    "zeros of the world": lambda dice, name: re.sub("o", dice.choice(_ZEROS), name),
    "a house behind": lambda dice, name: name + dice.choice(_HOUSES.split(";")),
    "a title before": lambda dice, name: dice.choice(_TITLES.split(";")) + name,
    "the first letter gone": lambda _dice, name: name[1:],
    "the last letter gone": lambda _dice, name: name[:-1],
    "a word twice": lambda _dice, name: f"{name.split()[0]} {name}",
    "Lisu": _letters(LISU),
    "Coptic": _letters(COPTIC),
    "Armenian": _letters(ARMENIAN, 0.8),
    "Georgian": _letters(GEORGIAN, 0.8),
    "Hebrew": _letters(HEBREW),
    "Ethiopic": _letters(ETHIOPIC),
    "runes": _letters(RUNES),
    "subscript": _letters(SUBSCRIPT),
    "emoji": _letters(EMOJI, 0.5),
    "twisted": _letters(TWISTED),
    "fancy": _letters(FANCY),
    "bubbles": _letters(BUBBLES),
    "mirrored": lambda _d, name: "".join(MIRRORED.get(c, c) for c in reversed(name.lower())),
    "mirrored in place": _letters(MIRRORED),
    "Braille": _letters(BRAILLE),
    "small capitals": _letters(SMALL_CAPITALS),
    "Cyrillic shapes": _letters(CYRILLIC_SHAPES),
    "Cyrillic capitals": _letters(CYRILLIC_CAPITALS),
    "signs": _letters(SIGNS, 0.7),
    "two signs for one": _letters(LOOKING_ALIKE, 0.5),
    "all two signs": _letters({"m": "rn", "w": "vv", "d": "cl", "i": "1", "l": "|"}),
    "struck": _each("\u0334\u0335\u0336\u0337\u0338\u0332\u0333\u033f\u0305"),
    "enclosed": _each("\u20dd\u20de\u20df\u20e0\u20e3\u20e4"),
    "invisible": _each("\u200b\u200c\u200d\u2060\u00ad\u034f\ufe0f\u180e\u2063\u3164\U000e0061"),
    "parenthesized": _letters(_from(0x249C)),
    "in boxes": _around_each("[x] (x) {x} ❲x❳ ⟨x⟩ |x| 『x』 x⃣ x҉ x͜͡ x꙰"),
    "dropped": _by_word(_dropped),
    "inserted": _by_word(_inserted),
    "mistyped": _by_word(_mistyped),
    "doubled thrice": _by_word(_all_doubled),
    "stretched": _by_word(_stretched),
    "no vowels": _without_vowels,
    "as it sounds": _as_it_sounds,
    "cut": _cut,
    "another office": _another_office,
    "office in front": _office_in_front,
    "a person of": _a_person_of,
    "number behind": _number_behind,
    "framed": _framed,
    "user name": _user_name,
    "user name with digits": _user_name_with_digits,
    "dots between": _between_letters(".-_/\\|,'’`:·+=~^"),
    "blanks between": _between_letters("\u00a0\u2003\u3000\u2009\u2800\t"),
    "one blank": _one_blank,
    "backwards in part": _backwards_in_part,
    "backwards isolate": _backwards_isolate,
    "backwards plain": lambda _d, name: name[::-1],
    "nested": _nested_tricks,
    "two tricks": _two_tricks,
}  # fmt: skip


# -- names in other scripts, written otherwise -----------------------------------------------------

IN_OTHER_SCRIPTS: Mapping[str, str] = {
    "币安客服": "幣安客服;币安 客服;币安官方客服;幣安客服中心;币-安-客-服;【币安】客服;"
    "币安在线客服;币安客服01;币 安 客 服;客服币安;币安官方;币安人工客服;幣安官方",
    "火币管理员": "火幣管理員;火币 管理员;火币官方管理员;火币客服;管理员火币;火币官方;火币网管理员",
    "欧易官方": "歐易官方;欧易客服;欧易_官方;官方欧易;欧易官方客服;✅欧易官方;欧易官方01;歐易客服",
    "バイナンス サポート": "ばいなんす サポート;ﾊﾞｲﾅﾝｽ ｻﾎﾟｰﾄ;バイナンス さぽーと;バイナンスサポート;"
    "バイナンス公式;サポート・バイナンス;バ・イ・ナ・ン・ス サポート;バイナンス サポ一ト;"
    "バイナソス サポート;バィナンス サポート;バイナンス-サポート;バイナンス サポト",
    "コインチェック公式": "こいんちぇっく公式;ｺｲﾝﾁｪｯｸ公式;コインチエック公式;コインチェック 公式;"
    "コインチェック運営;公式コインチェック;コインチェツク公式;コイソチェック公式",
    "바이낸스 고객센터": "바이낸스고객센터;바이낸스 고객 센터;바 이 낸 스 고객센터;"
    "바이낸쓰 고객센터;고객센터 바이낸스;바이낸스 상담;바이낸스.고객센터;"
    "바이넨스 고객센터;바이낸스 지원;"
    "✔바이낸스 고객센터;ㅂㅏㅇㅣㄴㅐㄴㅅㅡ 고객센터",
    "업비트 관리자": "업비트관리자;업비트 운영자;업.비.트 관리자;관리자_업비트;업비트 고객센터;"
    "업비드 관리자;엎비트 관리자",
    "Бинанс Поддержка": "Бинанc Поддержка;Бинанс Пoддержка;БИНАНС ПОДДЕРЖКА;Бинанс_Поддержка;"
    "Поддержка Бинанс;Б и н а н с Поддержка;Бинанс Тех Поддержка;Бинанс Подержка;"
    "Бинaнc Пoддepжka;Бинанс Админ;Бинанс Помощь;Бинанас Поддержка;Бiнанс Пiддержка;"
    "Бинанс Официальный;Б1нанс П0ддержка;Бuнанс Поддержка",
    "Тинькофф Помощь": "Тинькоф Помощь;Тиньков Помощь;Тuнькофф Помощь;Тинькофф Поддержка;"
    "Tинькoфф Пoмoщь;Тинькофф_Помощь;Помощь Тинькофф;Ти нькофф Помощь",
    "Soporte Bitso": "Sоporte Bitso;Bitso Soporte;S0porte Bits0;Soporte Técnico Bitso;"
    "Bitso Ayuda;SoporteBitso;Soporte_Bitso;Sopórte Bítso;Soport Bitso;Bitso Atención;"
    "Soportte Bitso",
    "Ana Gutiérrez": "Ana Gutierrez;Аna Gutiérrez;Ana_Gutierrez;AnaGutierrez;Gutiérrez Ana;"
    "Ana Gutiérrez✅;Ana G u t i é r r e z;Ana Gutíerrez;4na Gut1érrez;Ana Gutiérrez2;"
    "Ana Gutiérez",
    "Dmitry Volkov": "Dmitry Volkov ✅;Dmіtry Vоlkov;Volkov Dmitry;dmitry_volkov;DmitryVolkov1;"
    "Dmitry VoIkov;Dmitri Volkov;Dmitry Volkow;Dmltry Volkov;Dmitry Volk0v;𝐃𝐦𝐢𝐭𝐫𝐲 𝐕𝐨𝐥𝐤𝐨𝐯;"
    "Dmitry Vol-kov;Dmitry Volkov (Admin)",
    "guildhall_bot": "guildhall bot;guiIdhall_bot;guildha11_bot;guildhal_bot;GuildhallBot;"
    "guildhall_b0t;gulidhall_bot;the_guildhall_bot;guildhall__bot;guildhall_bot2;"
    "guildhall_help_bot",
    "Uniswap": "Unіswap;Uniswaр;Un1swap;Uniswap Support;Unisvvap;U n i s w a p;Uniswap™;UNISWAP;"
    "Uniswaps;Uniswap_;Uniswap_official;Unlswap;Unisswap;ⓊⓃⒾⓈⓌⒶⓅ;uпiswap",
}  # fmt: skip


def in_other_scripts() -> list[tuple[str, str, str]]:
    """(protected, protected, look-alike), and the sounds of Hangul and kana taken apart."""
    made = [(n, n, one) for n, line in IN_OTHER_SCRIPTS.items() for one in line.split(";")]
    return made + [("apart", n, unicodedata.normalize("NFD", n)) for n in IN_OTHER_SCRIPTS]


def tricky(names: list[str], each: int, seed: int = 13) -> list[tuple[str, str, str]]:
    """(family, protected, look-alike), `each` for every family."""
    dice = random.Random(seed)
    return [
        (family, name, make(dice, name))
        for family, make in FAMILIES.items()
        for name in (dice.choice(names) for _ in range(each))
    ]
