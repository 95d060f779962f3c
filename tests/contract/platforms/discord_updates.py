"""Discord's gateway dispatches as it sends them, field for field, and what they say.

Shapes: discord.com/developers/docs/events/gateway-events and what it links to.
"""

import itertools
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from core.events import (
    Account,
    Event,
    MemberJoined,
    MemberRenamed,
    MessageDeleted,
    MessageReceived,
    MessageUnread,
    OwnMessageSeen,
    Place,
    PlaceChanged,
    PlaceJoined,
    PlaceLost,
    Quote,
    ReactionChanged,
    Shown,
)
from tests.contract.platforms.driver import Form, Recording
from tests.fakes.discord import Channel, FakeDiscord, User
from tests.fakes.discord.objects import EPOCH, snowflake
from tests.fakes.discord.rules import Json

NICK = "Ann of Support"
STRONG: Json = {"what": "role", "subject": "Strong", "rights": ("administrator",)}
POLL_BOT: Json = {"what": "integration", "subject": "Poll Bot"}
LOST: Json = {
    **{"author": None, "title": "Help", "missing": ()},
    "lost": (
        "delete_messages",
        "hold_newcomers",
        "manage_topics",
        "pin_messages",
        "restrict_members",
    ),
}
FILE: Json = {"id": "1", "size": 1, "url": "https://cdn.example/f", "proxy_url": ""}


class Pen:
    """Writes dispatches of Ann's, in sequence numbers above all that the fake counts itself."""

    def __init__(self, fake: FakeDiscord, ann: User, crowd: Channel, forum: Channel) -> None:
        assert crowd.guild is not None
        self.fake, self.ann, self.channel, self.forum = fake, ann, crowd, forum
        self.guild = crowd.guild
        self.account = Account("discord", str(ann.id))
        self.crowd = Place("discord", str(crowd.id))
        self.talk = Place("discord", str(ann.id), private=True)
        self._sequence = itertools.count(10**6)

    def dispatch(self, kind: str, data: object) -> Json:
        return {"op": 0, "t": kind, "s": next(self._sequence), "d": data}

    def message(self, *, private: bool = False, **fields: Any) -> Json:
        where: Json = {"channel_id": str(self.fake.dm(self.ann).id if private else self.channel.id)}
        if not private:
            is_ours = fields.get("author") == self.fake.bot.as_json()
            author = self.fake.bot if is_ours else self.ann
            member = self.guild.members[author.id].as_json(with_user=False)
            where |= {"guild_id": str(self.guild.id), "member": member}
        head = {
            **{"id": str(snowflake()), "type": 0, "flags": 0, "tts": False, "pinned": False},
            **{"author": self.ann.as_json(), "content": "", "timestamp": now().isoformat()},
            **{"edited_timestamp": None, "mentions": [], "mention_roles": [], "attachments": []},
            **{"mention_everyone": False, "embeds": [], "components": []},
        }
        return {**head, **where, **fields}

    def interaction(self, kind: int, data: Json, **fields: Any) -> Json:
        member = self.guild.members[self.ann.id].as_json()
        return {
            **{"id": str(snowflake()), "application_id": str(self.fake.bot.id), "type": kind},
            **{"token": f"t{next(self._sequence)}", "version": 1, "data": data, "locale": "ko"},
            **{"guild_id": str(self.guild.id), "channel_id": str(self.channel.id)},
            **{"channel": self.channel.as_json(), "member": member, "entitlements": []},
            **{"attachment_size_limit": 1, "authorizing_integration_owners": {}},
            **fields,
        }

    def heard(
        self, body: Json, place: Place, kind: str = "MESSAGE_CREATE", **told: Any
    ) -> Recording:
        event = MessageReceived(
            id=told.pop("id", body["id"]),
            at=now(),
            place=place,
            message=told.pop("message", body["id"]),
            author=self.account,
            name=self.ann.name,
            handle=self.ann.as_json()["username"],
            **told,
        )
        return Recording(self.dispatch(kind, body), event)

    def happened(self, kind: str, body: object, event: type[Any], **told: Any) -> Recording:
        made: Event = event(at=now(), **told)
        return Recording(self.dispatch(kind, body), made)


def now() -> datetime:
    return datetime.now(UTC)


def recordings(pen: Pen, session: str) -> list[Recording]:
    """One for each kind of dispatch that we listen to."""
    return [
        *_messages(pen),
        *_interactions(pen),
        *_reactions(pen, session),
        *_comings(pen, session),
        *_house(pen, session),
    ]


