"""Telegram's updates as it sends them, field for field, and what they say.

Shapes: core.telegram.org/bots/api#update and what it links to.
"""

import itertools
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from core.events import (
    Account,
    Event,
    JoinRequested,
    MemberJoined,
    MessageReceived,
    OwnMessageSeen,
    Place,
    PlaceChanged,
    PlaceJoined,
    PlaceLost,
    PlaceMoved,
    PlaceOpened,
    ReactionChanged,
)
from tests.contract.platforms.driver import Form, Recording
from tests.fakes.telegram import Chat, User
from tests.fakes.telegram.rules import Json, units
from tests.fakes.telegram.world import ADMIN_RIGHTS

FILE: Json = {"file_id": "f", "file_unique_id": "u"}
PHOTO: Json = {"photo": [{**FILE, "width": 1, "height": 1}]}
LEFT: Json = {"status": "left"}
MEMBER: Json = {"status": "member"}
KICKED: Json = {"status": "kicked", "until_date": 0}


class Pen:
    """Writes updates of Ann, under the next ids above all that the fake counts itself."""

    def __init__(self, ann: User, bot: User, group: Chat) -> None:
        self.ann, self.bot, self.group = ann.as_json(), bot.as_json(), group.as_json()
        self.private: Json = {"id": ann.id, "type": "private", "first_name": ann.name}
        self.account = Account("telegram", str(ann.id))
        self.crowd = Place("telegram", str(group.id))
        self.talk = Place("telegram", str(ann.id), private=True)
        self._updates, self._messages = itertools.count(10**9), itertools.count(1000)

    def update(self, kind: str, body: object) -> Json:
        return {"update_id": next(self._updates), kind: body}

    def message(self, **fields: Any) -> Json:
        head = {"from": self.ann, "chat": self.group, "date": int(time.time())}
        return {"message_id": next(self._messages), **head, **fields}

    def member_change(self, chat: Json, before: Json, after: Json, whom: Json) -> Json:
        return {
            "chat": chat,
            "from": self.ann,
            "date": int(time.time()),
            "old_chat_member": {"user": whom, **before},
            "new_chat_member": {"user": whom, **after},
        }


def recordings(pen: Pen) -> list[Recording]:
    """One for each kind of update that we ask Telegram for."""
    return [
        *_messages(pen),
        _press(pen),
        _reaction(pen),
        _own(pen),
        *_comings_and_goings(pen),
        *_house(pen),
        _request(pen),
    ]


def _messages(pen: Pen) -> list[Recording]:
    said = pen.message(chat=pen.private, text="hello")
    called = pen.message(
        text="/ask@example_guide_bot why",
        entities=[{"type": "bot_command", "offset": 0, "length": 22}],
    )
    in_topic = pen.message(text="hm", message_thread_id=31, is_topic_message=True)
    edited = pen.message(text="other words", edit_date=int(time.time()))
    topic = Place("telegram", pen.crowd.id, thread="31")
    return [
        _heard(pen, "message", said, pen.talk, text="hello", addressed=True),
        _heard(pen, "message", called, pen.crowd, text="/ask why", addressed=True),
        _heard(pen, "message", in_topic, topic, text="hm"),
        _heard(pen, "edited_message", edited, pen.crowd, text="other words", edited=True),
    ]


def _heard(pen: Pen, kind: str, body: Json, place: Place, **told: Any) -> Recording:
    update = pen.update(kind, body)
    event = MessageReceived(
        id=str(update["update_id"]),
        at=datetime.now(UTC),
        place=place,
        message=str(told.pop("message", body.get("message_id"))),
        author=pen.account,
        name="Ann",
        handle="ann_lee",
        locale="ko",
        **told,
    )
    return Recording(update, event)


def _press(pen: Pen) -> Recording:
    below = pen.message(**{"from": pen.bot}, text="Yes?")
    query = {
        "id": "77",
        "from": pen.ann,
        "message": below,
        "chat_instance": "1",
        "data": "/lang ko",
    }
    id_ = str(below["message_id"])
    told = {"text": "/lang ko", "message": id_, "pressed": id_, "addressed": True}
    return _heard(pen, "callback_query", query, pen.crowd, **told)


