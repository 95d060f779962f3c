"""What the config says of a place, found under every id that its chat has had."""

from core.config import Config, PlaceSettings
from core.events import Place
from core.moves import Moves

_MOST = 10_000  # places whose effective settings are remembered


class Places:
    """In memory; `configure` before anything is asked."""

    def __init__(self) -> None:
        self._moves = Moves()

    def configure(self, config: Config) -> None:
        self._config = config
        self._settings: dict[str, PlaceSettings] = {}
        self._known = {key.partition("/")[0] for key in config.places}

    def settings(self, place: Place) -> PlaceSettings:
        """Effective settings, found under the chat's old id too."""
        settings = self._settings.get(place.key)
        if settings is None:
            if len(self._settings) >= _MOST:
                self._settings.clear()
            key = f"{self._configured(place.chat)}{place.key.removeprefix(place.chat)}"
            settings = self._settings[place.key] = self._config.place(key)
        return settings

    def is_staff(self, place: Place) -> bool:
        """Only staff is heard there; a group that moved stays one."""
        staff = self._config.staff_places
        return bool(staff) and any(name in staff for name in self._moves.names(place.chat))

    def now(self, chat: str) -> str:
        """The chat's id now."""
        return self._moves.now(chat)

    def note_move(self, before: str, after: str) -> None:
        self._moves.note(before, after)
        self._settings.clear()

    def _configured(self, chat: str) -> str:
        """The latest of the ids a chat has had that the config knows."""
        return next((name for name in self._moves.names(chat) if name in self._known), chat)