def _messages(pen: Pen) -> list[Recording]:
    said = pen.message(private=True, content="hello")
    called = pen.message(content=f"{pen.fake.mention} why", mentions=[pen.fake.bot.as_json()])
    thread = pen.fake.thread(pen.ann, pen.channel, "Fees")
    within = pen.message(channel_id=str(thread.id), content="hm")
    unread = pen.message(channel_id=str(thread.id))
    edited = pen.message(content="other words", edited_timestamp=now().isoformat())
    post = pen.fake.thread(pen.ann, pen.forum, "No mail comes")
    first = pen.message(id=str(post.id), channel_id=str(post.id), content="none at all")
    ours = pen.message(author=pen.fake.bot.as_json(), content="ours", nonce="7.0")
    gone = {"id": "31", "channel_id": str(pen.channel.id), "guild_id": str(pen.guild.id)}
    topic = Place("discord", pen.crowd.id, thread=str(thread.id))
    forum = Place("discord", str(pen.forum.id), thread=str(post.id))
    bot = Account("discord", str(pen.fake.bot.id))
    title = (Shown("title", "No mail comes"),)
    stamp = f"{edited['id']}.{edited['edited_timestamp']}"
    return [
        pen.heard(said, pen.talk, text="hello", addressed=True),
        pen.heard(called, pen.crowd, text="why", mentions=(bot,), addressed=True),
        pen.heard(within, topic, text="hm", thread_by=pen.account),
        pen.happened(
            "MESSAGE_CREATE",
            unread,
            MessageUnread,
            id=unread["id"],
            place=topic,
            message=unread["id"],
            author=pen.account,
            name=pen.ann.name,
            handle=pen.ann.as_json()["username"],
            thread_by=pen.account,
        ),
        pen.heard(
            first,
            forum,
            text="none at all",
            shown=title,
            opens_thread=True,
            thread_by=pen.account,
        ),
        pen.heard(edited, pen.crowd, "MESSAGE_UPDATE", id=stamp, text="other words", edited=True),
        pen.happened(
            "MESSAGE_CREATE",
            ours,
            OwnMessageSeen,
            id=ours["id"],
            place=pen.crowd,
            message=ours["id"],
            nonce="7.0",
        ),
        pen.happened(
            "MESSAGE_DELETE",
            gone,
            MessageDeleted,
            id="31.deleted",
            place=pen.crowd,
            messages=("31",),
        ),
    ]


def _interactions(pen: Pen) -> list[Recording]:
    options = [{"type": 3, "name": "question", "value": "why"}]
    slash = pen.interaction(2, {"id": "5", "name": "ask", "type": 1, "options": options})
    target = pen.message(content="where is it?")
    resolved = {"messages": {target["id"]: target}}
    menu = {"id": "6", "name": "Ask about this", "type": 3, "target_id": target["id"]}
    about = pen.interaction(2, menu | {"resolved": resolved})
    below = pen.message(author=pen.fake.bot.as_json(), content="Yes?")
    press = pen.interaction(3, {"component_type": 2, "custom_id": "/lang ko"}, message=below)
    quoted = Quote(
        id=target["id"], author=pen.account, name=pen.ann.name, text="where is it?", ours=False
    )
    pressed = {"text": "/lang ko", "message": below["id"], "pressed": below["id"]}
    return [
        _asked(pen, slash, "c", text="/ask why"),
        _asked(pen, about, "c", text="/ask", quoted=quoted),
        _asked(pen, press, "p", **pressed),
    ]


def _asked(pen: Pen, body: Json, kind: str, **told: Any) -> Recording:
    handle = f"{kind}.{body['id']}.{pen.ann.id}.{body['token']}"
    more = {"locale": "ko", "addressed": True, "reply_handle": handle}
    return pen.heard(body, pen.crowd, "INTERACTION_CREATE", **more, **told)


