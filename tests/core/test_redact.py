"""Secrets and personal data are found in what people write; ordinary words are left alone."""

import json
import random
from base64 import b32encode, urlsafe_b64encode
from binascii import crc_hqx
from collections.abc import Callable, Iterable
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mnemonic import Mnemonic

from core.redact import Kind, find, redact

LANGUAGES = sorted(Mnemonic.list_languages())
CHINESE = [language for language in LANGUAGES if language.startswith("chinese")]
SPELLED = [language for language in LANGUAGES if language not in CHINESE]
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def kinds(text: str) -> list[Kind]:
    return [finding.kind for finding in find(text)]


def phrase(language: str, count: int = 12, seed: int = 1) -> list[str]:
    entropy = random.Random(seed).randbytes(count * 4 // 3)
    return Mnemonic(language).to_mnemonic(entropy).replace("\u3000", " ").split(" ")


def letters(alphabet: str, count: int, seed: int = 1) -> str:
    return "".join(random.Random(seed).choices(alphabet, k=count))


def base58check(payload: bytes) -> str:
    number = int.from_bytes(payload + sha256(sha256(payload).digest()).digest()[:4], "big")
    written = ""
    while number:
        number, digit = divmod(number, 58)
        written = BASE58[digit] + written
    return written


def with_luhn_digit(number: str) -> str:
    def total(candidate: str) -> int:
        doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(candidate[::-1])]
        return sum(value - 9 if value > 9 else value for value in doubled)

    return next(number + str(last) for last in range(10) if total(number + str(last)) % 10 == 0)


def token(count: int, seed: int = 1) -> str:
    return letters("abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNP23456789", count - 3, seed) + "7x4"


