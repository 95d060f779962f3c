"""Payment cards, identity numbers, e-mail addresses and phone numbers."""

import re
from collections.abc import Callable, Iterator
from datetime import date

from core import bytewise
from core.redact.context import Context, signs
from core.redact.finding import Finding, Kind

# Every number below has seven digits with little between them, and at most two signs around them;
# two more decide whether it ends there. Most of a text need not be searched for each of them, and
# most texts have none.
_DIGITS = re.compile(r"[0-9](?:[ ().-]{0,3}[0-9]){6,}")
_SEVEN, _BETWEEN = b"0" * 7, b" ().-"
_AS_NOUGHT = bytewise.table(lambda sign: "0" if sign.isdigit() else sign)
_AROUND = 4

_LOCAL = "A-Za-z0-9_%+-"
# From its @, where a search is fast, and the name before it backwards.
_AT_DOMAIN = re.compile(
    rf"@(?<=[{_LOCAL}]@)(?:[A-Za-z0-9а-яё-]{{1,63}}\.){{1,8}}(?:[A-Za-z]{{2,24}}|рф)(?![A-Za-z0-9])"
)
_NAME_BACKWARDS = re.compile(rf"[{_LOCAL}](?:[.{_LOCAL}]{{0,62}}[{_LOCAL}])?(?![.@{_LOCAL}])")
_LONGEST_NAME = 64  # RFC 5321, section 4.5.3.1.1

_LEFT = r"(?<![A-Za-z0-9_+/#@&!$€£¥₩₽-])(?<![0-9][.,])"
_RIGHT = r"(?![A-Za-z0-9_@/-]|[.,:][0-9])"


def find_personal(text: str, heads: bytes) -> Iterator[Finding]:
    """May overlap; the earlier find is the surer one. `heads` are `bytewise.heads(text)`."""
    yield from _emails(text)
    if _SEVEN not in heads.translate(_AS_NOUGHT, _BETWEEN):
        return
    if places := [(m.start() - _AROUND, m.end() + _AROUND) for m in _DIGITS.finditer(text)]:
        yield from _cards(text, places)
        yield from _identity_numbers(text, places)
        yield from _phones(text, places)


def _emails(text: str) -> Iterator[Finding]:
    for domain in _AT_DOMAIN.finditer(text):
        before = text[max(0, domain.start() - _LONGEST_NAME - 1) : domain.start()]
        if name := _NAME_BACKWARDS.match(before[::-1]):
            yield Finding(Kind.EMAIL, domain.start() - name.end(), domain.end())


_Places = list[tuple[int, int]]


def _matches(pattern: re.Pattern[str], text: str, places: _Places) -> Iterator[re.Match[str]]:
    last = 0
    for start, end in places:
        for match in pattern.finditer(text, max(last, start), end):
            last = match.end()
            yield match


# Cards

_CARD = re.compile(
    rf"{_LEFT}(?:[0-9]{{14,16}}|[0-9]{{19}}|3[0-9]{{3}}([ .-])[0-9]{{6}}\1[0-9]{{4,5}}"
    rf"|[0-9]{{4}}([ .-])[0-9]{{4}}\2[0-9]{{4}}\2[0-9]{{4}}(?:\2?[0-9]{{3}})?){_RIGHT}"
)
# Networks by their published prefixes, each with the lengths really issued today:
# Visa, Mastercard, UnionPay, JCB, Discover, Mir, American Express, Diners Club.
_ISSUED = re.compile(
    r"(?:4|62|81)(?:[0-9]{15}|[0-9]{14}|[0-9]{17,18})|5[1-5][0-9]{14}"
    r"|(?:222[1-9]|22[3-9][0-9]|2[3-6][0-9]{2}|27[01][0-9]|2720)[0-9]{12}"
    r"|35(?:2[89]|[3-8][0-9])[0-9]{12}|(?:6011|64[4-9][0-9]|65[0-9]{2})[0-9]{12}"
    r"|220[0-4][0-9]{12}|3[47][0-9]{13}|3(?:0[0-5]|[689][0-9])[0-9]{11}"
)
_CARD_WORDS = (
    r"cards?", r"visa", r"mastercard", r"amex", r"unionpay", r"tarjeta", "卡", "カード", "카드",
    "карт",
)  # fmt: skip
_ORDER_WORDS = (
    r"orders?", r"order[ _-]?(?:id|no|number)", r"tx", r"txn", r"txid", r"transactions?", r"ids?",
    r"uid", r"tickets?", r"trackings?", r"invoices?", r"ref", r"reference", r"pedido", r"factura",
    r"rastreo", r"transacci[óo]n", "订单", "訂單", "单号", "單號", "流水", "交易", "編號", "编号",
    "注文", "取引", "追跡", "주문", "거래", "운송장", "заказ", "транзакц", "трек", "сч[её]т",
)  # fmt: skip
_NOT_A_CARD = signs(_ORDER_WORDS, unless=_CARD_WORDS)


