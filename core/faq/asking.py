"""Whether a text asks anything: by a question, by a plea, or by saying that something fails."""

import re

from core.faq.features import Features, concept_hash, word_hash
from core.faq.folding import folded
from core.faq.smalltalk import LAUGHTER, MARKET

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
_TROUBLE = """
how how-long where why difference allowed meaning help missing failed bounced error
not-working wrong delay pending lost stolen forgot recover rejected blocked crash spinning
suspicious unrecognised swallowed nobody
"""
CLOSED = frozenset(folded(_QUESTIONS + _PLEAS).split())
"""Words that ask."""

_SAID = frozenset([*map(word_hash, CLOSED), *map(concept_hash, _TROUBLE.split())])

_OUTRIGHT = re.compile(
    "[?¿]|^ *(?:is|are|do|does|did|will|would|should|has|have|was|que|q|chto|che)(?![^\\W_])"
    "|(?<![^\\W_])(?:{})(?![^\\W_])".format("|".join(folded(_QUESTIONS).split()))
    + "|吗|嗎|呢|么|什|怎|咋|啥|干嘛|哪|几|多少|多久|多长|为何|如何|能不|可以|能否|是否|还是|有没"
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


def asks(normalised: str, features: Features) -> bool:
    """False for what merely tells. `features` are the text's own."""
    if MARKET.search(normalised):
        return False
    if asks_outright(normalised):
        return True
    if LAUGHTER.search(normalised) or _is_gossip(normalised):
        return False
    return not _SAID.isdisjoint(features) or _PLEADING.search(normalised) is not None


def asks_outright(normalised: str) -> bool:
    """By a question mark or a question word."""
    return _OUTRIGHT.search(normalised) is not None


def _is_gossip(normalised: str) -> bool:
    """About what befell somebody else."""
    about_another = _ABOUT_ANOTHER.search(normalised) is not None
    return about_another and _ABOUT_ME.search(normalised) is None
