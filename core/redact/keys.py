"""Private keys, API keys, bot tokens and JWTs."""

import re
from collections.abc import Callable, Iterator

from core import bytewise
from core.redact.context import Context, signs
from core.redact.finding import Finding, Kind
from core.redact.proofs import (
    BASE58,
    has_checksum,
    is_jwt,
    is_key_pair,
    is_of_stellar,
    names_an_account,
)

# Without so many of their signs in a row there is no key: of those known by their form, of those
# told by the words around them. A path in an address mostly has neither.
_RUN_OF_FORM, _RUN_OF_NAMED = 15, 32


def _table(signs: str) -> bytes:
    """An x for what keys are made of; blanks end a word."""
    return bytewise.table(
        lambda sign: "x" if sign.isalnum() or sign in signs else "\n" if sign.isspace() else " "
    )


_OF_FORM, _OF_NAMED = _table("_-"), _table("+/_-")
_BECH32 = "02-9ac-hj-np-z"

_PEM = re.compile(r"-----(BEGIN|END) (?:[A-Z0-9]{1,16} ){0,4}PRIVATE KEY(?: BLOCK)?-----")
_PEM_BODY = re.compile(r"(?:\s*[A-Za-z0-9+/=]{16,})*")

_BYTES = re.compile(r"\[\s{0,4}\d{1,3}(?:\s{0,4},\s{0,4}\d{1,3}){63}\s{0,4}\]", re.ASCII)
_DIFFERENT = 40  # of 64 drawn bytes some 57 differ; of counts and coordinates few

_PUBLIC_WORDS = (
    r"tx", r"tx[ _-]?(?:id|hash)s?", r"txn", r"hash(?:es)?", r"transactions?", r"transfers?",
    r"blocks?", r"sha-?256", r"checksum", r"commit", r"signature", r"public[ _-]?keys?", r"pubkey",
    r"bloque", r"clave p[úu]blica", r"order[ _-]?(?:id|no)", r"transacci[óo]n",
    "交易", "哈希", "区块", "區塊", "公钥", "公鑰", "签名", "转账",
    "トランザクション", "ハッシュ", "取引", "公開鍵", "트랜잭션", "해시", "거래", "공개 ?키",
    "транзакц", "х[еэ]ш", "публичн\\w{1,3} ключ", "блок",
)  # fmt: skip
# A token that is a coin has an address, which anybody may know.
_COINS = (
    r"address (?:of )?(?:the |my )?token", r"contract (?:of )?(?:the |my )?token",
    r"direcci[óo]n del? token", r"contrato del? token",
    "адрес\\w{0,2} (?:контракта )?токен", "контракт\\w{0,2} токен",
    "токен\\w{0,2} (?:адрес|контракт)", "토큰 ?(?:주소|컨트랙트|계약)",
    "トークンの?(?:コントラクト|アドレス)",
)  # fmt: skip
_PRIVATE_SIGNS = signs((
    r"priv(?:ate|_)?[ _-]?keys?", r"pk", r"pkey", r"priv", r"privatekeytoaccount",
    r"hextoecdsa", r"ethers\.wallet", r"new wallet", r"accounts['\"]?\s?:\s?\[", r"keys?",
    r"secret(?:[ _-]?keys?)?", r"seed", r"clave", r"llave",
    "ключ", "鍵", "私钥", "私鑰", "密钥", "密鑰", "秘密鍵", "プライベートキー",
    "개인 ?키", "비밀 ?키",
), unless=_PUBLIC_WORDS)  # fmt: skip
_API_SIGNS = signs((
    *(
        rf"{whose}[ _-]{{0,2}}(?:secret|key|token|hash)(?:[ _-]?(?:key|id))?s?"
        for whose in ("api", "secret", "access", "auth", "client")
    ),
    r"secret", r"bearer", r"passphrase", r"bot[ _-]?token", r"api ?키", r"api ?キー",
    *(f"{key} (?:secreta|api|de (?:la )?api|de acceso)" for key in ("clave", "llave", "token")),
    "密钥", "密鑰", "令牌", "シークレット", "秘密鍵", "アクセスキー", "トークン",
    "비밀 ?키", "시크릿", "토큰", "секретн\\w{1,3} ключ", "ключ\\w{0,3} api", "токен",
), unless=(*_PUBLIC_WORDS, *_COINS))  # fmt: skip


# The files of wallets ("keystore") and what authenticators are set up with.
_KEYSTORE = re.compile(r"""["']ciphertext\\?["']\s*:\s*\\?["'][0-9a-fA-F]{64}""")
_AUTHENTICATOR = re.compile(r"otpauth(?:-migration)?://[^\s\"'<>]{8,}")