def _reaction(pen: Pen) -> Recording:
    body = {
        "chat": pen.group,
        "message_id": 31,
        "user": pen.ann,
        "date": int(time.time()),
        "old_reaction": [{"type": "emoji", "emoji": "👍"}],
        "new_reaction": [],
    }
    told: Json = {"message": "31", "before": ("👍",), "name": "Ann", "handle": "ann_lee"}
    told |= {"author": pen.account, "place": pen.crowd}
    return _happened(pen, "message_reaction", body, ReactionChanged, **told)


def _own(pen: Pen) -> Recording:
    body = pen.message(**{"from": pen.bot}, text="ours")
    told = {"message": str(body["message_id"])}
    return _happened(pen, "message", body, OwnMessageSeen, place=pen.crowd, **told)


def _comings_and_goings(pen: Pen) -> list[Recording]:
    who = {"author": pen.account, "name": "Ann"}
    joined = pen.member_change(pen.group, LEFT, MEMBER, pen.ann)
    added = pen.member_change(pen.group, LEFT, MEMBER, pen.bot)
    removed = pen.member_change(pen.group, MEMBER, KICKED, pen.bot)
    opened = pen.member_change(pen.private, KICKED, MEMBER, pen.bot)
    moved = pen.message(chat={"id": -7, "type": "group", "title": "Small"})
    moved["migrate_to_chat_id"] = int(pen.crowd.id)
    before = Place("telegram", "-7")
    about_us = {**who, "locale": "ko", "title": "Support"}
    return [
        _happened(
            pen, "chat_member", joined, MemberJoined, place=pen.crowd, handle="ann_lee", **who
        ),
        _happened(pen, "my_chat_member", added, PlaceJoined, place=pen.crowd, **about_us),
        _happened(pen, "my_chat_member", removed, PlaceLost, place=pen.crowd),
        _happened(pen, "my_chat_member", opened, PlaceOpened, place=pen.talk),
        _happened(pen, "message", moved, PlaceMoved, place=pen.crowd, before=before),
    ]


def _request(pen: Pen) -> Recording:
    request = {
        **{"chat": pen.group, "from": pen.ann, "date": int(time.time())},
        "user_chat_id": int(pen.talk.id),
    }
    who: Json = {"author": pen.account, "name": "Ann", "handle": "ann_lee", "locale": "ko"}
    told = who | {"place": pen.crowd, "talk": pen.talk}
    return _happened(pen, "chat_join_request", request, JoinRequested, **told)


def _house(pen: Pen) -> list[Recording]:
    """Of the group itself: its name, its picture, a new administrator, and what we lost."""
    rights = dict.fromkeys(ADMIN_RIGHTS, True) | {"can_be_edited": False, "is_anonymous": False}
    rights |= dict.fromkeys(("can_manage_video_chats", "can_post_stories"), False)
    rights |= dict.fromkeys(("can_edit_stories", "can_delete_stories"), False)
    chief: Json = {"status": "administrator", **rights}
    eve = {"id": 77, "is_bot": False, "first_name": "Eve"}
    powers = sorted(r.removeprefix("can_") for r in ADMIN_RIGHTS if r != "can_manage_chat")
    gained = ("administrator", *powers)
    who = {"author": pen.account, "place": pen.crowd}
    raised = pen.member_change(pen.group, MEMBER, chief, eve)
    fallen = pen.member_change(pen.group, chief, MEMBER, pen.bot)
    about_us = {"name": "Ann", "locale": "ko", "title": "Support", "lost": gained}
    titled = pen.message(new_chat_title="Help")
    painted = pen.message(new_chat_photo=PHOTO["photo"])
    eves = {"subject": "Eve", "account": Account("telegram", "77"), "rights": gained}
    return [
        _happened(pen, "message", titled, PlaceChanged, what="title", subject="Help", **who),
        _happened(pen, "message", painted, PlaceChanged, what="picture", **who),
        _happened(pen, "chat_member", raised, PlaceChanged, what="member", **eves, **who),
        _happened(pen, "my_chat_member", fallen, PlaceJoined, **about_us, **who),
    ]


