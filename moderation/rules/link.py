"""Does it lead somewhere that we do not know, or to a place that pretends to be ours?

Official domains and those of the community's list are free. From newcomers every other link is
held; from others only what deceives: look-alike domains of protected brands, a text that names
another target, something before an @ in the address, bare addresses of computers, odd schemes, a
disguised spelling. No link of anybody's is ever opened.
"""

from collections.abc import Iterator

import msgspec

from core.events import Link
from moderation.finding import Finding, RuleId
from moderation.hosts import belongs, host, is_address, is_at_home, pretends
from moderation.listed import is_listed
from moderation.subject import Context, Domain, Message, Subject
from moderation.targets import parsed
from moderation.written import Written, written

ID: RuleId = "link"
NEEDS = ("messages", "edits", "see_messages", "delete_messages")

UNLISTED, LOOK_ALIKE, DENIED = "unlisted", "look-alike", "denied"
EDITED = "edited-in"  # an unlisted one, in an edit: what somebody known wrote first was read by all
DECEPTIVE, USERINFO, ADDRESS, ODD, DISGUISED = (
    "deceptive",
    "userinfo",
    "address",
    "odd",
    "disguised",
)


def find(subject: Subject, context: Context) -> Iterator[Finding]:
    match subject:
        case Domain(name=name):
            if certainty := _pretends(parsed(name).host or name, context):
                yield Finding(ID, LOOK_ALIKE, certainty, 0, len(name))
        case Message():
            for found in (*_in_texts(subject, context), *_behind_words(subject, context)):
                is_late = subject.edited and found.why == UNLISTED
                yield msgspec.structs.replace(found, why=EDITED) if is_late else found


def _in_texts(message: Message, context: Context) -> Iterator[Finding]:
    verdicts: dict[tuple[str, str, bool], tuple[str, float] | None] = {}
    for part in message.parts:
        for link in part.links:
            seen = link.url, link.host, link.spelt  # a flood repeats one
            if seen not in verdicts:
                verdicts[seen] = _judge(link, context)
            if judged := verdicts[seen]:
                yield Finding(ID, *judged, link.start, link.end, part.label)


def _behind_words(message: Message, context: Context) -> Iterator[Finding]:
    for link in message.links:
        if judged := _judge_hidden(link, context):
            yield Finding(ID, *judged, *_place_of(link, message))


def _judge(link: Written, context: Context) -> tuple[str, float] | None:
    """(why, certainty); None for a link that anybody may give."""
    name = link.host
    if link.userinfo:
        return USERINFO, 0.95
    if link.odd:
        return ODD, 0.8
    if is_address(name):
        # Where nobody is to tap, people speak of their router.
        return None if link.url == f"//{name}" and is_at_home(name) else (ADDRESS, 0.9)
    if _is_denied(name, context):
        return DENIED, 1.0
    if is_listed(name, link.url, context):
        return _judge_inner(link, context)
    if certainty := _pretends(name, context):
        return LOOK_ALIKE, certainty
    return (DISGUISED, 0.85) if link.spelt else (UNLISTED, 0.9)


def _judge_inner(link: Written, context: Context) -> tuple[str, float] | None:
    """A listed site may forward to any other."""
    for url in link.inner:
        name = parsed(url).host
        if name and not belongs(host(name).name, context.allowed):
            return DECEPTIVE, 0.8
    return None


def _judge_hidden(link: Link, context: Context) -> tuple[str, float] | None:
    """A target that the platform told us, and the words it hides behind."""
    target = parsed(link.target)
    if target.odd and target.host == "user":  # a mention of a person, as Telegram links them
        return None
    url = Written(
        link.target, target.host, 0, 0,
        userinfo=target.userinfo, odd=target.odd, inner=target.inner,
    )  # fmt: skip
    judged = _judge(url, context)
    if judged and judged[0] in (UNLISTED, DISGUISED):
        named = [host(shown.host) for shown in written(link.text)]
        if any(one.site and one.site != host(target.host).site for one in named):
            return DECEPTIVE, 0.95
    return judged


def _place_of(link: Link, message: Message) -> tuple[int, int]:
    start = message.text.find(link.text) if link.text else -1
    return (0, len(message.text)) if start < 0 else (start, start + len(link.text))


def _pretends(name: str, context: Context) -> float:
    one = host(name)
    return 0.0 if belongs(one.name, context.allowed) else pretends(one, context.protected)


def _is_denied(name: str, context: Context) -> bool:
    return bool(context.denied) and belongs(host(name).name, context.denied)
