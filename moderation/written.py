"""Links as people write them: hidden, broken up, spelt out. Nothing is ever fetched."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Set
from functools import lru_cache

import msgspec

from core import bytewise
from moderation import hints, signs, windows
from moderation.folding import letters
from moderation.hosts import host, is_address
from moderation.plainness import plain, shifts
from moderation.shapes import LEET
from moderation.targets import parsed

_LONGEST_LABELS = 128
_LONGEST_SCHEME = 18
_LONGEST_SPACED = 256
_BREAKS = hints.DOTS | hints.PATHS | hints.ODD_BEHIND


class Written(msgspec.Struct, frozen=True):
    """A link in a text. `host` as written in it; `spelt`: disguised, so that only people see it;
    `userinfo`: something stands before an @ in it; `odd`: no link to a web page;
    `inner`: links that it carries on to."""

    url: str
    host: str
    start: int
    end: int
    spelt: bool = False
    userinfo: bool = False
    odd: bool = False
    inner: tuple[str, ...] = ()


def written(text: str) -> list[Written]:
    """Every link that a reader can see, with its place in `text`, in the order of the ways to
    write one; linear in the length."""
    unusual = bytewise.unusual(text)
    plain_text = plain(text, unusual)
    return Reading(text, plain_text, unusual, hints.places(plain_text.encode())).links()


class Spans:
    """Places that are taken already."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._spans = sorted(spans)
        self._starts = [start for start, _end in self._spans]

    def meet(self, start: int, end: int) -> bool:
        place = bisect_left(self._starts, end)
        return place > 0 and self._spans[place - 1][1] > start

    def hold(self, start: int, end: int) -> bool:
        """One of them the whole."""
        place = bisect_right(self._starts, start)
        return place > 0 and self._spans[place - 1][1] >= end


