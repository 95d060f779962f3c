"""Links that anybody may give: official, of the configuration, allowed by staff."""

from collections.abc import Iterator
from functools import cache
from itertools import accumulate

from publicsuffixlist import PublicSuffixList

from moderation.hosts import belongs, host
from moderation.subject import Context, path_of

_PEOPLES_PAGES = frozenset({"t.me", "telegram.me", "x.com", "twitter.com"})
# Where everybody has a page: what is allowed of these is the page, never the whole.
_SHARED = _PEOPLES_PAGES | frozenset({
    "discord.com", "discord.gg", "facebook.com", "github.com", "gitlab.com", "google.com",
    "instagram.com", "kakao.com", "line.me", "linkedin.com", "linktr.ee", "m.me", "medium.com",
    "notion.site", "notion.so", "pastebin.com", "qq.com", "reddit.com", "signal.me", "telegra.ph",
    "tiktok.com", "typeform.com", "jotform.com", "tally.so", "office.com", "forms.gle",
    "surveymonkey.com", "airtable.com", "vk.com", "wa.me", "weibo.com", "whatsapp.com",
    "yandex.ru", "youtu.be", "youtube.com",
    "bit.ly", "cutt.ly", "goo.gl", "is.gd", "ow.ly", "rb.gy", "rebrand.ly", "shorturl.at", "t.co",
    "t.ly", "tiny.cc", "tinyurl.com", "v.gd",
})  # fmt: skip


def is_listed(name: str, url: str, context: Context) -> bool:
    """By domain; places where everybody has a page (t.me) are listed with the page."""
    readable = host(name).name
    if belongs(readable, context.allowed):
        return True
    steps = path_of(url.partition("//")[2])
    if any(page in context.allowed for page in _pages(readable, steps)):
        return True
    return bool(steps) and readable in _PEOPLES_PAGES and steps[0].lstrip("@") in context.handles


def listing(name: str, url: str) -> str:
    """What to list so that this is free, and nothing of anybody else's: the domain, the part of it
    that one customer has (`name.vercel.app`), or the page. Empty for what is no host."""
    found = host(name)
    own = _customers().privatesuffix(found.name) if found.site else None
    if not own:
        return found.site
    if not _SHARED.isdisjoint({found.site, own}):
        return "/".join((found.name, *path_of(url.partition("//")[2])))
    return str(own)


def _pages(readable: str, steps: list[str]) -> Iterator[str]:
    """From the first step of the path to all of it."""
    return (f"{readable}/{page}" for page in accumulate(steps, "{}/{}".format))


@cache
def _customers() -> PublicSuffixList:
    """With the domains below which each name is somebody else's."""
    return PublicSuffixList(accept_unknown=False)