def encoded(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


HEX = sha256(b"a key").hexdigest()

# Seed phrases


@pytest.mark.parametrize("count", [12, 15, 18, 21, 24])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_seed_phrase_of_any_language_and_length_is_found(language: str, count: int) -> None:
    words = " ".join(phrase(language, count))
    assert redact(words) == Kind.SEED_PHRASE.marker


@pytest.mark.parametrize(
    "write",
    [
        lambda words: "\n".join(f"{n}. {word}" for n, word in enumerate(words, 1)),
        lambda words: " ".join(f"{n}){word}" for n, word in enumerate(words, 1)),
        lambda words: ", ".join(f'"{word}"' for word in words),
        lambda words: "\r\n".join(words),
        lambda words: " ".join(words).upper(),
        lambda words: " ".join(word[0] + "\u200b" + word[1:] for word in words),
        lambda words: "\u200b".join(words),
        lambda words: "❤️".join(words),
        lambda words: "_".join(words),
        lambda words: " ".join(f"①{word}" for word in words),
        lambda words: " ".join(f"xyzzy {n}: {word}" for n, word in enumerate(words, 1)),
    ],
)
@pytest.mark.parametrize("language", SPELLED)
def test_a_seed_phrase_is_found_however_it_is_written(
    language: str, write: Callable[[list[str]], str]
) -> None:
    assert kinds(write(phrase(language))) == [Kind.SEED_PHRASE]


def test_a_seed_phrase_in_wide_letters_is_found() -> None:
    wide = " ".join(phrase("english")).translate({c: c + 0xFEE0 for c in range(0x21, 0x7F)})
    assert kinds(wide) == [Kind.SEED_PHRASE]


def test_a_seed_phrase_with_letters_of_another_script_is_found() -> None:
    disguised = " ".join(phrase("english")).translate(str.maketrans("aeo", "аео"))
    assert kinds(disguised) == [Kind.SEED_PHRASE]


def test_a_seed_phrase_without_accents_is_found() -> None:
    plain = " ".join(phrase("spanish")).translate({0x301: None, 0x303: None})
    assert kinds(plain) == [Kind.SEED_PHRASE]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_a_list_counts(language: str) -> None:
    words = Mnemonic(language).wordlist
    dozens = [words[place : place + 16] for place in range(0, 2048, 16)]
    assert all(kinds(" ".join(dozen)) == [Kind.SEED_PHRASE] for dozen in dozens)


def test_a_russian_word_that_the_package_damaged_counts_when_whole() -> None:
    words = [*Mnemonic("russian").wordlist[:11], "снова"]
    assert kinds(" ".join(words)) == [Kind.SEED_PHRASE]


def test_only_the_phrase_is_taken_out_of_a_message() -> None:
    text = f"Hello, it is: {' '.join(phrase('english'))}! Is it to be changed?"
    assert redact(text) == "Hello, it is: ⟦seed-phrase⟧! Is it to be changed?"


@pytest.mark.parametrize("labels", range(4))
def test_a_phrase_is_found_at_any_place_with_labels_or_without(labels: int) -> None:
    written = " ".join("nth " * labels + word for word in phrase("english"))
    for before in range(13 * (labels + 1)):
        assert kinds("tja " * before + written + " tja") == [Kind.SEED_PHRASE]


def test_twelve_words_of_a_list_are_found_without_a_checksum() -> None:
    words = phrase("english")
    assert kinds(" ".join([*words[1:], words[0]])) == [Kind.SEED_PHRASE]


def test_a_repetitive_phrase_needs_its_checksum() -> None:
    zeros = Mnemonic("english").to_mnemonic(bytes(16)).split()
    assert kinds(" ".join(zeros)) == [Kind.SEED_PHRASE]
    assert kinds(" ".join(zeros[:1] * 12)) == []


def test_eleven_words_are_no_phrase() -> None:
    assert kinds(" ".join(phrase("english")[:11])) == []


@pytest.mark.parametrize("language", CHINESE)
def test_unseparated_chinese_is_found_as_a_whole_message(language: str) -> None:
    messages = ["".join(phrase(language, count, seed)) for count in (12, 24) for seed in range(100)]
    assert sum(kinds(message) == [Kind.SEED_PHRASE] for message in messages) >= 190


def test_unseparated_chinese_within_a_sentence_is_left_alone() -> None:
    assert kinds("你好，" + "".join(phrase("chinese_simplified")) + "，谢谢") == []


@pytest.mark.parametrize("language", CHINESE)
@pytest.mark.parametrize(
    "sentence",
    ["我的助记词是{}", "我的助記詞就是{}谢谢", "助记词：{}，帮我看看", "这是钱包的单词如下{}"],
)
def test_unseparated_chinese_is_found_where_it_is_called_a_phrase(
    sentence: str, language: str
) -> None:
    messages = [sentence.format("".join(phrase(language, 12, seed))) for seed in range(50)]
    assert sum(kinds(message) == [Kind.SEED_PHRASE] for message in messages) >= 48


@pytest.mark.parametrize(
    "text",
    ["我的助记词是在哪里看的找不到了怎么办", "助记词是钱包的最高权限任何人索要都是诈骗",
     "我助记词是对的但是导入以后地址不一样怎么办", "恢复钱包需要输入助记词还是私钥文件才可以",
     "新浪微博如何看到最近访客", "我的助記詞是寫在紙上的放在保險櫃裡"],
)  # fmt: skip
def test_chinese_about_phrases_is_none(text: str) -> None:
    assert kinds(text) == []


def test_chinese_with_a_wrong_checksum_is_left_alone() -> None:
    words = phrase("chinese_simplified")
    swapped = next(
        w
        for n in range(1, 12)
        if not Mnemonic("chinese_simplified").check(" ".join(w := words[n:] + words[:n]))
    )
    assert kinds("".join(swapped)) == []


# Keys


def test_wallet_import_keys_need_their_checksum() -> None:
    key = base58check(b"\x80" + sha256(b"wif").digest() + b"\x01")
    broken = key[:-1] + ("2" if key[-1] != "2" else "3")
    assert kinds(f"look: {key}.") == [Kind.PRIVATE_KEY]
    assert kinds(f"look: {broken}.") == []


def test_extended_private_keys_are_found_and_public_ones_are_not() -> None:
    body = random.Random(1).randbytes(74)
    assert kinds(base58check(bytes.fromhex("0488ade4") + body)) == [Kind.PRIVATE_KEY]
    assert kinds(base58check(bytes.fromhex("0488b21e") + body)) == []


@pytest.mark.parametrize(
    "words",
    [
        "my private key is",
        "PRIVATE_KEY=",
        "我的私钥是",
        "秘密鍵は",
        "개인키:",
        "мой приватный ключ:",
        "mi clave privada es",
    ],
)
def test_hex_is_a_key_where_it_is_called_one(words: str) -> None:
    assert kinds(f"{words} {HEX}") == [Kind.PRIVATE_KEY]
    assert kinds(f"{words}\n0x{HEX}") == [Kind.PRIVATE_KEY]


@pytest.mark.parametrize(
    "words",
    [
        "look:",
        "txid",
        "private key used for tx",
        "transaction hash",
        "交易哈希",
        "取引の鍵",
        "해시",
        "хеш транзакции",
        "la clave de la transacción",
        "public key",
    ],
)
def test_hex_is_no_key_where_it_is_a_transaction(words: str) -> None:
    assert kinds(f"{words} {HEX}") == []


def test_a_transaction_next_to_a_key_does_not_hide_it() -> None:
    other = sha256(b"another").hexdigest()
    text = f"private key: {HEX}, tx: {other}"
    assert redact(text) == f"private key: ⟦private-key⟧, tx: {other}"


def test_an_address_is_no_key() -> None:
    assert kinds(f"my key's address is 0x{HEX[:40]}") == []


@pytest.mark.parametrize(
    "words",
    ["адрес контракта токена", "контракт токена:", "トークンのアドレス", "토큰 주소:",
     "contract of the token", "dirección del token", "где токен?"],
)  # fmt: skip
def test_the_address_of_a_coin_is_no_token(words: str) -> None:
    assert kinds(f"{words} 0x{HEX[:40]}") == []


def test_the_address_of_a_coin_is_none_on_any_chain() -> None:
    written = letters(BASE58, 44)
    assert kinds(f"адрес токена {written}") == []
    assert kinds(f"мой токен {written}") == [Kind.API_KEY]


@pytest.mark.parametrize("end", ["-----END RSA PRIVATE KEY-----", ""])
def test_pem_keys_are_found_even_when_cut(end: str) -> None:
    body = "\n".join(token(64, seed) for seed in range(4))
    begin = "-----BEGIN RSA PRIVATE " + "KEY-----"
    assert redact(f"see\n{begin}\n{body}\n{end}") == f"see\n⟦private-key⟧{'' if end else chr(10)}"


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        (f"123456789:AA{token(33)}", Kind.BOT_TOKEN),
        (f"https://api.telegram.org/bot123456789:AA{token(33)}/getMe", Kind.BOT_TOKEN),
        (f"{encoded(b'412345678901234567')}.{token(6)}.{token(38)}", Kind.BOT_TOKEN),
        (f"xoxb-{token(30)}", Kind.BOT_TOKEN),
        (f"AKIA{letters('ABCDEFGH234567', 16)}", Kind.API_KEY),
        (f"ghp_{token(36)}", Kind.API_KEY),
        (f"sk_live_{token(24)}", Kind.API_KEY),
        (f"sk-proj-{token(40)}", Kind.API_KEY),
        (f"AIza{token(35)}", Kind.API_KEY),
        (f"hf_{token(34)}", Kind.API_KEY),
        (f"dop_v1_{HEX}", Kind.API_KEY),
        (f"shpat_{HEX[:32]}", Kind.API_KEY),
        (f"{'A' * 22}{token(60)}", Kind.API_KEY),
        (f"api secret: {token(40)}", Kind.API_KEY),
        (f"API密钥：{token(64)}", Kind.API_KEY),
        (f"API_SECRET={token(32)}", Kind.API_KEY),
    ],
)
def test_tokens_and_api_keys_are_found(written: str, kind: Kind) -> None:
    assert kinds(f"so: {written} !") == [kind]


