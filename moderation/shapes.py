"""Signs that are read as a Latin letter and that no table of Unicode's names so.

Decorative alphabets borrow letters of other scripts for their looks. Each row lists what is seen
as its letter; upright first, then borrowed signs, then turned ones.
"""

LOOKS_LIKE = {
    sign: letter
    for letter, signs in {
        "a": "ᗩᴀαค卂Λ∆ΔДд₳ᎪꓮᗅɐⱯ∀ል𐌀ᗋᎯᏗⲀᚨ⠁ꋬꍏꁲꋫꆰ丹ა𐌰ⴷ𞤀Ⰰ𐤠𐓂",
        "b": "ᗷʙв乃๒฿₿ᏴБбьЬъЪβßᛒᏏᑲ𐌁ɮცҍᏰፎᵇᚦ⠃ꃳꌃꃃꓐხⲂ๖ბꍗ𐌱ⴱ𞤄书Ⰱ𐤡𐒴𐐒",
        "c": "ᑕᄃ匚ςζ₵ᏟⅽƆɔↄ૮©ᴐ𐌂ᑢᏨፈርᚲ⠉ꉔꉓꃴꓚⲤꀯꏳꏸ𐌾ⵛ𞤕Ⱌ𐒵𐐗",
        "d": "ᗪᴅ๔ժᎠԀδძ刀ÐðƋ𐌃ᕲᎴዕᛞ⠙꒯ꀸꁕꂟꓓ∂刁დꀷ𐌳ⴹ𞤁Ⰴ𐤣𐓈𐐔",
        "e": "ᗴᴇ乇єЄэЭεΣξ€ᎬǝƎ∃ℇ೯ɛɘзЗꙩ𐌄ᘿᏋቿᛖ⠑ꏂꍟꏹꂅҽⲈᗱ巳Ξեეꑀ𐌴ⴻ𞤉Ⰵ𐤤𐒷𐐁",
        "f": "ᖴꜰ₣ғҒϝᏐҕꓝℲɟ𐌅ʄᎦꄟᚠ⠋ꊰꎇꟻℱቻფꊯꄘ𐍆ⴼ𞤊下Ⱇ𐤥𐐙",
        "g": "ᘜɢﻮ₲ᏀģǥԌ⅁ƃᵷᏵցᎶኗᚷ⠛ꍌꁅꁍꓖգგ𐌲ⴳ𞤘呂Ⰳ𐐘",
        "h": "ᕼʜнНђҺһ卄ħℋᎻηɥ𐌇ɧཏᏂᎲዘᚺ⠓ꁝꃅꑛꃬꓧⲎჩႹհիჰ𐌷ⵀ𞤖廾Ⱈ𐒹𐐐",
        "i": "¡ɪเﺍاӀ丨工ⅼıіιᎥ|ᴉⵏ𐌉ᓰᛁ⠊꒐ꀤꂑꓲⲒƖإٱጎი𐌹ⵉ𞤋Ⰻ𐤦𐒻",
        "j": "ᒍᴊןյﻝᎫſᒎᒚᏠጋᛃ⠚꒻ꀭꓙჟ丿ჯ꒑ⵊ𞤔Ⰼ𐤩𐐖",
        "k": "ᴋкКқҚҜκ₭ᏦʞЖжҡ长𐌊ҟӄጕꀘꀗꓗⲔ⠅კ片ᛕկქꈵ𐌺ⴽ𞤑Ⰽ𐤨𐒼",
        "l": "ᒪʟւɭㄥㄴᏞ˥£し乚𐌋ᏝᎱረᛚ⠇꒒ꓡլლ𐌻ⵍ𞤂Ⰾ𐒿𐐢",
        "m": "ᗰᴍмМ๓ᎷϺɯ爪从♏₥𐌌ʍᘻጠᛗ⠍ꂵꎭꁒꓟⲘⅿმ𐌼ⵎ𞤃Ⰿ𐤪𐓀𐐣",
        "n": "ᑎɴภ几ηпПиИлЛ₦ᏁՈոռ冂𐌍ŋᘉክᚾ⠝ꋊꈤꁹꂚꓠⲚღղնნꃔ𐌽𞤐Ⱀ𐤫𐓁𐐤",
        "o": "ᴏ๏口ㄖ○◯◎●ΘθФфσტⵔօ〇٥ဝ०𐌏ᓍᎾᎧዐᛟ⠕ꄲꂦꆂꉻꓳⲞთოꊿ𐍉𞤌Ⱁ𐤬𐐄Өө",
        "p": "ᑭᴘᖘբק卩尸ρ₱ᏢþÞрРᵱ户𐌐ք℘ᕵᎮየᛈ⠏ꉣꓑⲢ℗პ𐍀ⵒ𞤆Ⱂ𐤯𐓄𐐑",
        "q": "ᑫợզԛ9ɋҩ𐌒ᕴᎤዒ⠟ꋠꁸ𐌵ⵇ𞤗",
        "r": "ᖇʀгГяЯ尺ᖈɹᴚᏒℛརѓ𐌓ɾཞᎡዪᚱ⠗ꋪꓣⲄრրꌅ꒓𐍂ⵕ𞤈Ⱃ𐤭𐐡",
        "s": "ᔕꜱรѕЅ丂₴ᏚՏ§ऽ5ƨ𐌔ֆᏕነᛋ⠎ꇙꌗꌚꑄꓢსꈜ𐍃ⵙ𞤅Ⱄ𐤮𐓆𐐝",
        "t": "ᴛтТτՇ丅ㄒ千₮Ꭲ†‡ʇ⊥七𐌕տᖶᏖፕᛏ⠞꓄ꋖ꓅ꓔⲦէɬՒ𐍄ⵜ𞤚丁Ⱅ𐓍𐐓",
        "u": "ᑌᴜยυцЦ凵ㄩμՍս∪Ʉʉ∩มน𐌖ʊᑘᏬᏌሁᚢ⠥꒤ꀎꐇꓴմუꌈ𐌿ⵓ𞤓Ⱆ𐤰𐓎𐐅",
        "v": "ᐯᴠש∨√νѵⴸ♈Ꮩ℣ʌʋᐺᏉ꒦ꏝꓦᚡሀ⠧۷ვ𐍅ⵖ𞤞Ⰲ𐤸𐓇𐐚",
        "w": "ᗯᴡฬшШщЩω山ผ₩ᎳԜѡϢយաᘺᏯᏇሠᚹ⠺ꅐꅏꓪῳ𐍈ⵡ𞤱𐓏𐐎",
        "x": "᙭א乂×хХχӾ✗✘⨯⤫𐌗ҳጀሸᛪ⠭ꉧꊼꉼꓫⲬꉤꇓ𐍇ⵅ𞤲𐓐",
        "y": "ץуУүҮγ¥ㄚʎ⅄Ɏɏ丫ЎўყᖻᎩሃᚤ⠽ꌦꌩꐟꐞꓬⲨվꐔⵢ𞤒Ⰹ𐤹𐐏",
        "z": "ᘔᴢչ乙ƶʐዚᏃʑፚጊᛉ⠵ꁴꑓꓜⲌշՀზꑒ𐌶ⵣ𞤟Ⰸ𐓒𐐞",
    }.items()
    for sign in signs
}