def _reactions(pen: Pen, session: str) -> list[Recording]:
    body = {
        **{"user_id": str(pen.ann.id), "message_id": "31", "channel_id": str(pen.channel.id)},
        **{"guild_id": str(pen.guild.id), "emoji": {"id": None, "name": "👍"}, "type": 0},
        "member": pen.guild.members[pen.ann.id].as_json(),
    }
    who = {"author": pen.account, "name": pen.ann.name, "message": "31", "place": pen.crowd}
    who |= {"handle": pen.ann.as_json()["username"]}
    made = []
    for kind, change in (("ADD", {"after": ("👍",)}), ("REMOVE", {"before": ("👍",)})):
        dispatch = pen.dispatch(f"MESSAGE_REACTION_{kind}", body)
        id_ = f"{session}.{dispatch['s']}"
        made.append(Recording(dispatch, ReactionChanged(id=id_, at=now(), **who, **change)))  # type: ignore[arg-type]
    return made


def _comings(pen: Pen, session: str) -> list[Recording]:
    eve = pen.fake.user("Eve")
    joined = {
        **{"guild_id": str(pen.guild.id), "user": eve.as_json(), "roles": [], "flags": 0},
        "joined_at": now().isoformat(),
    }
    arrived = _server(pen)
    front = Place("discord", arrived["channels"][0]["id"])
    lost = pen.dispatch("GUILD_DELETE", {"id": arrived["id"]})
    channel = {"id": str(snowflake()), "type": 0, "guild_id": str(pen.guild.id), "name": "old"}
    return [
        pen.happened(
            "GUILD_MEMBER_ADD",
            joined,
            MemberJoined,
            id=f"{pen.guild.id}.{eve.id}.{joined['joined_at']}",
            place=pen.crowd,
            author=Account("discord", str(eve.id)),
            name="Eve",
            handle="eve",
            created_at=datetime.fromtimestamp(((eve.id >> 22) + EPOCH) / 1_000, UTC),
        ),
        pen.happened(
            "GUILD_CREATE",
            arrived,
            PlaceJoined,
            id=f"{arrived['id']}.{arrived['joined_at']}",
            place=front,
            author=None,
            title="Elsewhere",
        ),
        Recording(lost, PlaceLost(id=f"{session}.{lost['s']}", at=now(), place=front)),
        pen.happened(
            "CHANNEL_DELETE",
            channel,
            PlaceLost,
            id=f"{channel['id']}.gone",
            place=Place("discord", str(channel["id"])),
        ),
    ]


def _house(pen: Pen, session: str) -> list[Recording]:
    """Of the server itself: names, roles, webhooks, and what we lost."""
    where = {"guild_id": str(pen.guild.id)}
    member = pen.guild.members[pen.ann.id].as_json() | where
    called = pen.guild.as_json() | {"name": "Help"}
    painted = called | {"icon": "a1"}
    strong = {"id": str(snowflake()), "name": "Strong", "permissions": "8", "position": 1}
    hooked = where | {"channel_id": str(pen.channel.id)}
    linked = where | {"id": "9", "name": "Poll Bot", "type": "discord", "application": {"id": "9"}}
    weak = pen.fake.bots_role(pen.guild).as_json() | {"permissions": "0"}
    known = {"author": pen.account, "name": NICK, "handle": pen.ann.as_json()["username"]}
    made = [
        ("GUILD_MEMBER_UPDATE", member | {"nick": NICK}, MemberRenamed, "name", known),
        ("GUILD_UPDATE", called, PlaceChanged, "title", {"what": "title", "subject": "Help"}),
        ("GUILD_UPDATE", painted, PlaceChanged, "picture", {"what": "picture"}),
        ("GUILD_ROLE_CREATE", where | {"role": strong}, PlaceChanged, "role", STRONG),
        ("WEBHOOKS_UPDATE", hooked, PlaceChanged, "webhook", {"what": "webhook"}),
        ("INTEGRATION_CREATE", linked, PlaceChanged, "integration", POLL_BOT),
        ("GUILD_ROLE_UPDATE", where | {"role": weak}, PlaceJoined, "lost", LOST),
    ]
    found = []
    for kind, body, event, suffix, told in made:
        dispatch = pen.dispatch(kind, body)
        id_ = f"{session}.{dispatch['s']}.{suffix}"
        happened = event(id=id_, at=now(), place=pen.crowd, **told)
        found.append(Recording(dispatch, happened))
    return found


def _server(pen: Pen) -> Json:
    id_, us = str(snowflake()), pen.guild.members[pen.fake.bot.id].as_json()
    everyone = {"id": id_, "name": "@everyone", "permissions": str((1 << 52) - 1)}
    channel = {"id": str(snowflake()), "type": 0, "name": "general", "position": 0}
    return {
        **{"id": id_, "name": "Elsewhere", "joined_at": now().isoformat(), "roles": [everyone]},
        **{"channels": [channel], "threads": [], "members": [us | {"roles": []}]},
    }


