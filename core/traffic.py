"""How many messages of people we have seen among others: counted in memory, at no cost."""

from core.events import Event, MessageReceived


class Traffic:
    """`unwritten` messages are those that no database knows yet; a crash loses a minute of them."""

    def __init__(self) -> None:
        self.unwritten = 0

    def note(self, event: Event) -> None:
        if not isinstance(event, MessageReceived) or event.place.private:
            return
        if not (event.is_bot or event.edited or event.pressed):
            self.unwritten += 1

    def written(self, number: int) -> None:
        """So many are kept elsewhere now."""
        self.unwritten -= number
