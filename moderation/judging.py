"""From a message of an event to what is said of it: as the rules see it, and what follows here."""

from hashlib import sha256

import msgspec

from core.config import ModerationMode
from core.events import MessageReceived
from core.feature import View
from moderation.deciding import ACTIONS, Decision, decide
from moderation.finding import Finding
from moderation.listed import listing
from moderation.notes import Judged
from moderation.subject import Message, Profile, Trust
from moderation.targets import parsed

_SHOWN = 16  # hex digits: of one account's names


def subject(event: MessageReceived, trust: Trust, bots: tuple[str, ...]) -> Message:
    return Message(
        text=event.text,
        trust=trust,
        shown=event.shown,
        links=event.links,
        mentions=len(event.mentions),
        files=len(event.attachments),
        edited=event.edited,
        as_channel=bool(event.as_channel),
        via_bot=event.via_bot is not None and str(event.via_bot) not in bots,
    )


def judged(
    findings: tuple[Finding, ...], trust: Trust, is_private: bool, view: View
) -> Judged | None:
    """In private only secrets matter: nobody else reads there."""
    rules = view.settings.moderation_rules or {}
    everywhere: ModerationMode = view.settings.moderation or "watch"
    best: Judged | None = None
    for mode in ("watch", "hold", "act"):
        heard = [
            finding
            for finding in findings
            if rules.get(finding.rule, everywhere) == mode
            and (not is_private or finding.rule == "secret")
        ]
        decision = decide(heard, trust, mode, view.settings.moderation_sure or {})
        if decision.because and (best is None or _is_stronger(decision, best.decision)):
            best = Judged(decision, decision.because, trust, mode)
    if rules.get("secret") == "off":
        return best
    return best and _about_its_secret(best, findings)


def _about_its_secret(best: Judged, findings: tuple[Finding, ...]) -> Judged:
    """Whatever else is done: who shows a secret has to hear of that, and nothing of it may stay."""
    leak = next((finding for finding in findings if finding.rule == "secret"), None)
    if leak is None or best.finding.rule == "secret":
        return best
    decision = Decision(best.decision.action, leak)
    return msgspec.structs.replace(best, decision=decision, finding=leak)


def _is_stronger(one: Decision, other: Decision) -> bool:
    return ACTIONS.index(one.action) > ACTIONS.index(other.action)


def pose(account: str, profile: Profile) -> str:
    """What stands for an account under a name, in a case about that name: it tells neither."""
    shown = (account, profile.name, profile.username, profile.tag)
    return sha256("\n".join(shown).encode("utf-8", "replace")).hexdigest()[:_SHOWN]


def about_name(judged: Judged | None, pose: str) -> Judged | None:
    """With what a moderator may clear where it is about a name."""
    if judged is None or judged.finding.rule != "impostor":
        return judged
    return msgspec.structs.replace(judged, site=pose)


def told(message: Message, judged: Judged) -> Judged:
    """With what to allow where it is about a link."""
    return msgspec.structs.replace(judged, site=_site(message, judged.finding))


def _site(message: Message, finding: Finding) -> str:
    """What to allow if the link that a finding is about is fine."""
    if finding.rule != "link":
        return ""
    for part in message.parts:
        for link in part.links:
            if (part.label, link.start) == (finding.part, finding.start):
                return listing(link.host, link.url)
    return next((listing(parsed(link.target).host, link.target) for link in message.links), "")
