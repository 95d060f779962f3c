"""Whether a text asks anything: by a question, by a plea, or by saying that something fails."""

import re
from collections.abc import Sequence, Set

from core.faq.features import Token, tokens
from core.faq.folding import folded
from core.faq.smalltalk import EASTERN_GLAD, EASTERN_MARKET, GLAD, LAUGHTER, MARKET

_QUESTIONS = """
how hows what whats why when where which whose whom can could may possible
как каким какой какая какое какие какую каких чего чем чё чо шо почему зачем когда где куда откуда
сколько скока можно ли
como cual cuales quien cuando donde adonde cuanto cuanta cuantos cuantas puedo puede podria
"""
_PLEAS = """
help trying tried unable cant cannot couldnt no not doesnt dont didnt isnt
arent wont hasnt havent nothing fail failed still
помогите помоги подскажите подскажи объясните скажите нужно надо нужен нужна хочу не нет ни никак
нельзя ничего нету
ayuda ayudenme necesito quiero quisiera diganme no ni nada tampoco hay
"""
# What makes somebody ask, whatever the language: the names of concepts.
_TROUBLES = """
how why difference meaning missing failed bounced error not-working delay pending lost stolen forgot
rejected blocked crash spinning suspicious unrecognised swallowed nobody
"""
_TROUBLE = frozenset(_TROUBLES.split())
_QUESTION_WORDS = frozenset(folded(_QUESTIONS).split())
CLOSED = _QUESTION_WORDS | frozenset(folded(_PLEAS).split())
"""Words that ask."""

_OPENING = re.compile(
    "^ *(?:is|are|do|does|did|will|would|should|has|have|was|que|q|chto|che)(?![^\\W_])"
)
_ASKING = re.compile(
    "吗|嗎|呢|么|什|怎|咋|啥|干嘛|哪|几|多少|多久|多长|为何|如何|能不|可以|能否|是否|还是|有没"
    "|か(?=$|[\\s。、])|ですか|ますか|どう|どこ|どれ|どの|どん|どち|いつ|いくら|いくつ|なぜ|なに|何"
    "|어떻|어케|어떡|뭐|뭘|무엇|무슨|왜|언제|어디|얼마|몇|어느|어떤|까요|나요|가요|은가|는가"
    "|을까|를까|될까|할까|습니까|됩니까|인지|는지"
)
_PLEADING = re.compile(
    "求|想|要|需|不|没|无法|未|帮"
    "|ない|なか|ません|せん|らん(?=$|[\\s。、])|したい|たいです|ほしい|欲しい|教え|助け|[いえきしちり]方"
    "|안 |안[되돼됨됐옴와나들떠뜨보가열켜]|못|없|아니|않|고 ?싶|필요|알려|도와|하려|려면|려고"
    "|주세요|줘|수 있"
)
_ABOUT_ANOTHER = re.compile(
    "(?<![^\\W_])(?:he|she|his|her|him|on|ona|ego|emu|ella|su|se (?:le )?(?:olvido|perdio))"
    "(?![^\\W_])|彼|あいつ|쟤|걔|他|她"
)
_ABOUT_ME = re.compile(
    "(?<![^\\W_])(?:i|im|ive|id|my|me|mine|we|our|us|ya|mne|menya|mo[yjiei]\\w*|nam|nas"
    "|yo|mi|mis|se me|nos)(?![^\\W_])|我|咱|私|僕|俺|自分|うち|나|내|저|제|우리"
)


def asks(normalised: str, words: Sequence[Token], concepts: Sequence[str]) -> bool:
    """False for what merely tells. `concepts` are those that the words name."""
    if is_market_talk(normalised, words):
        return False
    said = {word for *_, word in words}
    if not _QUESTION_WORDS.isdisjoint(said) or _is_question(normalised):
        return True
    if CLOSED.isdisjoint(said) and _TROUBLE.isdisjoint(concepts) and not _pleads(normalised):
        return False
    if _is_glad(said, normalised) or LAUGHTER.search(normalised):
        return False
    return not _is_gossip(normalised)


def asks_outright(normalised: str) -> bool:
    """By a question mark or a question word."""
    words = (word for *_, word in tokens(normalised))
    return not _QUESTION_WORDS.isdisjoint(words) or _is_question(normalised)


def is_market_talk(normalised: str, words: Sequence[Token]) -> bool:
    """Of prices and memes, whatever it asks."""
    if not MARKET.isdisjoint(word for *_, word in words):
        return True
    return not normalised.isascii() and EASTERN_MARKET.search(normalised) is not None


def _is_question(normalised: str) -> bool:
    if "?" in normalised or "¿" in normalised or _OPENING.match(normalised):
        return True
    return not normalised.isascii() and _ASKING.search(normalised) is not None


def _is_glad(said: Set[str], normalised: str) -> bool:
    if not GLAD.isdisjoint(said):
        return True
    return not normalised.isascii() and EASTERN_GLAD.search(normalised) is not None


def _pleads(normalised: str) -> bool:
    return not normalised.isascii() and _PLEADING.search(normalised) is not None


def _is_gossip(normalised: str) -> bool:
    """About what befell somebody else."""
    about_another = _ABOUT_ANOTHER.search(normalised) is not None
    return about_another and _ABOUT_ME.search(normalised) is None