def test_a_jwt_is_known_by_its_header() -> None:
    def written(header: object) -> str:
        return f"{encoded(json.dumps(header).encode())}.{token(40)}.{token(43)}"

    assert kinds(f"Bearer {written({'alg': 'HS256'})}") == [Kind.JWT]
    assert kinds(written({"kind": "cursor"})) == []


@pytest.mark.parametrize(
    "text",
    [
        f"https://example.com/files/{token(60)}",
        f"the secret is {'a' * 40}",
        "api key: our-very-long-and-hyphenated-product-name",
        "sk-learn-is-a-nickname-of-scikit-learn",
    ],
)
def test_long_words_and_links_are_no_keys(text: str) -> None:
    assert kinds(text) == []


# Personal data


@pytest.mark.parametrize("prefix", ["4539", "5412", "2221", "6212", "3530", "6011", "2200"])
@pytest.mark.parametrize("separator", ["", " ", "-"])
def test_card_numbers_are_found(prefix: str, separator: str) -> None:
    number = with_luhn_digit(prefix + letters("0123456789", 11))
    written = separator.join(number[place : place + 4] for place in range(0, 16, 4))
    assert kinds(f"my card: {written}") == [Kind.CARD]


def test_a_card_needs_its_check_digit() -> None:
    number = with_luhn_digit("4539" + letters("0123456789", 11))
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert kinds(wrong) == []


