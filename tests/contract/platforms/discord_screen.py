"""What a client makes of a message's content: the words that are seen, and what of them is live.

The rules of support.discord.com's "Markdown Text 101" and reference#message-formatting, written
apart from those that the adapter escapes by.
"""

import re
from collections.abc import Mapping

_TOKEN = re.compile(
    r"""
    \\(?P<escaped>[!-/:-@\[-`{-~])
  | ```(?:[\w+-]*\n)?(?P<block>.+?)\n?```
  | (?P<ticks>`+)(?P<code>.+?)(?P=ticks)(?!`)
  | \[(?P<label>(?:\\.|[^\]\\])+)\]\(<?(?P<target>https?://[^\s>)]+)>?\)
  | <(?P<bare>https?://[^\s>]+)>
  | <@!?(?P<person>\d+)>
  | (?P<special><(?:@&|\#|/[^:>]+:|a?:\w+:|t:)[^>]*>)
  | (?P<url>https?://[^\s<]+)
  | (?P<everyone>@(?:everyone|here))
  | (?P<mark>\*\*\*|\*\*|\*|__|_|~~|\|\|)
  | (?P<line>^(?:>[ ]|-\#[ ]|\#{1,3}[ ]|[-*][ ]))
    """,
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)


def read(content: str, names: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """The words as they are seen, and whatever can be clicked or calls somebody. `names` are the
    display names by id."""
    live: list[str] = []

    def seen(found: re.Match[str]) -> str:
        part = found.groupdict()
        if part["label"]:
            live.append(part["target"])
            return read(part["label"], names)[0]
        for kind in ("bare", "special", "url", "everyone"):
            if part[kind]:
                live.append(part[kind])
                return str(part[kind])
        if part["person"]:
            live.append(part["person"])
            return names.get(part["person"], "@unknown-user")
        return part["escaped"] or part["block"] or (part["code"] or "").strip(" ")

    return _TOKEN.sub(seen, content), tuple(live)