class Reading:
    """A text as a reader, or a client that looks for links, takes it."""

    def __init__(self, text: str, plain: str, unusual: Set[str], places: windows.Places) -> None:
        """`plain` is `plain(text)`, `unusual` are the signs of `text` that `bytewise` calls so, and
        `places` those of the hints in `plain`."""
        self._text = text
        self._plain = plain
        self._unusual = unusual
        self._places = places
        self._is_same = not unusual
        self._shifts: tuple[list[int], list[int]] | None = None
        self._taken = Spans(())

    def links(self) -> list[Written]:
        found: list[Written] = []
        for way in (self._urls, self._dotted, self._broken, self._spaced, self._invites):
            if more := [link for link in way() if not self._taken.meet(link.start, link.end)]:
                found += more
                self._taken = Spans((link.start, link.end) for link in found)
        return found

    def _urls(self) -> Iterator[Written]:
        last = 0
        for sign in signs.AFTER_SCHEME.finditer(self._plain):
            if sign.start() < last:
                continue
            start = max(last, sign.start() - _LONGEST_SCHEME)
            head = signs.SCHEME.search(self._plain, start, sign.end() + 6)
            rest = head and signs.REST.match(self._plain, head.end())
            if head and rest:
                last = rest.end()
                url = signs.BLANKS.sub("", head[0]) + rest[0]
                yield self._written(head.start(), last, url.rstrip(".,;:!?)]}。，、»”’"))

    def _dotted(self) -> Iterator[Written]:
        last = 0
        for dot in signs.AFTER_DOT.finditer(self._plain):
            if dot.start() < last or self._is_taken(dot.start()):
                continue
            start, last = self._run_around(dot.start(), last)
            for match in signs.DOTTED.finditer(self._plain, start, last):
                is_taken = self._taken.hold(*self._span(*match.span()))
                if not is_taken and (link := self._checked(*match.span(), match[0])):
                    yield link

    def _is_taken(self, place: int) -> bool:
        place = self._place(place)
        return self._taken.hold(place, place + 1)

    def _run_around(self, place: int, last: int) -> tuple[int, int]:
        """What stands between two blanks."""
        start, end = last, len(self._plain)
        for blank in " \n":
            start = max(start, self._plain.rfind(blank, start, place) + 1)
            found = self._plain.find(blank, place, end)
            end = found if found >= 0 else end
        return start, end

    def _checked(self, start: int, end: int, url: str) -> Written | None:
        if self._plain[end : end + 1] == "@":
            return None  # the first half of a mail address, or of a link that was found before
        name, slash, _path = url.partition("/")
        name, colon, _port = name.partition(":")
        written_name = name
        name, skipped = _host_in(name)
        if not (slash or colon):
            end -= len(written_name) - skipped - len(name)
        if is_address(name):
            numbers = [part for part in name.split(".") if part.isdigit()]
            is_link = len(numbers) == 4 and all(int(n) < 256 for n in numbers)
            # "2.10.1.0" is a version; an address has a large number, a port or a path.
            if not (is_link and (slash or colon or max(map(int, numbers)) > 99)):
                return None
            return self._written(start, end, f"//{url}")
        has_site = bool(host(name).site)
        if not has_site and (meant := _meant(name)):
            return self._written(start, end, f"//{meant}", meant, spelt=True)
        if not has_site or (not (slash or colon) and self._is_prose(start, end, name)):
            return None
        return self._written(
            start + skipped, end, f"//{url[skipped:]}" if slash or colon else f"//{name}", name
        )

    def _is_prose(self, start: int, end: int, name: str) -> bool:
        """A file, a product, or two sentences with no space between them."""
        left, _dot, ending = name.rpartition(".")
        if name in signs.NO_LINKS or (ending in signs.FILES and "." not in left):
            return True
        if self._plain[end : end + 1] == "(" and ending not in signs.USUAL_ENDINGS:
            return True  # a call in a program
        original = self._original(start, end)
        return left.isalpha() and original.rpartition(".")[2].rstrip() in signs.SENTENCES

    def _broken(self) -> Iterator[Written]:
        for match in windows.beginnings(signs.BROKEN, self._plain, self._worth_a_look(), before=4):
            form = next(name for name, shown in match.groupdict().items() if shown)
            ending = match["ending"].replace(" ", "")
            if ending not in signs.endings_behind(form):
                continue
            left, start = self._left_of(match.start())
            name = f"{left}.{ending}"
            if len(left) > 1 and host(name).site and not self._is_sentence(match, form):
                yield self._written(start, match.end(), f"//{name}", name, spelt=True)

    def _worth_a_look(self) -> list[int]:
        points = (before + 1 for before in self._places.of(hints.ODD_BEFORE))
        places = sorted((*self._places.of(_BREAKS), *points))
        return [place for place in places if signs.ENDING_AHEAD.match(self._plain, place)]

    def _left_of(self, place: int) -> tuple[str, int]:
        """The beginning of a host that ends at `place`, and where it begins."""
        before = self._plain[max(0, place - _LONGEST_LABELS) : place].rstrip(" \n")
        found = signs.LABELS_BACKWARDS.match(before[::-1])
        if found is None:
            return "", place
        left, _skipped = _host_in(found[0][::-1])
        end = max(0, place - _LONGEST_LABELS) + len(before)
        return left, end - len(left)

    def _is_sentence(self, match: re.Match[str], form: str) -> bool:
        """ "That was a point. Info follows": a capital after the dot begins a sentence."""
        if form not in ("spaced", "after", "path"):
            return False
        ending = self._original(*match.span("ending"))
        follows = self._plain[match.end() : match.end() + 1]
        is_word = form == "spaced" and ending in ("in", "to", "so", "me", "us", "de")
        return ending.istitle() or is_word or (ending == "info" and follows == " ")

    def _spaced(self) -> Iterator[Written]:
        """One letter after another: "e v i l . c o m"."""
        if " . " not in self._plain:
            return
        dots = windows.places(self._plain, (" . ",))
        between = (dot for dot in dots if signs.SPACED_DOT.search(self._plain, dot - 2, dot + 6))
        spans = windows.around(between, _LONGEST_SPACED, _LONGEST_SPACED)
        for match in windows.matches(signs.SPACED, self._plain, spans):
            start, end = match.start() - 1, match.end()
            name = self._plain[start:end].replace(" ", "")
            if "." in name.strip(".") and host(name).site:
                yield self._written(start, end, f"//{name}", name, spelt=True)

    def _invites(self) -> Iterator[Written]:
        spans = windows.around(self._places.of(hints.INVITES), before=16, after=80)
        for match in windows.matches(signs.INVITE, self._plain, spans):
            url = signs.BLANKS.sub("", match[0]).replace("\\", "/")
            yield self._written(*match.span(), f"//{url}", url.partition("/")[0], spelt=True)

    def _written(
        self, start: int, end: int, url: str, name: str | None = None, *, spelt: bool = False
    ) -> Written:
        target = parsed(url)
        start, end = self._span(start, end)
        return Written(
            url=url,
            host=target.host if name is None else name,
            start=start,
            end=end,
            spelt=spelt,
            userinfo=target.userinfo,
            odd=target.odd,
            inner=target.inner,
        )

    def _original(self, start: int, end: int) -> str:
        start, end = self._span(start, end)
        return self._text[start:end]

    def _span(self, start: int, end: int) -> tuple[int, int]:
        return self._place(start), self._place(end - 1) + 1

    def _place(self, place: int) -> int:
        """Where the letter of the plain text stands in the original."""
        if self._is_same:
            return place
        if self._shifts is None:
            self._shifts = shifts(self._text, self._unusual)
        after, origins = self._shifts
        known = bisect_right(after, place)
        behind = origins[known - 1] + 1 + place - after[known - 1] if known else place
        return min(behind, origins[known]) if known < len(origins) else behind


def _meant(name: str) -> str:
    """ "example.c0m" is no host, but everybody knows which is meant."""
    left, _dot, ending = name.rpartition(".")
    if len(ending) > signs.LONGEST_SURE or ending.isdigit():
        return ""
    meant = _read(ending)
    return f"{left}.{meant}" if meant in signs.SURE_ENDINGS and not left.isdigit() else ""


@lru_cache(maxsize=1024)
def _read(ending: str) -> str:
    return "".join(LEET.get(c, c) for char in ending for c in letters(char))


def _host_in(name: str) -> tuple[str, int]:
    """The host in a run of letters, and how many letters of another sentence stand before it:
    scripts without spaces go on right up to it and right behind it."""
    labels = name.split(".")
    last = labels[-1]
    if not last.isascii() and last[0].isascii():
        labels[-1] = re.match(r"[a-z0-9-]*", last, re.ASCII)[0]  # type: ignore[index]
    first = labels[0]
    skipped = 0
    if not first.isascii() and (
        tail := re.search(r"(?<=[\u3000-\u9fff\uac00-\ud7a3])[a-z0-9-]+\Z", first)
    ):
        skipped = tail.start()
    return ".".join((first[skipped:], *labels[1:])), skipped
