"""Alphabets that only look Latin, and words for a generator of look-alikes."""

_LATIN = "abcdefghijklmnopqrstuvwxyz"


def _alphabet(signs: str) -> dict[str, str]:
    """26 signs in the order of the alphabet; a dot leaves the letter as it is."""
    pairs = zip(_LATIN, signs.split(), strict=True)
    return {letter: sign for letter, sign in pairs if sign != "."}


IDEOGRAPHS = _alphabet("卂 乃 匚 ᗪ 乇 千 Ꮆ 卄 丨 ﾌ Ҝ ㄥ 爪 几 ㄖ 卩 Ɋ 尺 丂 ㄒ ㄩ ᐯ 山 乂 ㄚ 乙")
CURRENCY = _alphabet("₳ ฿ ₵ Đ Ɇ ₣ ₲ Ⱨ ł J ₭ Ⱡ ₥ ₦ Ø ₱ Q Ɽ ₴ ₮ Ʉ V ₩ Ӿ Ɏ Ⱬ")
SYLLABICS = _alphabet("ᗩ ᗷ ᑕ ᗪ E ᖴ G ᕼ I ᒍ K ᒪ ᗰ ᑎ O ᑭ ᑫ ᖇ ᔕ T ᑌ ᐯ ᗯ ᙭ Y ᘔ")
THAI = _alphabet("ค ๒ ς ๔ є Ŧ ﻮ ђ เ ן к ɭ ๓ ภ ๏ ק ợ г ร t ย ש ฬ א ץ չ")
FLAGS = {letter: chr(0x1F1E6 + place) for place, letter in enumerate(_LATIN)}
SQUARES = {letter: chr(0x1F170 + place) for place, letter in enumerate(_LATIN)}
CHEROKEE = _alphabet("Ꭺ Ᏼ Ꮯ Ꭰ Ꭼ . Ꮆ Ꮋ Ꭵ Ꭻ Ꮶ Ꮮ Ꮇ . Ꮎ Ꮲ . Ꮢ Ꮪ Ꭲ . Ꮩ Ꮃ . Ꭹ Ꮓ")
GREEK = _alphabet("α β ς . ε . . . ι . κ . . η ο ρ . . . τ υ ν ω χ γ .")
STROKES = _alphabet("Ⱥ Ƀ Ȼ Đ Ɇ . Ǥ Ħ Ɨ Ɉ Ꝁ Ł . . Ø Ᵽ . Ɍ . Ŧ Ʉ . . . Ɏ Ƶ")
SUPERSCRIPT = _alphabet("ᵃ ᵇ ᶜ ᵈ ᵉ ᶠ ᵍ ʰ ⁱ ʲ ᵏ ˡ ᵐ ⁿ ᵒ ᵖ . ʳ ˢ ᵗ ᵘ ᵛ ʷ ˣ ʸ ᶻ")
PHONETIC = _alphabet("ɑ ɓ ƈ ɗ ɘ ƒ ɠ ɦ ɨ ʝ ƙ ɫ ɱ ɲ ɵ ƥ ʠ ɽ ʂ ƭ ʋ ⱱ ɯ . ƴ ȥ")
TURNED = _alphabet("ɐ q ɔ p ǝ ɟ ƃ ɥ ᴉ ɾ ʞ l ɯ u o d b ɹ s ʇ n ʌ ʍ x ʎ z")
DRAWN = {"b": "|3", "d": "|)", "h": "|-|", "k": "|<", "n": "|\\|", "o": "()", "w": "\\/\\/"}
OFFICES = (
    "客服", "官方客服", "サポート", "公式サポート", "고객센터", "관리자", "Поддержка",
    "Служба поддержки", "Soporte", "Atención al cliente", "Helpdesk", "Customer Care",
    "Recovery Team", "Support Agent", "Destek", "Администратор",
)  # fmt: skip
