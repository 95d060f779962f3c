"""What people are called, as last seen: for the boards, and to know who is thanked by name."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping

from core.events import Account, Place
from core.reputation.recent import keep


class Callings:
    """Of one running program, as long as it runs."""

    def __init__(self) -> None:
        self._names: OrderedDict[str, str] = OrderedDict()
        self._handles: OrderedDict[str, Account] = OrderedDict()
        self._renamed: OrderedDict[str, str] = OrderedDict()

    def note(self, account: Account, name: str, handle: str | None) -> None:
        """A platform may tell no name; somebody is known all the same."""
        before = self.name(account)
        if before and name and name != before:
            keep(self._renamed, str(account), name)
        keep(self._names, str(account), name or before)
        if handle:
            keep(self._handles, f"{account.platform}:{handle.lower()}", account)

    def name(self, account: Account) -> str:
        """Empty for one that was not seen."""
        return self._names.get(str(account), "")

    def has_written(self, account: Account) -> bool:
        return str(account) in self._names

    def named(self, place: Place, words: Iterable[str]) -> list[Account]:
        """Who is called by these @handles, as far as they have written."""
        handles = (f"{place.platform}:{word[1:].lower()}" for word in words if word[:1] == "@")
        return [self._handles[handle] for handle in handles if handle in self._handles]

    def renamed(self) -> dict[str, str]:
        """Accounts that are called something else now, until that is written."""
        return dict(self._renamed)

    def written(self, renamed: Mapping[str, str]) -> None:
        for account, name in renamed.items():
            if self._renamed.get(account) == name:  # else they have yet another one by now
                del self._renamed[account]

    def forget(self, account: Account) -> None:
        for named in (self._names, self._renamed):
            named.pop(str(account), None)
        for handle in [handle for handle, value in self._handles.items() if value == account]:
            del self._handles[handle]
