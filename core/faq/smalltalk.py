"""Words that say nothing about a topic, in six languages: greetings, thanks, particles."""

import re

from core.faq.folding import folded

# Question words (how, why, 怎么, когда …) are not here: they tell entries apart.
_COURTESY = """
hi hello hey hallo hiya yo sup gm gn morning evening afternoon greetings dear sir madam mate bro
guys all everyone everybody team admin admins mod mods support friend friends folks
thanks thank thx ty tnx cheers please pls plz plss kindly sorry welcome bye goodbye cya
ok okay k yes yeah yep yup no nope nah lol lmao haha hahaha xd wow nice cool great good wtf omg
привет приветствую здравствуйте здравствуй здрасьте ку хай всем доброе добрый доброго доброй утро
утра день вечер вечера ночи ребята друзья народ админ админы спасибо спс благодарю пожалуйста плиз
пж пжлст извините простите ок окей да нет ага угу лол ахах ахаха хаха норм супер класс пока
hola holaa buenas buenos dias tardes noches gracias porfa porfavor favor saludos chicos amigos
gente todos perdon disculpa disculpen si vale jaja jajaja jeje genial bueno bien adios chao
"""
_PARTICLES = """
a an the and or but so then of to in on at for from with by is are am was were be been being
i me my mine you your yours he she it its we our us they them their this that these those there
do does did have has had will would could should may might just also very really too now here
im ive id dont u ur
я ты он она оно мы вы они мне меня мной тебе тебя вам вас нам нас мой моя мое мои моего моей
моем ваш ваша и а но или же ли бы в во на с со к ко по за из от до у о об при это этот эта эти
то там тут вот уже еще просто очень
el la los las lo un una unos unas y o pero de del al a en con por para es son esta estan ser
yo tu usted mi mis su sus me te se le les nos este esto eso esa ese ya muy mas
"""
COURTESY = frozenset(folded(_COURTESY).split())
PARTICLES = frozenset(folded(_PARTICLES).split())

# Scripts without spaces (and Korean, whose endings stick to the word) are cleared by phrase.
EASTERN_COURTESY = re.compile(
    "请问一下|请问|你好|您好|大家好|各位|谢谢大家|谢谢你|谢谢|多谢|感谢|麻烦|拜托|不好意思"
    "|こんにちは|こんばんは|おはようございます|おはよう|ありがとうございました|ありがとうございます"
    "|ありがとう|すみませんが|すみません|よろしくお願いします|よろしく|お願いします|お疲れ様でした"
    "|お疲れ様です|お疲れ様|教えてください"
    "|안녕하세요|안녕하십니까|안녕|감사합니다|감사해요|고맙습니다|고마워요|고마워|부탁드립니다"
    "|부탁드려요|부탁해요|죄송합니다|죄송하지만|혹시|저기요|수고하세요|수고하셨습니다|여러분"
)

LAUGHTER = re.compile(
    "[😀😁😂🤣😄😅😆😹💀☠]|笑|草$|ww(?![^\\W_])|哈哈|呵呵|\u110f\u110f|\u1112\u1112|(?<![^\\W_])(?:lo+l|lmf?ao|rofl|ha(?:ha)+|ah(?:ah)+a?"
    "|je(?:je)+|ja(?:ja)+|xd)(?![^\\W_])"
)
"""As it is left by normalising: at most two of a letter in a row, Cyrillic as Latin."""

_MARKET = """
hodl hodling hodler hodlers wagmi ngmi lambo bullish bearish rekt fomo fud ath meme memes
moon mooning pump pumps pumped pumping dump dumps dumped dumping bullrun
памп пампы дамп туземун ходл ходлю ходлим ходлер мем мемы мемов мемами мемах мемчик
"""
MARKET = frozenset(folded(_MARKET).split())
EASTERN_MARKET = re.compile(
    "抄底|牛市|熊市|起飞|瀑布|梭哈|表情包|爆上げ|爆下げ|億り人|ガチホ|떡상|떡락|존버|짤방"
)
"""The talk of markets and memes."""

_GLAD = """
glad lucky luckily thankfully fortunately imagine funny congrats congratulations respect love
awesome повезло поздравляю прикинь представь смешно красота огонь респект
suerte felicidades felicitaciones imagina imaginate gracioso crack
"""
GLAD = frozenset(folded(_GLAD).split())
EASTERN_GLAD = re.compile(
    "幸好|幸亏|还好|多亏|恭喜|笑死|厉害|よかった|良かった|おめでと|最高|びっくり|さすが|다행|축하|최고|대박"
)
"""Joy, and stories told for fun."""