# What else the same sign is taken for: letters of living scripts, ambiguous ones, and emoji that
# otherwise only stand beside a name.
OTHERWISE = {
    sign: letter
    for letter, signs in {
        "a": "աムΩ🍎△▲", "b": "ც🐝", "c": "☪🌜⊂", "d": "🌛↩", "e": "📧ॐՇ", "f": "🎏キ£ՒԲŦք",
        "g": "🌀", "h": "ん♓#", "i": "エノ🎐ℹ❗↓", "j": "🎷フ", "k": "ᚲ🎋ズス", "l": "ᄂ👢レ└",
        "m": "თカᄊ冂♍〽Ⓜ", "n": "ი刀იη♑ソღ", "p": "ア🅿", "q": "🍳", "r": "🌱®", "s": "💲💰ら",
        "o": "ロ⚽⭕🔘🌕🌞🪙⚪🔵🔴🟠🟡🟢⚫🍩🌐☮🧿ㅇ💿🏀🌍🌎🌏🎯⊙☉",
        "t": "イナㅜ✝🌴☦➕✞✟", "u": "⛎մ", "v": "✅✔☑✓🔻▽▼", "w": "🔱〰ω", "x": "メЖ❎❌✖☠",
        "y": "リ🍸💹Ψ", "z": "💤", "ok": "🆗", "up": "🆙", "vs": "🆚", "id": "🆔", "ng": "🆖",
    }.items()
    for sign in signs
}  # fmt: skip

# Ideographs that are read as katakana where katakana stand beside them.
AS_KATAKANA = str.maketrans("一口力工二夕卜八千才匕三乂丿囗", "ーロカエニタトハチオヒミメノロ")

# Latin letters that are read as Cyrillic ones where those stand beside them, in print or as they
# are written by hand.
AS_CYRILLIC = str.maketrans("uUmgnrRNwW46", "иИтдпгЯИшШчб")

# Beside a name, not in it: "Example™".
DECORATIONS = frozenset("™℠®℗℡…‼⁉‽№㏍ʼʻʹʾʿˈꞌ՚")

# What stands for a letter in a word of digits; and letters that one cannot tell apart.
LEET = {
    "0": "o", "1": "i", "2": "z", "3": "e", "4": "a", "5": "s", "6": "b", "7": "t", "8": "b",
    "9": "g", "l": "i",
}  # fmt: skip

# A letter drawn with signs that otherwise stand between words.
DRAWN = {
    "@": "a", "$": "s", "#": "h", "+": "t", "|": "i", "!": "i",
    "|\\|": "n", "\\/\\/": "w", "/\\/\\": "m", "|\\/|": "m", "|-|": "h", "|_|": "u", "|<": "k",
    "|{": "k", "|3": "b", "|)": "d", "/\\": "a", "/-\\": "a", "\\/": "v", "()": "o", "[]": "o",
    "|_": "i", "><": "x", "}{": "x", "|=": "f", "¦": "i", "_/": "j", "|*": "p", "|2": "r",
    "'/": "y", "(_": "c", "cl": "d", "/\\/": "n", "ᖽᐸ": "k",
}  # fmt: skip

# How letters look when a word is turned upside down and read from its end.
TURNED = str.maketrans("nupdbqɐɔǝɟƃɥᴉɾʞɯɹʇʌʍʎmwhyaceIo", "undpqbacefghijkmrtvwywmhyaceIo")
TURNED_SIGNS = frozenset("ɐɔǝɟƃɥᴉɾʞɯɹʇʌʍʎ")

# How they look in a mirror; such a name reads from its end, or every letter is turned by itself.
MIRRORED = str.maketrans("dbqpɒɔɘꟻǫʜįʞɿƨƚγ", "bdpqacefghjkrsty")
MIRRORED_SIGNS = frozenset("ɒɘꟻɿƨƚ")
