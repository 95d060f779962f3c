"""Everything that a reader sees of a Telegram message, and where its links lead. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from core.events import Attachment, Link, Shown

if TYPE_CHECKING:
    from telegram import Message, MessageEntity, MessageOrigin

_FILES = ("document", "video", "audio", "voice", "animation", "video_note", "sticker")
_SERVICE_WORDS = (
    ("topic", "forum_topic_created", "name"),
    ("topic", "forum_topic_edited", "name"),
    ("event", "video_chat_scheduled", "title"),
)


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
    """Every word outside the text itself. A caption stands here too, where it can be labelled."""
    return tuple(Shown(label, words) for label, words in _shown(message) if words)


def links(message: "Message") -> tuple[Link, ...]:
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


def _shown(message: "Message") -> Iterator[tuple[str, str | None]]:
    if message.sender_tag:
        yield "tag", message.sender_tag
    if message.author_signature:
        yield "signature", message.author_signature
    if message.via_bot is not None:
        yield "via", f"@{message.via_bot.username}"
    if message.quote is not None:
        yield "quote", message.quote.text
    if message.forward_origin is not None:
        yield "forward", origin_of(message.forward_origin)
        yield "signature", getattr(message.forward_origin, "author_signature", None)
    if message.external_reply is not None:
        yield "quote", origin_of(message.external_reply.origin)
    if message.reply_markup is not None:
        yield from (("button", button.text) for button in _buttons(message))
    if message.text is None:
        yield from _shown_content(message)


def _shown_content(message: "Message") -> Iterator[tuple[str, str | None]]:
    yield "caption", message.caption
    for each in attachments(message):
        yield "file", each.name
    if message.audio is not None:
        yield "audio", _joined(message.audio.performer, message.audio.title)
    if message.poll is not None:
        yield from _poll(message.poll)
    if (contact := message.contact) is not None:
        yield "contact", _joined(contact.first_name, contact.last_name, contact.phone_number)
        yield "contact", contact.vcard
    if message.venue is not None:
        yield "venue", _joined(message.venue.title, message.venue.address)
    if message.checklist is not None:
        yield "checklist", message.checklist.title
        yield from (("checklist", task.text) for task in message.checklist.tasks)
    yield from _titled(message)


def _poll(poll: Any) -> Iterator[tuple[str, str | None]]:
    yield "poll", poll.question
    yield from (("poll", option.text) for option in poll.options)
    yield "poll", poll.explanation


def _titled(message: "Message") -> Iterator[tuple[str, str | None]]:
    for content in (message.game, message.invoice):
        if content is not None:
            yield "title", _joined(content.title, content.description)
    if message.giveaway is not None:
        yield "giveaway", message.giveaway.prize_description
    if message.new_chat_title:
        yield "title", message.new_chat_title
    for label, kind, field in _SERVICE_WORDS:
        if (content := getattr(message, kind)) is not None:
            yield label, getattr(content, field)
    if message.story is not None:
        yield "story", message.story.chat.effective_name


def _links(message: "Message") -> Iterator[Link]:
    text = message.text or message.caption or ""
    for entity in entities(message):
        words = covered(text, entity)
        if entity.type == "text_link" and entity.url:
            yield Link(entity.url, words)
        elif entity.type == "url":
            yield Link(words, words)
        elif entity.type == "email":
            yield Link(f"mailto:{words}", words)
    if message.quote is not None:
        yield from _quoted_links(message.quote.text, message.quote.entities)
    if message.link_preview_options is not None and message.link_preview_options.url:
        yield Link(str(message.link_preview_options.url), "")
    if message.reply_markup is not None:
        yield from _button_links(message)


def _quoted_links(text: str, marked: Iterable["MessageEntity"] | None) -> Iterator[Link]:
    for entity in marked or ():
        if entity.type == "text_link" and entity.url:
            yield Link(entity.url, covered(text, entity))


def _button_links(message: "Message") -> Iterator[Link]:
    for button in _buttons(message):
        opened = (button.url, button.web_app, button.login_url, button.copy_text)
        for target in filter(None, opened):
            yield Link(
                str(getattr(target, "url", None) or getattr(target, "text", target)), button.text
            )


def _buttons(message: "Message") -> Iterator[Any]:
    if message.reply_markup is not None:
        for row in message.reply_markup.inline_keyboard:
            yield from row


def _attachments(message: "Message") -> Iterator[Attachment]:
    if message.photo:
        largest = message.photo[-1]
        yield Attachment(largest.file_id, "photo", size=largest.file_size or 0)
    for kind in _FILES:
        file = getattr(message, kind)
        if file is not None:
            name = getattr(file, "file_name", None) or ""
            yield Attachment(file.file_id, kind, name, file.file_size or 0)


def _joined(*words: str | None) -> str:
    return " ".join(filter(None, words))
