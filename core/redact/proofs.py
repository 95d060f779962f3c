"""What keys prove of themselves: a checksum, a header, an account, a half that fits the other."""

import binascii
from base64 import b32decode, urlsafe_b64decode
from hashlib import sha256

import msgspec

_PAIR = 64  # bytes
_LONGEST_RIPPLE = 31

BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_FROM_RIPPLE = str.maketrans("rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz", BASE58)
_BASE58_VALUE = {letter: value for value, letter in enumerate(BASE58)}


def _base58_number(key: str) -> int:
    number = 0
    for letter in key:
        number = number * 58 + _BASE58_VALUE[letter]
    return number


def _is_base58check(key: str) -> bool:
    data = _base58_number(key).to_bytes(86, "big").lstrip(b"\0")
    payload, checksum = data[:-4], data[-4:]
    return sha256(sha256(payload).digest()).digest()[:4] == checksum


def has_checksum(key: str) -> bool:
    """Base58Check; seeds of XRP have an alphabet of their own (xrpl.org: base58 encodings)."""
    is_of_ripple = len(key) <= _LONGEST_RIPPLE
    return _is_base58check(key.translate(_FROM_RIPPLE) if is_of_ripple else key)


def is_of_stellar(key: str) -> bool:
    """Its strkeys end with a CRC-16 (stellar.org: SEP-23)."""
    data = b32decode(key)
    return binascii.crc_hqx(data[:-2], 0) == int.from_bytes(data[-2:], "little")


def is_jwt(token: str) -> bool:
    """RFC 7519: the first part is a JSON object that names its algorithm."""
    header = token.split(".", 1)[0]
    try:
        return "alg" in msgspec.json.decode(_unbase64(header), type=dict[str, object])
    except (msgspec.MsgspecError, ValueError):
        return False


def names_an_account(token: str) -> bool:
    """A Discord token begins with its bot's id."""
    try:
        return _unbase64(token.split(".", 1)[0]).isdigit()
    except binascii.Error:
        return False


def _unbase64(part: str) -> bytes:
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _sixty_four_bytes(written: str) -> bytes:
    if len(written) == 2 * _PAIR:
        return bytes.fromhex(written)
    return _base58_number(written).to_bytes(_PAIR + 2, "big")[2:]


def is_key_pair(written: str) -> bool:
    """Of Ed25519: a secret, in hex or Base58, with the public half that it makes."""
    pair = _sixty_four_bytes(written)
    # Not above: seven megabytes that a start does not need.
    from cryptography.hazmat.primitives.asymmetric import ed25519

    secret = ed25519.Ed25519PrivateKey.from_private_bytes(pair[: _PAIR // 2])
    return secret.public_key().public_bytes_raw() == pair[_PAIR // 2 :]
