"""Topics of a forum.

Source: core.telegram.org/bots/api, under the name of each method.
"""

from __future__ import annotations

from tests.fakes.telegram import rules
from tests.fakes.telegram.calling import Params, find_chat, method, need
from tests.fakes.telegram.rules import bad
from tests.fakes.telegram.world import Chat, Topic, User, World


@method
def createForumTopic(world: World, p: Params) -> object:
    chat = find_chat(world, p)
    _topics(world, chat)
    name = p.text("name")
    if not 1 <= rules.units(name) <= rules.MAX_TOPIC_NAME:
        raise bad("TOPIC_TITLE_EMPTY" if not name else "TOPIC_TITLE_TOO_LONG")
    topic = open_topic(world, chat, world.bot, name)
    return {"message_thread_id": topic.root.id, "name": name, "icon_color": 7322096}


def open_topic(world: World, chat: Chat, user: User, name: str) -> Topic:
    root = world.post(chat, user, {"forum_topic_created": {"name": name, "icon_color": 7322096}})
    root.body |= {"message_thread_id": root.id, "is_topic_message": True}
    chat.topics[root.id] = Topic(name, root)
    return chat.topics[root.id]


@method
def editForumTopic(world: World, p: Params) -> object:
    chat, topic = _topic(world, p)
    name = p.text("name")
    if rules.units(name) > rules.MAX_TOPIC_NAME:
        raise bad("TOPIC_TITLE_TOO_LONG")
    if name in ("", topic.name):
        raise bad("TOPIC_NOT_MODIFIED")
    topic.name = name
    world.post(chat, world.bot, {"forum_topic_edited": {"name": name}}, thread=topic.root.id)
    return True


@method
def closeForumTopic(world: World, p: Params) -> object:
    chat, topic = _topic(world, p)
    if not topic.is_open:
        raise bad("TOPIC_NOT_MODIFIED")
    topic.is_open = False
    world.post(chat, world.bot, {"forum_topic_closed": {}}, thread=topic.root.id)
    return True


@method
def reopenForumTopic(world: World, p: Params) -> object:
    chat, topic = _topic(world, p)
    if topic.is_open:
        raise bad("TOPIC_NOT_MODIFIED")
    topic.is_open = True
    world.post(chat, world.bot, {"forum_topic_reopened": {}}, thread=topic.root.id)
    return True


@method
def deleteForumTopic(world: World, p: Params) -> object:
    chat, topic = _topic(world, p)
    drop_topic(chat, topic)
    world.changed()
    return True


def drop_topic(chat: Chat, topic: Topic) -> None:
    topic.is_deleted = True
    for message in chat.messages.values():
        if message.thread == topic.root.id:
            message.is_deleted = True


def _topics(world: World, chat: Chat) -> None:
    if not chat.is_forum:
        raise bad("the chat is not a forum")
    need(world, chat, "can_manage_topics", "not enough rights to create a topic")


def _topic(world: World, p: Params) -> tuple[Chat, Topic]:
    chat = find_chat(world, p)
    _topics(world, chat)
    topic = chat.topics.get(p.number("message_thread_id"))
    if topic is None or topic.is_deleted:
        raise bad("TOPIC_ID_INVALID")
    return chat, topic
