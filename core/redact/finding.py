"""What can be found in a text: a kind and where it stands."""

from enum import StrEnum

import msgspec


class Kind(StrEnum):
    SEED_PHRASE = "seed-phrase"
    PRIVATE_KEY = "private-key"
    API_KEY = "api-key"
    BOT_TOKEN = "bot-token"  # noqa: S105 (the name of a kind)
    JWT = "jwt"
    CARD = "card"
    ID_NUMBER = "id-number"
    EMAIL = "email"
    PHONE = "phone"

    @property
    def is_secret(self) -> bool:
        """Whoever reads it can act as the owner; the other kinds are personal data."""
        return self in _SECRETS

    @property
    def marker(self) -> str:
        """What stands in a redacted text instead."""
        return f"⟦{self}⟧"


_SECRETS = frozenset({Kind.SEED_PHRASE, Kind.PRIVATE_KEY, Kind.API_KEY, Kind.BOT_TOKEN, Kind.JWT})


class Finding(msgspec.Struct, frozen=True):
    """Offsets are code points of the text that was searched; `end` is exclusive."""

    kind: Kind
    start: int
    end: int
