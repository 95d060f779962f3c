"""What we hand out signed and believe when it comes back: visitors' cookies and our own forms."""

import hashlib
import secrets

from itsdangerous import BadSignature, URLSafeSerializer, URLSafeTimedSerializer

from core.platform import Notes

FORM_SECONDS = 24 * 3600
_NOTE = "signing_key"


async def open_seals(notes: Notes) -> "Seals":
    """The key is made once per installation; who has it can be any visitor."""
    key = await notes.get(_NOTE)
    if key is None:
        key = secrets.token_urlsafe(32)
        await notes.put(_NOTE, key)
    return Seals(key)


def new_visitor() -> str:
    return secrets.token_urlsafe(16)


def new_id() -> str:
    """For a press that no page has named."""
    return secrets.token_urlsafe(16)


def new_link() -> tuple[str, str]:
    """A secret link's token and the hash under which it is kept."""
    token = secrets.token_urlsafe(24)
    return token, link_hash(token)


def link_hash(token: str) -> str:
    """Plain SHA-256: 192 random bits need no salt and no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


class Seals:
    """Signs with one key; each purpose has a salt, so that one seal never passes for another."""

    def __init__(self, key: str) -> None:
        self._visitors = URLSafeSerializer(key, salt="visitor")
        self._forms = URLSafeTimedSerializer(key, salt="form")

    def cookie(self, visitor: str) -> str:
        return str(self._visitors.dumps(visitor))

    def visitor(self, cookie: str) -> str | None:
        """Whose cookie this is; None when we did not sign it."""
        try:
            return str(self._visitors.loads(cookie))
        except BadSignature:
            return None

    def form(self, visitor: str, *words: str) -> str:
        """A token saying that we showed this visitor a form that means `words`."""
        return str(self._forms.dumps([visitor, *words]))

    def meaning(self, token: str, visitor: str) -> list[str] | None:
        """The words of a form; None when it is a day old, another visitor's, or not ours."""
        try:
            owner, *words = self._forms.loads(token, max_age=FORM_SECONDS)
        except BadSignature:
            return None
        return words if owner == visitor else None
