"""Signs that are read as a Latin letter and that no table of Unicode's names so.

Decorative alphabets borrow letters of other scripts for their looks. Each row lists what is seen
as its letter; upright first, then borrowed signs, then turned ones.
"""

LOOKS_LIKE = {
    sign: letter
    for letter, signs in {
        "a": "ᗩᴀαค卂Λ∆ΔДд₳ᎪꓮᗅɐⱯ∀ልል𐌀",
        "b": "ᗷʙв乃๒฿₿ᏴБбьЬъЪβßᛒᏏᑲ𐌁",
        "c": "ᑕᄃ匚ςζ₵ᏟⅽƆɔↄ૮©ᴐ𐌂",
        "d": "ᗪᴅ๔ᎠԀδძ刀ÐðƋ𐌃",
        "e": "ᗴᴇ乇єЄэЭεΣξ€ᎬǝƎ∃ℇ೯ɛɘзЗꙩ𐌄",
        "f": "ᖴꜰ₣ғҒϝᏐҕꓝℲɟ𐌅",
        "g": "ᘜɢﻮ₲ᏀģǥԌ⅁ƃᵷᏵ",
        "h": "ᕼʜнНђҺһ卄ħℋᎻηɥん𐌇",
        "i": "ɪเﺍاӀ丨エ工ⅼıіιᎥ|ᴉⵏ𐌉",
        "j": "ᒍᴊןյﻝᎫɾſᒎ",
        "k": "ᴋкКқҚҜκ₭ᏦʞЖжҡ长𐌊",
        "l": "ᒪʟɭㄥㄴᏞ˥£し乚𐌋",
        "m": "ᗰᴍмМ๓ᎷϺɯ爪从♏₥𐌌",
        "n": "ᑎɴภ几ηпПиИлЛ₦ᏁՈոռИ冂𐌍",
        "o": "ᴏ๏ㅇロ口ㄖ○◯◎●ΘθФфσტⵔօ〇٥ဝ०𐌏",
        "p": "ᑭᴘק卩尸ρ₱ᏢþÞрРᵱ户𐌐ք",
        "q": "ᑫợզԛ9ɋҩ𐌒",
        "r": "ᖇʀгГяЯ尺ᖈгɹᴚᏒℛརѓ𐌓",
        "s": "ᔕꜱรѕЅ丂₴ᏚՏ§ऽ5ƨ𐌔",
        "t": "ᴛтТτ丅ㄒ千ㅜ₮Ꭲ†‡ʇ⊥七イナ𐌕տ",
        "u": "ᑌᴜยυцЦ凵ㄩμՍս∪Ʉʉ∩มน𐌖",
        "v": "ᐯᴠש∨√νѵⴸ♈Ꮩ℣ʌ",
        "w": "ᗯᴡฬшШщЩω山ผ₩ᎳԜѡʍϢយ",
        "x": "᙭א乂×хХχӾメ✗✘⨯⤫𐌗",
        "y": "ץуУүҮγ¥ㄚʎ⅄Ɏɏ丫リЎў",
        "z": "ᘔᴢչ乙ƶʐዚᏃ",
    }.items()
    for sign in signs
}

# Beside a name, not in it: "Example™".
DECORATIONS = frozenset("™℠®℗℡…‼⁉‽№㏍")

# What stands for a letter in a word of digits; and letters that one cannot tell apart.
LEET = {
    "0": "o", "1": "i", "2": "z", "3": "e", "4": "a", "5": "s", "6": "b", "7": "t", "8": "b",
    "9": "g", "l": "i",
}  # fmt: skip

# A letter drawn with signs that otherwise stand between words.
DRAWN = {
    "@": "a", "$": "s", "+": "t", "|": "i", "!": "i",
    "|\\|": "n", "\\/\\/": "w", "/\\/\\": "m", "|\\/|": "m", "|-|": "h", "|_|": "u", "|<": "k",
    "|{": "k", "|3": "b", "|)": "d", "/\\": "a", "/-\\": "a", "\\/": "v", "()": "o", "[]": "o",
    "|_": "i", "><": "x", "}{": "x", "|=": "f", "¦": "i", "_/": "j", "|*": "p", "|2": "r",
    "'/": "y", "(_": "c", "cl": "d",
}  # fmt: skip

# How letters look when a word is turned upside down and read from its end.
TURNED = str.maketrans("nupdbqɐɔǝɟƃɥᴉɾʞɯɹʇʌʍʎmwhyaceIo", "undpqbacefghijkmrtvwywmhyaceIo")
TURNED_SIGNS = frozenset("ɐɔǝɟƃɥᴉɾʞɯɹʇʌʍʎ")
