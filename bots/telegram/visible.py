"""Everything that a reader sees of a Telegram message, and where its links lead. Pure."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from core.events import Attachment, Link, Shown

if TYPE_CHECKING:
    from telegram import Message, MessageEntity, MessageOrigin

_FILES = ("document", "video", "audio", "voice", "animation", "video_note", "sticker")


class _Piece(NamedTuple):
    """Some words, where they stand, and the entities over them."""

    label: str
    text: str | None
    entities: Sequence["MessageEntity"] | None = ()


def entities(message: "Message") -> Sequence["MessageEntity"]:
    return message.entities or message.caption_entities


def covered(text: str, entity: "MessageEntity") -> str:
    """The words under an entity, whose offsets count UTF-16 units."""
    if text.isascii() or max(text, default="") <= "\uffff":
        return text[entity.offset : entity.offset + entity.length]
    raw = text.encode("utf-16-le", "surrogatepass")
    start, end = entity.offset * 2, (entity.offset + entity.length) * 2
    return raw[start:end].decode("utf-16-le", "replace")


def shown(message: "Message") -> tuple[Shown, ...]:
    """Every word outside the text itself. A caption stands here too, where it has a label."""
    return tuple(Shown(piece.label, piece.text) for piece in _pieces(message) if piece.text)


def links(message: "Message") -> tuple[Link, ...]:
    """Every target, wherever it is hidden."""
    return tuple(_links(message))


def attachments(message: "Message") -> tuple[Attachment, ...]:
    """Files by Telegram's id, which opens them for this bot only; none is fetched."""
    return tuple(_attachments(message)) if message.text is None else ()


def origin_of(origin: "MessageOrigin | None") -> str | None:
    """The name that a forwarded message stands under."""
    if origin is None:
        return None
    user = getattr(origin, "sender_user", None)
    chat = getattr(origin, "sender_chat", None) or getattr(origin, "chat", None)
    if user is not None:
        return str(user.full_name)
    if chat is not None:
        return str(chat.effective_name or chat.id)
    return str(getattr(origin, "sender_user_name", "") or "unknown")


def _pieces(message: "Message") -> Iterator[_Piece]:
    if message.sender_tag:
        yield _Piece("tag", message.sender_tag)
    if message.author_signature:
        yield _Piece("signature", message.author_signature)
    if message.via_bot is not None:
        yield _Piece("via", f"@{message.via_bot.username}")
    if message.quote is not None:
        yield _Piece("quote", message.quote.text, message.quote.entities)
    if message.forward_origin is not None:
        yield _Piece("forward", origin_of(message.forward_origin))
        yield _Piece("signature", getattr(message.forward_origin, "author_signature", None))
    if message.external_reply is not None:
        yield _Piece("quote", origin_of(message.external_reply.origin))
        yield from _content(message.external_reply)
    if message.reply_markup is not None:
        yield from (_Piece("button", button.text) for button in _buttons(message))
    if message.text is None:
        yield _Piece("caption", message.caption, message.caption_entities)
        yield from _content(message)
        yield from _service(message)


def _content(source: Any) -> Iterator[_Piece]:
    """Of a message, or of one elsewhere that is replied to: both have the same fields."""
    for each in _attachments(source):
        yield _Piece("file", each.name)
    if source.audio is not None:
        yield _Piece("audio", _joined(source.audio.performer, source.audio.title))
    if source.poll is not None:
        yield from _poll(source.poll)
    if (contact := source.contact) is not None:
        yield _Piece(
            "contact", _joined(contact.first_name, contact.last_name, contact.phone_number)
        )
        yield _Piece("contact", contact.vcard)
    if source.checklist is not None:
        yield _Piece("checklist", source.checklist.title, source.checklist.title_entities)
        yield from _tasks(source.checklist.tasks)
    yield from _titled(source)


def _titled(source: Any) -> Iterator[_Piece]:
    if source.venue is not None:
        yield _Piece("venue", _joined(source.venue.title, source.venue.address))
    if (game := source.game) is not None:
        yield _Piece("title", _joined(game.title, game.description))
        yield _Piece("game", game.text, game.text_entities)
    if source.invoice is not None:
        yield _Piece("title", _joined(source.invoice.title, source.invoice.description))
    if source.giveaway is not None:
        yield _Piece("giveaway", source.giveaway.prize_description)
    if source.story is not None:
        yield _Piece("story", source.story.chat.effective_name)


def _poll(poll: Any) -> Iterator[_Piece]:
    yield _Piece("poll", poll.question, poll.question_entities)
    yield _Piece("poll", poll.description, poll.description_entities)
    yield from (_Piece("poll", option.text, option.text_entities) for option in poll.options)
    yield _Piece("poll", poll.explanation, poll.explanation_entities)


def _tasks(tasks: Any) -> Iterator[_Piece]:
    yield from (_Piece("checklist", task.text, task.text_entities) for task in tasks)


def _service(message: "Message") -> Iterator[_Piece]:
    if (topic := message.forum_topic_created or message.forum_topic_edited) is not None:
        yield _Piece("topic", topic.name)
    if (option := message.poll_option_added) is not None:
        yield _Piece("poll", option.option_text, option.option_text_entities)
    if message.checklist_tasks_added is not None:
        yield from _tasks(message.checklist_tasks_added.tasks)
    if (gift := message.gift) is not None:
        yield _Piece("gift", gift.text, gift.entities)


def _links(message: "Message") -> Iterator[Link]:
    if message.text is not None:
        yield from _links_in(_Piece("text", message.text, message.entities))
    for piece in _pieces(message):
        yield from _links_in(piece)
    if message.link_preview_options is not None and message.link_preview_options.url:
        yield Link(str(message.link_preview_options.url), "")
    for button in _buttons(message):
        for opened in (button.url, button.web_app, button.login_url, button.copy_text):
            if opened is not None:
                yield Link(_target(opened), button.text)


def _links_in(piece: _Piece) -> Iterator[Link]:
    for entity in piece.entities or ():
        words = covered(piece.text or "", entity)
        if entity.type == "text_link" and entity.url:
            yield Link(entity.url, words)
        elif entity.type == "url":
            yield Link(words, words)
        elif entity.type == "email":
            yield Link(f"mailto:{words}", words)


def _target(opened: Any) -> str:
    return str(getattr(opened, "url", None) or getattr(opened, "text", opened))


def _buttons(message: "Message") -> Iterator[Any]:
    if message.reply_markup is not None:
        for row in message.reply_markup.inline_keyboard:
            yield from row


def _attachments(source: Any) -> Iterator[Attachment]:
    if source.photo:
        largest = source.photo[-1]
        yield Attachment(largest.file_id, "photo", size=largest.file_size or 0)
    for kind in _FILES:
        file = getattr(source, kind)
        if file is not None:
            name = getattr(file, "file_name", None) or ""
            yield Attachment(file.file_id, kind, name, file.file_size or 0)


def _joined(*words: str | None) -> str:
    return " ".join(filter(None, words))