def _cards(text: str, places: _Places) -> Iterator[Finding]:
    cards = [match for match in _matches(_CARD, text, places) if _is_card(match[0])]
    if cards:
        orders = Context(_NOT_A_CARD, text, [card.span() for card in cards])
        for match in cards:
            if not orders.tells(match.span()):
                yield Finding(Kind.CARD, *match.span())


def _is_card(written: str) -> bool:
    number = re.sub("[^0-9]", "", written)
    return _ISSUED.fullmatch(number) is not None and _has_luhn_digit(number)


def _has_luhn_digit(number: str) -> bool:
    """ISO/IEC 7812-1, annex B."""
    doubled = sum(sum(divmod(2 * int(digit), 10)) for digit in number[-2::-2])
    return (doubled + sum(map(int, number[-1::-2]))) % 10 == 0


# Identity numbers


def _weighted(digits: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _is_chinese_resident(number: str) -> bool:
    """GB 11643: region, birthday, and a check character modulo 11."""
    day = (int(number[6:10]), int(number[10:12]), int(number[12:14]))
    weights = tuple(pow(2, 17 - place, 11) for place in range(17))
    return (
        1900 <= day[0] < 2100
        and _is_day(*day)
        and "10X98765432"[_weighted(number, weights) % 11] == number[17].upper()
    )


def _is_spanish(number: str) -> bool:
    """DNI and NIE: a letter by the number modulo 23."""
    start = "XYZ".find(number[0])
    digits = number[:-1] if start < 0 else f"{start}{number[1:-1]}"
    return "TRWAGMYFPDXBNJZSQVHLCKE"[int(digits) % 23] == number[-1]


def _is_korean_resident(number: str) -> bool:
    """RRN with the check digit that all issued before October 2020 carry."""
    century = 1900 if number[6] in "1256" else 2000
    check = (11 - _weighted(number, (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)) % 11) % 10
    birthday = (century + int(number[:2]), int(number[2:4]), int(number[4:6]))
    return _is_day(*birthday) and check == int(number[12])


def _is_snils(number: str) -> bool:
    """Russian pension insurance: the sum of digits by their place, modulo 101."""
    return _weighted(number, (9, 8, 7, 6, 5, 4, 3, 2, 1)) % 101 % 100 == int(number[9:])


def _is_inn(number: str) -> bool:
    """Russian tax number of a person: two check digits modulo 11."""
    weights = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
    first = _weighted(number[:10], weights[1:]) % 11 % 10
    second = _weighted(number[:11], weights) % 11 % 10
    return number[10:] == f"{first}{second}"


def _is_my_number(number: str) -> bool:
    """Japan, ordinance 85 of 2014, article 5."""
    rest = _weighted(number, (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
    return int(number[11]) == (0 if rest <= 1 else 11 - rest)


def _is_social_security(number: str) -> bool:
    """United States: no check digit, but areas, groups and serials that are never given."""
    return number[:3] not in ("000", "666") and number[3:5] != "00" and number[5:] != "0000"


_Identity = tuple[re.Pattern[str], Callable[[str], bool], re.Pattern[str] | None]


def _named(*words: str) -> re.Pattern[str]:
    return signs(words)


def _identity(
    form: str, accept: Callable[[str], bool], named: re.Pattern[str] | None = None
) -> _Identity:
    """Numbers whose form alone says little must be `named` nearby."""
    return re.compile(f"{_LEFT}(?:{form}){_RIGHT}"), accept, named


_IDENTITIES = (
    _identity(r"[1-8][0-9]{16}[0-9Xx]", _is_chinese_resident),
    _identity(r"(?:[0-9]{8}|[XYZ]-?[0-9]{7})[ -]?[A-HJ-NP-TV-Z]", _is_spanish),
    _identity(r"[0-9]{6}-?[1-8][0-9]{6}", _is_korean_resident),
    _identity(r"[0-9]{3}-[0-9]{3}-[0-9]{3}[ -][0-9]{2}", _is_snils),
    _identity(r"[0-9]{11}", _is_snils, _named(r"snils", "снилс")),
    _identity(r"[0-9]{12}", _is_inn, _named(r"inn", "инн(?!\\w)")),
    _identity(
        r"[0-9]{4}([ -]?)[0-9]{4}\1[0-9]{4}",
        _is_my_number,
        _named(r"my ?number", "マイナンバー", "個人番号"),
    ),
    _identity(
        r"[0-8][0-9]{2}([ -]?)[0-9]{2}\1[0-9]{4}",
        _is_social_security,
        _named(r"ssn", r"social security"),
    ),
)


def _identity_numbers(text: str, places: _Places) -> Iterator[Finding]:
    for form, accept, named in _IDENTITIES:
        numbers = [m for m in _matches(form, text, places) if accept(re.sub("[ -]", "", m[0]))]
        context = Context(named, text, [m.span() for m in numbers]) if named and numbers else None
        for match in numbers:
            if context is None or context.tells(match.span()):
                yield Finding(Kind.ID_NUMBER, *match.span())


# Phones

_PHONE_FORMS = (
    r"\+(?:[17](?:[ .-]?\(?[0-9]\)?){10}|[2-689](?:[ .-]?\(?[0-9]\)?){7,13})",
    r"00[1-9][0-9]{0,2}[ .-](?:[0-9][ .-]?){6,11}[0-9]",
    r"1[3-9][0-9](?P<cn>[ -]?)[0-9]{4}(?P=cn)[0-9]{4}",  # China, mobile
    r"8[ -]?\(?9[0-9]{2}\)?[ -]?[0-9]{3}[ -]?[0-9]{2}[ -]?[0-9]{2}",  # Russia, mobile
    r"010(?P<kr>[ -]?)[0-9]{4}(?P=kr)[0-9]{4}|01[16-9]-[0-9]{3,4}-[0-9]{4}",  # Korea, mobile
    r"0[5789]0(?P<jp>[ -]?)[0-9]{4}(?P=jp)[0-9]{4}",  # Japan, mobile
    r"0[0-9]{1,3}-[0-9]{3,4}-[0-9]{4}|0[0-9]{2,3}-[0-9]{7,8}",  # Korea, Japan, China, landlines
    r"\([0-9]{3}\) ?[0-9]{3}[ .-][0-9]{4}",  # North America
    r"[2-9][0-9]{2}(?P<us>[.-])[2-9][0-9]{2}(?P=us)[0-9]{4}",
    r"[6-9][0-9]{2} [0-9]{2} [0-9]{2} [0-9]{2}",  # Spain
)
_PHONE = re.compile(f"{_LEFT}(?:{'|'.join(_PHONE_FORMS)}){_RIGHT}")
_NAMED_PHONE = re.compile(rf"{_LEFT}\(?[0-9](?:[ .()-]{{0,2}}[0-9]){{6,14}}{_RIGHT}")
_DATE = re.compile(r"(?:19|20)[0-9]{2}[.-][0-9]{2}|[0-9]{2}[.-][0-9]{2}[.-](?:19|20)[0-9]{2}")
_PHONE_WORDS = (
    r"phone(?: ?(?:number|no))?", r"telephone(?: ?(?:number|no))?", r"tel", r"mobile", r"cell",
    r"whatsapp", r"call(?: me)?", r"tel[ée]fono", r"m[óo]vil", r"celular", "телефон",
    "тел(?!\\w)", "мобильн", "звони",
    "电话", "電話", "手机", "手機", "携帯", "전화", "휴대폰", "핸드폰",
)  # fmt: skip
_NOT_A_PHONE = signs(_ORDER_WORDS, unless=_PHONE_WORDS)
_PHONE_SIGNS = signs(_PHONE_WORDS, unless=_ORDER_WORDS)


def _phones(text: str, places: _Places) -> Iterator[Finding]:
    if phones := list(_matches(_PHONE, text, places)):
        orders = Context(_NOT_A_PHONE, text, [phone.span() for phone in phones])
        for match in phones:
            if match[0][0] == "+" or not orders.tells(match.span()):
                yield Finding(Kind.PHONE, *match.span())
    if numbers := [m for m in _matches(_NAMED_PHONE, text, places) if not _DATE.match(m[0])]:
        named = Context(_PHONE_SIGNS, text, [number.span() for number in numbers])
        for match in numbers:
            if named.tells(match.span()):
                yield Finding(Kind.PHONE, *match.span())