def _happened(pen: Pen, kind: str, body: Json, event: type[Any], **told: Any) -> Recording:
    update = pen.update(kind, body)
    made: Event = event(id=str(update["update_id"]), at=datetime.now(UTC), **told)
    return Recording(update, made)


def forms(pen: Pen) -> Mapping[str, Form]:
    """Every way in which words reach a reader."""
    photo, origin = {**PHOTO, "caption": "how do I"}, {"type": "hidden_user", "date": 1}
    album = [pen.message(**photo, media_group_id="9"), pen.message(**PHOTO, media_group_id="9")]
    edit = pen.message(text="other words", edit_date=int(time.time()))
    return {
        "text": _form(pen, ["some words"], text="some words"),
        "caption": _form(pen, ["how do I"], **photo),
        "quote": _form(
            pen, ["hi", "your key"], text="hi", quote={"text": "your key", "position": 0}
        ),
        "forward": _form(
            pen, ["hi", "Eve"], text="hi", forward_origin=origin | {"sender_user_name": "Eve"}
        ),
        "poll": _form(pen, ["Send?", "Yes, all"], poll=_poll("Send?", "Yes, all")),
        "contact": _form(
            pen,
            ["Help Desk", "+1555"],
            contact={"first_name": "Help Desk", "phone_number": "+1555"},
        ),
        "hidden link": _hidden_link(pen),
        "bare link": _bare_link(pen),
        "button": _button(pen),
        "album": Form([pen.update("message", body) for body in album], ["how do I"]),
        "edit": Form([pen.update("edited_message", edit)], ["other words"]),
        "file name": _form(pen, ["seed.exe"], document={**FILE, "file_name": "seed.exe"}),
        "topic title": _form(
            pen, ["Free money"], forum_topic_created={"name": "Free money", "icon_color": 1}
        ),
        "own tag": _form(pen, ["hi", "Support"], text="hi", sender_tag="Support"),
    }


def strange(pen: Pen) -> list[Json]:
    """What a newer Telegram, or a broken one, may send; nothing of it is for us."""
    chatless = {"id": "1", "from": pen.ann, "chat_instance": "1", "data": "/lang ko"}
    return [
        pen.update("brand_new_kind", {"id": 1}),
        pen.update("message", {"message_id": 1}),
        pen.update("message", "no object"),
        pen.update("callback_query", chatless),
        pen.update("poll", {"id": "1"}),
        pen.update("message", pen.message(brand_new_service={"a": 1})),
    ]


def _form(
    pen: Pen, words: Sequence[str], links: Sequence[tuple[str, str]] = (), **content: Any
) -> Form:
    return Form([pen.update("message", pen.message(**content))], words, links)


def _hidden_link(pen: Pen) -> Form:
    text, target = "😀 press here now", "https://evil.example/x"
    entity = {"type": "text_link", "offset": units("😀 press "), "length": 4, "url": target}
    return _form(pen, [text], [(target, "here")], text=text, entities=[entity])


def _bare_link(pen: Pen) -> Form:
    entity = {"type": "url", "offset": 4, "length": 9}
    return _form(
        pen,
        ["see a.example"],
        [("a.example", "a.example")],
        text="see a.example",
        entities=[entity],
    )


def _button(pen: Pen) -> Form:
    markup = {"inline_keyboard": [[{"text": "Claim", "url": "https://evil.example"}]]}
    links = [("https://evil.example", "Claim")]
    return _form(pen, ["hi", "Claim"], links, text="hi", reply_markup=markup)


def _poll(question: str, option: str) -> Json:
    return {
        "id": "1",
        "question": question,
        "options": [{"text": option, "voter_count": 0, "persistent_id": "a"}],
        "total_voter_count": 0,
        "is_closed": False,
        "is_anonymous": True,
        "type": "regular",
        "allows_multiple_answers": False,
        "allows_revoting": True,
        "members_only": False,
    }
