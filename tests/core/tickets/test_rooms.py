"""Which room a ticket goes to, what a key stands for, and which files are no matter for a chat."""

import pytest

from core.config import Room
from core.events import Attachment
from core.tickets import documents, rooms
from core.tickets.outcomes import Key

ALL = Room(place="loop:all", queues=("support", "second"))
RUSSIAN = Room(place="loop:ru", queues=("support",), languages=("ru", "en"))
JAPANESE = Room(place="loop:ja", queues=("support",), languages=("ja",))


@pytest.mark.parametrize(
    ("queue", "language", "room"),
    [
        ("support", "ru", RUSSIAN),
        ("support", "ja", JAPANESE),
        ("support", "es", ALL),
        ("second", "ru", ALL),
        ("forgotten", "es", ALL),
    ],
)
def test_a_ticket_goes_where_its_queue_is_worked_and_its_language_read(
    queue: str, language: str, room: Room
) -> None:
    assert rooms.choose((RUSSIAN, JAPANESE, ALL), queue, language) == room


def test_where_nobody_reads_the_language_it_still_goes_somewhere() -> None:
    assert rooms.choose((JAPANESE,), "support", "es") == JAPANESE


def test_a_key_tells_whose_it_is_and_what() -> None:
    assert Key.parse("ticket:7:room:2") == Key(7, "room", ("2",))
    assert Key.parse("ticket:7:line:5:staff:1") == Key(7, "line", ("5", "staff", "1"))


@pytest.mark.parametrize(
    ("text", "name", "refused"),
    [
        ("here", "my_passport.pdf", True),
        ("вот паспорт", "scan.jpg", True),
        ("这是我的身份证", "1.jpg", True),
        ("运行护照", "1.jpg", True),
        ("adjunto mi DNI", "foto.jpg", True),
        ("the error", "screenshot.png", False),
        ("compass and identity", "map.png", False),
    ],
)
def test_a_file_that_is_called_a_document_is_one(text: str, name: str, refused: bool) -> None:
    file = Attachment("f", "document", name)
    assert documents.names_document(text, (file,)) is refused
    assert documents.names_document(text, ()) is False