@pytest.mark.parametrize("words", ["order id", "订单号", "номер заказа", "주문번호", "注文番号"])
def test_an_order_number_that_looks_like_a_card_is_left_alone(words: str) -> None:
    number = with_luhn_digit("4539" + letters("0123456789", 11))
    assert kinds(f"{words} {number}") == []


def checked(form: str, body: str, candidates: str) -> list[list[Kind]]:
    return [kinds(form.format(body, last)) for last in candidates]


@pytest.mark.parametrize(
    ("form", "body", "candidates"),
    [
        ("{}{}", "11010519900307123", "0123456789X"),
        ("DNI {}{}", "12345678", "TRWAGMYFPDXBNJZSQVHLCKE"),
        ("NIE {}-{}", "X1234567", "TRWAGMYFPDXBNJZSQVHLCKE"),
        ("{}{}", "900307-123456", "0123456789"),
        ("マイナンバー {}{}", "12345678901", "0123456789"),
    ],
)
def test_just_one_check_character_makes_an_identity_number(
    form: str, body: str, candidates: str
) -> None:
    found = checked(form, body, candidates)
    assert found.count([Kind.ID_NUMBER]) == 1
    assert found.count([]) == len(candidates) - 1


def test_russian_numbers_are_found_by_their_check_digits() -> None:
    snils = [kinds(f"СНИЛС 112-233-445 {check:02}") for check in range(100)]
    inn = [kinds(f"ИНН 7707083893{check:02}") for check in range(100)]
    assert snils.count([Kind.ID_NUMBER]) == inn.count([Kind.ID_NUMBER]) == 1


def test_a_social_security_number_is_found_where_it_is_called_one() -> None:
    number = "-".join(["212", "34", "5678"])
    assert kinds(f"my SSN is {number}") == [Kind.ID_NUMBER]
    assert kinds(f"part {number}") == []


@pytest.mark.parametrize(
    "text",
    ["write to ann.lee+x@mail.example.com.", "邮箱是ann@example.cn谢谢", "ann＠example．com"],
)
def test_email_addresses_are_found(text: str) -> None:
    assert kinds(text) == [Kind.EMAIL]


@pytest.mark.parametrize("text", ["@ann", "react@18.2.0", "@ann@social.example", "a@b", "2 @ 3.50"])
def test_handles_and_versions_are_no_email_addresses(text: str) -> None:
    assert kinds(text) == []


@pytest.mark.parametrize(
    "number",
    [
        "+1 (415) 555-0132",
        "+8613800138000",
        "+34 612 34 56 78",
        "0044 20 7946 0958",
        "13800138000",
        "138-0013-8000",
        "8 (912) 345-67-89",
        "010-1234-5678",
        "090-1234-5678",
        "03-1234-5678",
        "(415) 555-0132",
        "415-555-0132",
        "612 34 56 78",
    ],
)
def test_phone_numbers_are_found(number: str) -> None:
    assert redact(f"reach us: {number}, thanks") == "reach us: ⟦phone⟧, thanks"


