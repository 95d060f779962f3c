"""How fast a bot may send (core.telegram.org/bots/faq#my-bot-is-hitting-limits)."""

from __future__ import annotations

from collections import defaultdict, deque

from tests.fakes.telegram.rules import ApiError

_RULES = (  # (how many, in how many seconds): all chats together, one chat, one group
    ("all", 30, 1.0),
    ("chat", 1, 1.0),
    ("group", 20, 60.0),
)
_BURST = 3  # "avoid sending more than one message per second; short bursts are allowed"


class SendLimits:
    """The documented limits as sliding windows; Telegram's own are near these and not told."""

    def __init__(self) -> None:
        self._sent: defaultdict[tuple[str, str], deque[float]] = defaultdict(deque)

    def check(self, chat_id: str, now: float) -> None:
        """Counts one send at `now`, or raises 429 with the seconds to wait."""
        windows = [
            (self._sent[name, "" if name == "all" else chat_id], count * burst, seconds * burst)
            for name, count, seconds in _RULES
            for burst in (_BURST if name == "chat" else 1,)
            if name != "group" or chat_id.startswith("-")
        ]
        for sent, count, seconds in windows:
            while sent and sent[0] <= now - seconds:
                sent.popleft()
            if len(sent) >= count:
                wait = max(1, round(sent[0] + seconds - now))
                raise ApiError(429, f"Too Many Requests: retry after {wait}", {"retry_after": wait})
        for sent, _, _ in windows:
            sent.append(now)
