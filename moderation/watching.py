"""Every event is judged before any transaction: what moderation hears, and what it makes of it."""

from collections import OrderedDict
from dataclasses import replace
from datetime import timedelta

import msgspec

from core.config import ModerationMode
from core.events import (
    Account,
    Event,
    JoinRequested,
    MemberJoined,
    MemberRenamed,
    MessageReceived,
    Place,
    ReactionChanged,
)
from core.feature import View
from core.moments import from_micros
from moderation import engine, judging
from moderation.deciding import Mode
from moderation.finding import Finding
from moderation.memory import Author, Key, Memory
from moderation.notes import Arrived, Came, Copy, Judged, Named, Note, Spoke, Unspoken
from moderation.raids import Raids
from moderation.rules import secret, spam
from moderation.subject import Context, Profile, Trust
from moderation.surroundings import Surroundings

MOST_ALBUMS = 500  # that were found wanting


class Watch:
    """Judges events. Counting in memory is its only effect."""

    def __init__(self, memory: Memory, raids: Raids) -> None:
        self.memory = memory
        self._raids = raids
        self._around = Surroundings()
        self._albums: OrderedDict[tuple[str, str], Judged] = OrderedDict()
        self._recalled: object = None

    def concerns(self, event: Event, view: View) -> Note | None:
        if (kept := view.snapshots["raids"]) is not self._recalled:
            self._recalled = kept
            self._raids.recall(kept)
        match event:
            case MessageReceived(pressed=None):
                return self._in_raid(event, self._message(event, view), view)
            case MemberJoined(is_bot=False):
                return self._came(event, view) or self._joined(event, view) or _arrived(view)
            case JoinRequested(is_bot=False):
                return self._renamed(event, view) or (event if view.settings.gate else None)
            case ReactionChanged(name=name) | MemberRenamed(name=name) if name:
                return self._renamed(event, view)
        return None

    def _in_raid(self, event: MessageReceived, judged: Judged | None, view: View) -> Note | None:
        """A secret is a secret there, too."""
        raid = self._raids.of(event.author, event.at) if event.author else None
        mode = _mode_of_raids(view)
        if raid is None or mode in (None, "watch") or event.place.private:
            return judged
        if view.config.moderation.dry_run:
            return judged
        if self._is_exempt(str(event.author), view):
            return judged  # became staff since
        if judged is not None and judged.finding.rule == "secret":
            return judged
        return Spoke(raid.chat, raid.began, judged is not None and judged.removes, mode)

    def _came(self, event: MemberJoined, view: View) -> Came | None:
        """Who has been known here for long comes with no raid."""
        key = (event.place.chat, str(event.author))
        mode = _mode_of_raids(view)
        if mode is None or self._is_exempt(key[1], view):
            return None
        if self._trust(key, self.memory.author(key, event.at), view) != "new":
            return None
        config = view.config.moderation
        lasts = timedelta(minutes=config.raid_minutes)
        fewest = view.settings.limits.raid_joins or config.raid_joins
        wave = self._raids.joined(event, fewest, lasts)
        if wave is None:
            return None
        return Came(wave.raid.began, wave.accounts, wave.raid.until, wave.begins, mode)

    def _message(self, event: MessageReceived, view: View) -> Judged | None:
        if event.author is None:
            return self._of_nobody(event, view)
        if self._is_exempt(str(event.author), view):
            return self._of_ours(event, view)
        config = view.config.moderation
        key = (event.place.chat, str(event.author))
        author = self.memory.author(key, event.at)
        trust = self._trust(key, author, view)
        message = judging.subject(event, trust, config.bots)
        plain = message.parts[0].plain
        message = replace(message, recent=self.memory.recent(event, plain))
        findings = engine.examine(message, self.context(view))
        if not event.place.private:
            findings += self._of_the_name(event, author, trust, view)
        judged = self._whole(event, judging.judged(findings, trust, event.place.private, view))
        if judged is not None:
            judged = judging.about_name(judging.told(message, judged), author.pose)
        judged = self._with_album(event, judged)
        if judged is not None and any(found.why == spam.WAVE for found in findings):
            judged = self._in_wave(event, plain, judged, view)
        if judged is None:
            self.memory.count_clean(event, _clean_ones(view))
        self.memory.note(event, plain)
        return judged

    def _with_album(self, event: MessageReceived, judged: Judged | None) -> Judged | None:
        """Its pictures come one by one: what came before goes with the one that is judged, and so
        does what comes after. What somebody showed by mistake stands under one picture alone."""
        key = (event.place.key, event.album or "")
        if event.album is None or (judged and judged.finding.rule in ("secret", "personal")):
            return judged
        if judged is None or not judged.removes:
            return self._albums.get(key) or judged
        self._albums[key] = judged
        if len(self._albums) > MOST_ALBUMS:
            self._albums.popitem(last=False)
        return msgspec.structs.replace(judged, parts=self.memory.rest_of_album(event))

    def _in_wave(self, event: MessageReceived, plain: str, judged: Judged, view: View) -> Judged:
        """Of newcomers. Secrets, personal data and names are each a matter of their own."""
        is_shared = judged.finding.rule in ("spam", "link", "private_contact")
        if judged.trust != "new" or not is_shared:
            return judged
        wave, before = self.memory.wave(event, plain)
        others = ((Account.parse(said.author), said) for said in before)
        copied = tuple(
            Copy(at := Place.at(said.place), said.message, who, self.memory.presented(at, who))
            for who, said in others
            if who != event.author and self.is_newcomer(who, event.place, view)
        )
        return msgspec.structs.replace(judged, wave=wave, copied=copied)

    def _of_nobody(self, event: MessageReceived, view: View) -> Judged | None:
        """A channel or a webhook: it is new here for ever, or listed with the bots."""
        posted_as = f"{event.place.platform}:{event.as_channel}"
        if not event.as_channel or self._is_exempt(posted_as, view):
            return self._of_ours(event, view)
        message = judging.subject(event, "new", view.config.moderation.bots)
        profile = Profile(name=event.name, username=event.handle or "")
        around = self.context(view)
        pose = judging.pose(posted_as, profile)
        findings = engine.examine(message, around)
        if pose not in view.snapshots["cleared"]:
            findings += engine.examine(profile, around)
        judged = judging.judged(findings, "new", event.place.private, view)
        if judged is None or judged.finding.rule == "link":
            return judged and judging.told(message, judged)
        return msgspec.structs.replace(judged, site=pose)

    def _of_ours(self, event: MessageReceived, view: View) -> Judged | None:
        """Of what staff and listed bots write, and administrators behind the group's name, nothing
        matters but a secret: it is theirs, or somebody gave it to them."""
        if view.in_staff_place:
            return None
        message = judging.subject(event, "trusted", view.config.moderation.bots)
        plain = message.parts[0].plain
        if event.author is not None:
            message = replace(message, recent=self.memory.recent(event, plain))
        findings = tuple(secret.find(message, self.context(view)))
        judged = self._whole(event, judging.judged(findings, "trusted", event.place.private, view))
        if event.author is not None:
            self.memory.note(event, plain, is_ours=True)
        return judged

    def _whole(self, event: MessageReceived, judged: Judged | None) -> Judged | None:
        """With the messages that it completes."""
        if judged is None or judged.finding.why != secret.SPREAD:
            return judged
        return msgspec.structs.replace(judged, also=tuple(self.memory.messages_before(event)))

    def _joined(self, event: MemberJoined, view: View) -> Judged | None:
        key = (event.place.chat, str(event.author))
        if self._is_exempt(key[1], view):
            return None
        author = self.memory.arrived(key, event.at)
        author.presented = (event.name, event.handle or "")
        trust = self._trust(key, author, view)
        profile = Profile(name=event.name, username=event.handle or "", trust=trust)
        judged = judging.judged(self._posing(key[1], profile, author, view), trust, False, view)
        return judging.about_name(judged, author.pose)

    def _renamed(self, event: Unspoken, view: View) -> Judged | None:
        key = (event.place.chat, str(event.author))
        if event.author is None or event.place.private or self._is_exempt(key[1], view):
            return None
        author = self.memory.author(key, event.at)
        trust = self._trust(key, author, view)
        findings = self._of_the_name(event, author, trust, view)
        return judging.about_name(judging.judged(findings, trust, False, view), author.pose)

    def _of_the_name(
        self, event: Named, author: Author, trust: Trust, view: View
    ) -> tuple[Finding, ...]:
        """A name is judged when it is first seen, when it has changed, whenever it asks to come in,
        and with each message as long as it is like ours. A tag is not shown beside a reaction."""
        tag = _tag_of(event, author.tag)
        presented = (event.name, event.handle or "")
        is_known = (presented, tag) == (author.presented, author.tag)
        speaks = isinstance(event, MessageReceived) and author.pose
        if is_known and not speaks and not isinstance(event, JoinRequested):
            return ()
        author.presented, author.tag = presented, tag
        profile = Profile(name=event.name, username=presented[1], tag=tag, trust=trust)
        return self._posing(str(event.author), profile, author, view)

    def _posing(
        self, account: str, profile: Profile, author: Author, view: View
    ) -> tuple[Finding, ...]:
        """Nothing about a name that a moderator has cleared."""
        pose = judging.pose(account, profile)
        findings: tuple[Finding, ...] = ()
        if pose not in view.snapshots["cleared"]:
            findings = engine.examine(profile, self.context(view))
        author.pose = pose if findings else ""
        return findings

    def context(self, view: View) -> Context:
        return self._around.context(view.config, view.snapshots["links"], view.settings.limits)

    def is_newcomer(self, account: Account, place: Place, view: View) -> bool:
        """Neither staff nor known nor trusted."""
        key = (place.chat, str(account))
        if self._is_exempt(key[1], view):
            return False
        return self._trust(key, self.memory.author(key, view.now), view) == "new"

    def _is_exempt(self, account: str, view: View) -> bool:
        """Staff and listed bots are never acted on, and only staff is heard in a staff place."""
        config = view.config
        return (
            account in config.staff.admins
            or view.snapshots["roles"].get(account) == "moderator"
            or account in config.moderation.bots
            or view.in_staff_place
        )

    def _trust(self, key: Key, author: Author, view: View) -> Trust:
        if view.snapshots["roles"].get(key[1]) == "helper":
            return "trusted"
        _remember(author, view.snapshots["standing"].get(key))
        days = view.settings.limits.newcomer_days or view.config.moderation.newcomer_days
        is_old = view.now - author.since >= timedelta(days=days)
        return "known" if is_old and author.clean >= _clean_ones(view) else "new"


def _clean_ones(view: View) -> int:
    """Messages that make somebody known."""
    return view.settings.limits.newcomer_messages or view.config.moderation.newcomer_messages


def _tag_of(event: Named, known: str) -> str:
    match event:
        case MemberRenamed():
            return event.tag
        case MessageReceived():
            return next((part.text for part in event.shown if part.label == "tag"), "")
        case _:
            return known


def _arrived(view: View) -> Arrived | None:
    return Arrived() if view.settings.welcome else None


def _mode_of_raids(view: View) -> Mode | None:
    rules = view.settings.moderation_rules or {}
    mode: ModerationMode = rules.get("raid", view.settings.moderation or "watch")
    return None if mode == "off" else mode


def _remember(author: Author, written: tuple[int, int] | None) -> None:
    """What was counted before this start."""
    if written is not None:
        author.since = min(author.since, from_micros(written[0]))
        author.clean = max(author.clean, written[1])
