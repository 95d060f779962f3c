"""Seed phrases that are no whole words of BIP-39, and keys beyond Bitcoin's, are found too."""

import json
import random
from binascii import b2a_hex
from collections.abc import Callable
from hashlib import sha256
from importlib.resources import files
from unicodedata import normalize

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st
from mnemonic import Mnemonic

from core.redact import Kind, find

BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
RIPPLE = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz"
ALPHANUMERIC = BASE58 + "0OIl"
DICE = random.Random(20)


def kinds(text: str) -> list[Kind]:
    return [finding.kind for finding in find(text)]


def words_of(name: str, count: int) -> list[str]:
    lines = files("core.redact").joinpath(f"words_of_{name}.txt").read_text("ascii").splitlines()
    words = " ".join(line for line in lines if line[0] != "#").split()
    return random.Random(count).choices(words, k=count)


def phrase(language: str = "english", count: int = 12) -> list[str]:
    entropy = random.Random(count).randbytes(count * 4 // 3)
    return normalize("NFC", Mnemonic(language).to_mnemonic(entropy)).split()


def drawn(alphabet: str, count: int) -> str:
    return "".join(DICE.choices(alphabet, k=count))


def base58(data: bytes) -> str:
    number, written = int.from_bytes(data, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        written = BASE58[digit] + written
    return written


def base58check(payload: bytes) -> str:
    return base58(payload + sha256(sha256(payload).digest()).digest()[:4])


def key_pair() -> bytes:
    seed = DICE.randbytes(32)
    return seed + Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def swapped(word: str) -> str:
    place = next(n for n in range(1, len(word)) if word[n] != word[n - 1])
    return word[: place - 1] + word[place] + word[place - 1] + word[place + 1 :]


WRITTEN: list[Callable[[list[str]], str]] = [
    " ".join,
    "\n".join,
    ", ".join,
    lambda words: "\n".join(f"{n}. {word}" for n, word in enumerate(words, 1)),
    lambda words: "\n".join(f"word {n}: {word}" for n, word in enumerate(words, 1)),
    lambda words: "what is wrong with this? " + " ".join(words).upper(),
]


@pytest.mark.parametrize("write", WRITTEN)
@pytest.mark.parametrize(("name", "count"), [("shares", 20), ("shares", 33), ("monero", 25)])
def test_phrases_of_other_lists_are_found(
    name: str, count: int, write: Callable[[list[str]], str]
) -> None:
    assert kinds(write(words_of(name, count))) == [Kind.SEED_PHRASE]


def test_the_lists_are_whole() -> None:
    for name, size in (("shares", 1024), ("monero", 1626)):
        lines = files("core.redact").joinpath(f"words_of_{name}.txt").read_text("ascii")
        words = [w for line in lines.splitlines() if line[0] != "#" for w in line.split()]
        assert len({*words}) == len(words) == size


@pytest.mark.parametrize("write", WRITTEN)
@pytest.mark.parametrize("language", ["english", "spanish", "french", "italian"])
def test_words_cut_to_four_letters_are_found(
    language: str, write: Callable[[list[str]], str]
) -> None:
    words = [word[:4] for word in phrase(language, 24)]
    assert kinds(write(words)) == [Kind.SEED_PHRASE]


@pytest.mark.parametrize("write", WRITTEN)
@pytest.mark.parametrize("count", [12, 24])
@pytest.mark.parametrize("place", [0, 5, 11])
def test_a_misspelt_word_hides_no_phrase(
    write: Callable[[list[str]], str], count: int, place: int
) -> None:
    words = phrase(count=count)
    words[place] = swapped(words[place])
    assert {*kinds(write(words))} == {Kind.SEED_PHRASE}


@pytest.mark.parametrize(
    "text",
    [
        "can you tell them that this will take more time than they have said so far here",
        "Exists any client token that access grants more than once during your exchange session",
        "bitcoin ethereum solana ripple cardano polkadot dogecoin tron litecoin monero dash zcash",
        "zoom in, then undo, then rest, then sync, then wait, then open it once more and look",
    ],
)
def test_sentences_of_short_and_common_words_are_no_phrase(text: str) -> None:
    assert kinds(text) == []


@pytest.mark.parametrize("language", ["english", "spanish", "french", "russian", "korean"])
def test_a_phrase_in_two_halves_with_words_between_is_found(language: str) -> None:
    words = phrase(language)
    text = f"first half: {' '.join(words[:6])}\nsecond half: {' '.join(words[6:])}"
    assert kinds(text) == [Kind.SEED_PHRASE]


@pytest.mark.parametrize("language", ["french", "spanish", "japanese", "korean"])
def test_a_phrase_in_halves_is_found_as_wallets_write_its_accents(language: str) -> None:
    words = [normalize("NFKD", word) for word in phrase(language)]
    assert kinds(f"one: {' '.join(words[:6])}\nother: {' '.join(words[6:])}") == [Kind.SEED_PHRASE]


@pytest.mark.parametrize("first", ["⁰¹²³⁴⁵⁶⁷⁸⁹", "₀₁₂₃₄₅₆₇₈₉", "0123456789"])
@pytest.mark.parametrize("language", ["english", "russian", "korean", "chinese_simplified"])
def test_small_numbers_behind_its_words_hide_no_phrase(language: str, first: str) -> None:
    small = str.maketrans("0123456789", first)
    words = [f"{word}{str(n).translate(small)}" for n, word in enumerate(phrase(language), 1)]
    assert kinds(" ".join(words)) == [Kind.SEED_PHRASE]


def test_halves_without_a_checksum_are_two_lists() -> None:
    words = phrase("spanish")
    one, other = " ".join(words[6:]), " ".join(words[:6])
    assert kinds(f"compro {one}\ny vendo {other}") == []


def test_words_that_mean_no_phrase_when_spelt_right_are_no_misspelt_one() -> None:
    assert kinds("car bus train plane ship bike truck boat taxi tram subway rocket") == []


def keystore() -> dict[str, object]:
    def drawn_hex(size: int) -> str:
        return b2a_hex(DICE.randbytes(size)).decode()

    return {
        "version": 3,
        "crypto": {
            "cipher": "aes-128-ctr",
            "ciphertext": drawn_hex(32),
            "kdfparams": {"salt": drawn_hex(32)},
            "mac": drawn_hex(32),
        },
    }


@pytest.mark.parametrize("indent", [None, 2])
def test_a_keystore_is_found_as_a_whole(indent: int | None) -> None:
    text = json.dumps(keystore(), indent=indent)
    (found,) = find(f"why? {text} it says wrong")
    assert (found.kind, found.end - found.start) == (Kind.PRIVATE_KEY, len(text))


def test_to_speak_of_a_keystore_is_no_leak() -> None:
    assert kinds('the "ciphertext" field of my keystore {"crypto": ...} is empty') == []


@pytest.mark.parametrize(
    "key",
    [
        base58(key_pair()),
        b2a_hex(key_pair()).decode(),
        base58check(b"\x9e" + DICE.randbytes(32) + b"\1"),
        base58check(b"\xb0" + DICE.randbytes(32)),
        base58check(bytes.fromhex("2bf64e07") + DICE.randbytes(64)),
        base58check(b"\x21" + DICE.randbytes(16)).translate(str.maketrans(BASE58, RIPPLE)),
        "PVT_K1_" + drawn(BASE58, 50),
        "nsec1" + drawn("023456789acdefghjklmnpqrstuvwxyz", 58),
        "AGE-SECRET-KEY-1" + drawn("023456789ACDEFGHJKLMNPQRSTUVWXYZ", 58),
        "suiprivkey1" + drawn("023456789acdefghjklmnpqrstuvwxyz", 59),
    ],
)
def test_keys_of_other_chains_are_known_without_a_word(key: str) -> None:
    assert kinds(f"here {key} is it") == [Kind.PRIVATE_KEY]


def test_a_signature_is_no_key_pair() -> None:
    signature = DICE.randbytes(64)
    assert kinds(f"sent it: {base58(signature)}") == []
    assert kinds(f"sent it: {b2a_hex(signature).decode()}") == []


def test_what_sets_up_an_authenticator_is_found() -> None:
    secret = drawn("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16)
    uris = (
        f"otpauth://totp/House:ann?secret={secret}",
        f"otpauth-migration://offline?data={secret}",
    )
    for uri in uris:
        assert kinds(f"scan {uri} with it") == [Kind.API_KEY]


@pytest.mark.parametrize(
    "around",
    [
        "PK=0x{}", 'new ethers.Wallet("0x{}", provider)', "accounts: ['0x{}'],",
        "privateKeyToAccount('0x{}')", 'crypto.HexToECDSA("{}")', "pkey {}", "priv: {}",
    ],
)  # fmt: skip
def test_hex_is_a_key_where_a_program_takes_it_for_one(around: str) -> None:
    assert kinds(around.format(DICE.randbytes(32).hex())) == [Kind.PRIVATE_KEY]


def test_every_key_of_a_list_is_found() -> None:
    keys = [f"({n}) 0x{DICE.randbytes(32).hex()}" for n in range(4)]
    assert kinds("Private keys\n" + "\n".join(keys)) == [Kind.PRIVATE_KEY] * 4


@given(st.text(alphabet='abz 1.:\n{}"\u0301あл', max_size=120), st.integers(0, 40))
@settings(max_examples=60)
def test_whatever_stands_around_a_secret_is_read_to_its_end(around: str, seed: int) -> None:
    sealed = f'"ciphertext": "{random.Random(seed).randbytes(32).hex()}"'
    words = [*words_of("monero", 13)[:12], around, *words_of("shares", 20)[:8]]
    for text in (around + sealed + around, " ".join(words), around.join(words)):
        for finding in find(text):
            assert 0 <= finding.start < finding.end <= len(text)
