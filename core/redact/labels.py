"""Words that number the words of a seed phrase: "first word is …", "II. …", "palabra 3: …"."""

from collections import Counter
from collections.abc import Sequence

from core.redact.wordlists import fold

_MOSTLY = 0.7
_COUNTED = (
    "st nd rd th no nr "
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty first second third fourth fifth sixth seventh "
    "eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth "
    "eighteenth nineteenth twentieth "
    "uno dos tres cuatro cinco seis siete ocho nueve diez once doce primera segunda tercera cuarta "
    "quinta sexta séptima octava novena décima undécima duodécima primero segundo tercero "
    "um dois três quatro sete oito nove dez onze doze primeira terceira quarta "
    "un deux trois quatre cinq sept huit neuf dix douze premier deuxième troisième quatrième "
    "due tre quattro cinque sei sette otto dieci undici dodici primo secondo terzo "
    "jedna dva tři čtyři pět šest sedm osm devět deset první druhé třetí "
    "bir iki üç dört beş altı yedi sekiz dokuz on birinci ikinci üçüncü "
    "один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать первое "
    "второе третье четвёртое пятое шестое седьмое восьмое девятое десятое первый второй третий "
    "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx xxi xxii xxiii xxiv "
    "一 二 三 四 五 六 七 八 九 十 十一 十二 十三 十四 第一 第二 第三 第四 第五 第六 第七 第八 "
    "第九 第十 第十一 第十二 하나 둘 셋 넷 첫째 둘째 셋째 넷째 첫번째 두번째 세번째 네번째"
)
_NUMBERS = frozenset(map(fold, _COUNTED.split()))


def are_labels(words: Sequence[str]) -> bool:
    """Whether folded words only count: one word again and again, numbers, or single letters."""
    counting = sum(len(word) == 1 or word in _NUMBERS for word in words)
    (_word, often), *_rest = Counter(words).most_common(1)
    return max(counting, often) >= _MOSTLY * len(words)