def find_keys(text: str, heads: bytes) -> Iterator[Finding]:
    """May overlap; the earlier find is the surer one. `heads` are `bytewise.heads(text)`."""
    if b"-----BEGIN" in heads:
        yield from _pem(text)
    if b"[" in heads:
        yield from _byte_rows(text)
    if b"ciphertext" in heads and (sealed := _KEYSTORE.search(text)):
        yield _keystore(text, *sealed.span())
    if b"otpauth" in heads:
        yield from (Finding(Kind.API_KEY, *m.span()) for m in _AUTHENTICATOR.finditer(text))
    if words := list(_long_words(heads, _OF_FORM, _RUN_OF_FORM)):
        yield from _of_known_form(text, words)
    if words := list(_long_words(heads, _OF_NAMED, _RUN_OF_NAMED)):
        yield from _named(text, words)


def _keystore(text: str, start: int, end: int) -> Finding:
    """All of the file around what is sealed in it; a message limit may have cut its end."""
    first, last = text.find("{", 0, start), text.rfind("}", end)
    return Finding(
        Kind.PRIVATE_KEY, start if first < 0 else first, len(text) if last < 0 else last + 1
    )


def _long_words(heads: bytes, table: bytes, least: int) -> Iterator[tuple[int, int]]:
    """Those with a run of `least` signs; no key has a blank in it."""
    signs = heads.translate(table) + b"\n"
    run = b"x" * least
    place = signs.find(run)
    while place >= 0:
        end = signs.index(b"\n", place)
        yield signs.rfind(b"\n", 0, place) + 1, end
        place = signs.find(run, end)


def _byte_rows(text: str) -> Iterator[Finding]:
    """A key pair as wallets of Solana keep it in a file: 64 numbers that look drawn by lot."""
    for row in _BYTES.finditer(text):
        numbers = [*map(int, re.findall(r"\d+", row[0]))]
        if max(numbers) < 256 and len({*numbers}) >= _DIFFERENT:
            yield Finding(Kind.PRIVATE_KEY, *row.span())


def _pem(text: str) -> Iterator[Finding]:
    opened: re.Match[str] | None = None
    for edge in _PEM.finditer(text):
        if edge[1] == "END" and opened:
            yield Finding(Kind.PRIVATE_KEY, opened.start(), edge.end())
            opened = None
        elif edge[1] == "BEGIN":
            yield from _cut_pem(text, opened)
            opened = edge
    yield from _cut_pem(text, opened)


def _cut_pem(text: str, begin: re.Match[str] | None) -> Iterator[Finding]:
    """A message limit or haste took the END away."""
    if begin and (body := _PEM_BODY.match(text, begin.end())) and body[0]:
        yield Finding(Kind.PRIVATE_KEY, begin.start(), body.end())


def _looks_random(key: str) -> bool:
    """Words joined by hyphens, runs of one letter and plain numbers do not."""
    digits = sum(letter.isdigit() for letter in key)
    return 3 <= digits < len(key) and len(set(key)) >= 10


def _always(_: str) -> bool:
    return True


_Form = tuple[Kind, re.Pattern[str], Callable[[str], bool]]


def _form(kind: Kind, form: str, accept: Callable[[str], bool] = _always) -> _Form:
    return kind, re.compile(rf"(?<![\w-])(?:{form})(?![\w-])", re.ASCII), accept