@pytest.mark.parametrize(
    "text",
    ["call me 7021645199 or 7021645190", "电话 5551234和5554321", "teléfono 612345678, 612345679"],
)
def test_any_number_is_a_phone_where_it_is_called_one(text: str) -> None:
    assert kinds(text) == [Kind.PHONE, Kind.PHONE]


@pytest.mark.parametrize(
    "text",
    [
        "order 13800138000",
        "on 2024-01-15 10:30:45",
        "call on 2024-01-15 10",
        "from 192.168.100.200 to 10.0.0.1",
        "1763757128 or 1763757128123",
        "$1 000 000 000, 1,234,567.89, 0.00012345678",
        "650 000 000 pesos",
        "<@412345678901234567>",
        "+10000000 points",
        "version 1.20.300.4000",
    ],
)
def test_amounts_dates_addresses_and_ids_are_left_alone(text: str) -> None:
    assert kinds(text) == []


# Any text

PIECES = st.sampled_from(
    [
        " ".join(phrase("english")),
        " ".join(phrase("korean")[:6]),
        " ".join(phrase("chinese_simplified")),
        HEX,
        token(40),
        "private key ",
        "tx ",
        "api secret ",
        "call ",
        "order ",
        "ann@example.com",
        "+1 415 555 0132",
        "4155550132",
        with_luhn_digit("453900000000000"),
        "\u200b",
        "\ud800",
        "\0",
        "１２",
        "-",
        ".",
        " ",
        "\n",
        "⟦email⟧",
    ]
)
TEXTS = st.lists(PIECES | st.text(max_size=8), max_size=10).map("".join)


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_findings_are_sorted_and_apart_and_within_the_text(text: str) -> None:
    edges = [edge for finding in find(text) for edge in (finding.start, finding.end)]
    assert edges == sorted(edges)
    assert all(finding.start < finding.end <= len(text) for finding in find(text))


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_nothing_is_found_in_a_redacted_text(text: str) -> None:
    assert find(redact(text)) == ()
    assert redact(redact(text)) == redact(text)


@pytest.mark.parametrize(
    "piece",
    [" ", "1", "abandon ", "a@", "a.", "1 ", "eyJ.", "一 ", "a\u200b", "a\u0327\u0301", "\ud800"],
)
def test_a_huge_text_comes_back(piece: str) -> None:
    huge = piece * (200_000 // len(piece))
    assert len(redact(huge)) <= len(huge)


def test_secrets_are_told_from_personal_data() -> None:
    personal = {kind for kind in Kind if not kind.is_secret}
    assert personal == {Kind.CARD, Kind.ID_NUMBER, Kind.EMAIL, Kind.PHONE}


@pytest.mark.parametrize(
    "around", ["我的助记词是{}，打不开", "シードは{}です", "제 니모닉은{}입니다"]
)
def test_a_seed_phrase_is_found_between_words_that_join_it_without_a_blank(around: str) -> None:
    phrase = Mnemonic("english").to_mnemonic(random.Random(11).randbytes(16))
    (found,) = find(around.format(phrase))
    assert found.kind is Kind.SEED_PHRASE


@pytest.mark.parametrize("comma", [",", ", ", ",\n  "])
def test_a_key_pair_written_as_its_bytes_is_found(comma: str) -> None:
    row = f"[{comma.join(map(str, random.Random(3).randbytes(64)))}]"
    (found,) = find(f"my id.json says {row} is that right?")
    assert found.kind is Kind.PRIVATE_KEY
    assert len(row) == found.end - found.start


@pytest.mark.parametrize("numbers", [range(200, 264), [7] * 64, range(63), [*range(8)] * 8])
def test_other_rows_of_numbers_are_no_key(numbers: Iterable[int]) -> None:
    assert find(f"[{', '.join(map(str, numbers))}]") == ()


def test_a_secret_key_of_stellar_is_found_by_its_checksum() -> None:
    body = b"\x90" + random.Random(5).randbytes(32)
    key = b32encode(body + crc_hqx(body, 0).to_bytes(2, "little")).decode()
    (found,) = find(f"what is {key} for?")
    assert found.kind is Kind.PRIVATE_KEY
    assert find(f"what is {key[:-1]}{'A' if key[-1] != 'A' else 'B'} for?") == ()
