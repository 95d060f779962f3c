"""Our ticket for answering one interaction: `reply_handle`, as it waits in the outbox. Pure."""

from datetime import timedelta

import msgspec

from bots.discord.who import moment_of

# docs.discord.com/developers/interactions/receiving-and-responding#followup-messages
LIFETIME = timedelta(minutes=15)

COMMAND, PRESS = "c", "p"


class Slip(msgspec.Struct, frozen=True):
    """`kind` is how it was acknowledged: COMMAND owes the `person` a message, PRESS does not."""

    kind: str
    interaction: str
    person: str
    token: str

    def __str__(self) -> str:
        return f"{self.kind}.{self.interaction}.{self.person}.{self.token}"

    def __repr__(self) -> str:
        return f"Slip({self.interaction})"  # whoever has the token can answer

    @classmethod
    def parse(cls, handle: str) -> "Slip":
        """Raises ValueError for what is no slip."""
        kind, interaction, person, token = handle.split(".", 3)
        moment_of(interaction)
        return cls(kind, interaction, person, token)