_FORMS = (
    _form(
        Kind.PRIVATE_KEY,
        rf"[{BASE58}]{{51,52}}|6P[{BASE58}]{{56}}|edsk(?:[{BASE58}]{{50}}|[{BASE58}]{{94}})"
        rf"|[tuvxyzUVYZ]prv[{BASE58}]{{107}}|s[{BASE58}]{{28,30}}",
        has_checksum,
    ),
    _form(
        Kind.PRIVATE_KEY,
        rf"(?:nsec|suiprivkey|ed25519e?_sk|[a-z]{{4,8}}_x?sk|secret-extended-key-main)"
        rf"1[{_BECH32}]{{50,280}}|AGE-SECRET-KEY-1[{_BECH32.upper()}]{{50,64}}"
        rf"|PVT_(?:K1|R1|WA)_[{BASE58}]{{45,60}}",
    ),
    _form(Kind.PRIVATE_KEY, r"S[A-Z2-7]{55}", is_of_stellar),
    _form(Kind.JWT, r"eyJ[\w-]{8,4096}\.[\w-]{2,}\.[\w-]*", is_jwt),
    _form(Kind.BOT_TOKEN, r"(?:bot)?\d{6,12}:[\w-]{35}"),
    _form(Kind.BOT_TOKEN, r"[MNO][\w-]{17,27}\.[\w-]{6}\.[\w-]{27,45}", names_an_account),
    _form(Kind.BOT_TOKEN, r"xox[abeoprs]-[A-Za-z0-9-]{10,250}|mfa\.[\w-]{84}"),
    _form(Kind.API_KEY, r"(?:AKIA|ASIA)[0-9A-Z]{16}|AIza[\w-]{35}|1[\w-]{351}"),  # 1…: Telethon
    _form(Kind.API_KEY, r"gh[oprsu]_[A-Za-z0-9]{36,255}|github_pat_\w{60,255}|glpat-[\w-]{20,64}"),
    _form(Kind.API_KEY, r"[rs]k_(?:live|test)_[A-Za-z0-9]{16,255}|whsec_[A-Za-z0-9]{24,64}"),
    _form(Kind.API_KEY, r"hf_[A-Za-z0-9]{34}|do[opr]_v1_[0-9a-f]{64}|shp[acps][ats]_[0-9a-f]{32}"),
    _form(Kind.API_KEY, r"sk-[\w-]{20,255}|npm_[A-Za-z0-9]{36}", _looks_random),
    _form(Kind.API_KEY, r"SG\.[\w-]{16,32}\.[\w-]{32,64}|AAAAAAAA[A-Za-z0-9%]{60,250}"),
    _form(
        Kind.API_KEY,
        r"https://(?:(?:\w+\.)?discord(?:app)?\.com/api/webhooks/\d+/[\w-]{60,}"
        r"|hooks\.slack\.com/services/\w{8,12}/\w{8,12}/\w{20,28})",
    ),
)  # fmt: skip


# All that a known form can stand in: most of a text need not be searched a dozen times.
_PIECE = re.compile(r"[A-Za-z0-9_.:%/-](?<![A-Za-z0-9_.:%/-]{2})[A-Za-z0-9_.:%/-]{19,}")


def _of_known_form(text: str, words: list[tuple[int, int]]) -> Iterator[Finding]:
    pieces = [piece.span() for word in words for piece in _PIECE.finditer(text, *word)]
    for kind, form, accept in _FORMS:
        for start, end in pieces:
            for match in form.finditer(text, start, end):
                if accept(match[0]):
                    yield Finding(kind, *match.span())


_CANDIDATE = re.compile(
    r"[A-Za-z0-9+/_-](?<![A-Za-z0-9+/_-]{2})[A-Za-z0-9+/_-]{31,255}={0,2}(?![A-Za-z0-9+/_=-])"
)
_RAW_KEY = re.compile(
    rf"(?:0[xX])?[0-9a-fA-F]{{64}}|[{BASE58}]{{86,90}}|[A-Za-z0-9+/]{{86}}==|[A-Za-z0-9+/]{{43}}="
)
_ADDRESS = re.compile("0[xX][0-9a-fA-F]{40}")
_KEY_PAIR = re.compile(rf"[0-9a-fA-F]{{128}}|[{BASE58}]{{86,88}}")
_MOST_PAIRS = 4  # that are looked into: each takes a tenth of a millisecond
_LIST_GAP = re.compile(r"[^\w]{0,4}(?:\(?\d{1,3}[.):]{0,2})?[^\w]{0,4}")


def _named(text: str, words: list[tuple[int, int]]) -> Iterator[Finding]:
    """Keys that look like any hash or transaction id; the words around tell them apart."""
    found = (match for word in words for match in _CANDIDATE.finditer(text, *word))
    candidates = [match for match in found if _looks_random(match[0])]
    if not candidates:
        return
    spans = [match.span() for match in candidates]
    private, api = Context(_PRIVATE_SIGNS, text, spans), Context(_API_SIGNS, text, spans)
    pairs = _key_pairs(candidates)
    since, was_private = 0, False
    for match in candidates:
        is_listed = was_private and _LIST_GAP.fullmatch(text, since, match.start()) is not None
        was_private = match in pairs or (
            _RAW_KEY.fullmatch(match[0]) is not None
            and (is_listed or private.tells(match.span(), since))
        )
        if was_private:
            yield Finding(Kind.PRIVATE_KEY, *match.span())
        elif api.tells(match.span(), since) and not _ADDRESS.fullmatch(match[0]):
            yield Finding(Kind.API_KEY, *match.span())
        since = match.end()


def _key_pairs(candidates: list[re.Match[str]]) -> list[re.Match[str]]:
    """Keys of Ed25519 with their public halves, as Solana's wallets write them: no signature, which
    looks the same, holds what its first half makes."""
    formed = [match for match in candidates if _KEY_PAIR.fullmatch(match[0])]
    return [match for match in formed[:_MOST_PAIRS] if is_key_pair(match[0])]
