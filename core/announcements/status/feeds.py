"""The history as Atom (RFC 4287) and as JSON Feed (jsonfeed.org, version 1.1). Pure."""

from collections.abc import Sequence
from datetime import datetime
from html import escape

import msgspec


class Feed(msgspec.Struct, frozen=True):
    """`home` is the page of which it is the feed; its addresses begin with it."""

    title: str
    home: str
    language: str
    now: datetime


class Item(msgspec.Struct, frozen=True):
    number: int
    title: str
    html: str
    published: datetime
    updated: datetime

    def address(self, feed: Feed) -> str:
        return f"{feed.home}#no-{self.number}"


def atom(feed: Feed, items: Sequence[Item]) -> str:
    updated = max((item.updated for item in items), default=feed.now)
    entries = "".join(_entry(feed, item) for item in items)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{feed.language}">'
        f"<title>{escape(feed.title)}</title><id>{escape(feed.home)}</id>"
        f"<updated>{_time(updated)}</updated><author><name>{escape(feed.title)}</name></author>"
        f'<link href="{escape(feed.home)}"/>'
        f'<link rel="self" href="{escape(feed.home)}/feed.atom"/>{entries}</feed>\n'
    )


def _entry(feed: Feed, item: Item) -> str:
    address = escape(item.address(feed))
    return (
        f'<entry><title>{escape(item.title)}</title><id>{address}</id><link href="{address}"/>'
        f"<published>{_time(item.published)}</published><updated>{_time(item.updated)}</updated>"
        f'<content type="html">{escape(item.html)}</content></entry>'
    )


def json_feed(feed: Feed, items: Sequence[Item]) -> str:
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": f"{feed.home}/feed.json",
        "language": feed.language,
        "items": [
            {
                "id": item.address(feed),
                "url": item.address(feed),
                "title": item.title,
                "content_html": item.html,
                "date_published": _time(item.published),
                "date_modified": _time(item.updated),
            }
            for item in items
        ],
    }
    return msgspec.json.encode(document).decode()


def _time(at: datetime) -> str:
    """RFC 3339, whole seconds."""
    return at.isoformat(timespec="seconds")
