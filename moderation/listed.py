"""Links that anybody may give: official, of the configuration, allowed by staff."""

from moderation.hosts import belongs, host
from moderation.subject import Context

_PEOPLES_PAGES = frozenset({"t.me", "telegram.me", "x.com", "twitter.com"})


def is_listed(name: str, url: str, context: Context) -> bool:
    """By domain; places where everybody has a page (t.me) are listed with the page."""
    readable = host(name).name
    if belongs(readable, context.allowed):
        return True
    page = url.partition("//")[2].partition("/")[2].partition("?")[0].partition("/")[0].lower()
    if not page:
        return False
    return f"{readable}/{page}" in context.allowed or (
        readable in _PEOPLES_PAGES and page.lstrip("@") in context.handles
    )