def forms(pen: Pen) -> Mapping[str, Form | None]:
    """Every way in which words reach a reader."""
    edit = pen.message(content="other words", edited_timestamp=now().isoformat())
    quoted = pen.message(content="your key")
    reply: Json = {
        **{"content": "hi", "type": 19, "referenced_message": quoted},
        "message_reference": {"type": 0, "message_id": quoted["id"]},
    }
    snapshot = {"message": {"content": "Eve's words", "embeds": [], "attachments": []}}
    forward: Json = {
        "message_snapshots": [snapshot],
        "message_reference": {"type": 1, "message_id": "5", "channel_id": "6"},
    }
    tag = pen.ann.as_json() | {"primary_guild": {"tag": "HELP", "identity_enabled": True}}
    return {
        "text": _form(pen, ["some words"], content="some words"),
        "caption": _form(
            pen,
            ["how do I", "of my screen"],
            content="how do I",
            attachments=[FILE | {"filename": "a.png", "description": "of my screen"}],
        ),
        "quote": _form(pen, ["hi"], **reply),
        "forward": _form(pen, ["Eve's words"], **forward),
        "poll": _form(pen, ["Send?", "Yes, all"], poll=_poll("Send?", "Yes, all")),
        "contact": None,
        "hidden link": _hidden_link(pen),
        "bare link": _form(
            pen,
            ["see https://a.example"],
            [("https://a.example", "https://a.example")],
            content="see https://a.example.",
        ),
        "button": _button(pen),
        "album": None,
        "edit": Form([pen.dispatch("MESSAGE_UPDATE", edit)], ["other words"]),
        "file name": _form(pen, ["seed.exe"], attachments=[FILE | {"filename": "seed.exe"}]),
        "topic title": _form(pen, ["Free money"], content="Free money", type=18),
        "own tag": _form(pen, ["hi", "HELP"], content="hi", author=tag),
    }


def strange(pen: Pen) -> list[Json]:
    """What a newer Discord, or a broken one, may send; nothing of it is for us."""
    bare = pen.interaction(3, {"custom_id": "x"})
    return [
        pen.dispatch("BRAND_NEW_KIND", {"id": 1}),
        pen.dispatch("MESSAGE_CREATE", {"id": "1"}),
        pen.dispatch("MESSAGE_CREATE", "no object"),
        pen.dispatch("MESSAGE_UPDATE", {"id": "1", "channel_id": str(pen.channel.id)}),
        pen.dispatch("MESSAGE_CREATE", pen.message(author=None)),
        pen.dispatch("GUILD_MEMBER_ADD", {"guild_id": None, "user": None}),
        pen.dispatch("INTERACTION_CREATE", {"id": "1", "type": 99}),
        pen.dispatch("INTERACTION_CREATE", bare),
        pen.dispatch("MESSAGE_CREATE", pen.message(type=7)),
        {"op": 42, "t": None, "s": None, "d": {"a": 1}},
    ]


def _form(
    pen: Pen, words: Sequence[str], links: Sequence[tuple[str, str]] = (), **content: Any
) -> Form:
    return Form([pen.dispatch("MESSAGE_CREATE", pen.message(**content))], words, links)


def _hidden_link(pen: Pen) -> Form:
    embed = {"title": "A gift", "description": "for you", "url": "https://evil.example/y"}
    text = "😀 press [here](<https://evil.example/x> 'safe') now"
    links = [("https://evil.example/x", "here"), ("https://evil.example/y", "A gift")]
    return _form(pen, ["press", "A gift", "for you"], links, content=text, embeds=[embed])


def _button(pen: Pen) -> Form:
    claim = {"type": 2, "style": 5, "label": "Claim", "url": "https://evil.example"}
    text = {"type": 10, "content": "All of it"}
    nested = {"type": 17, "components": [text, {"type": 1, "components": [claim]}]}
    links = [("https://evil.example", "Claim")]
    return _form(pen, ["hi", "Claim", "All of it"], links, content="hi", components=[nested])


def _poll(question: str, answer: str) -> Json:
    answers = [{"answer_id": 1, "poll_media": {"text": answer}}]
    return {"question": {"text": question}, "answers": answers, "layout_type": 1}
