"""Moderation: look-alike names, seed phrases, links, brands, and what the whole path costs.

`--data FOLDER` adds development sets: names_lookalike*.jsonl, domains_benign*.txt, texts (*.jsonl
with queries). Peers judge the same names in the same run. Times are of the processor.
"""

import collections
import random
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec
from confusable_homoglyphs import confusables
from rapidfuzz.distance import DamerauLevenshtein

from bench.figures import Figure, report
from bench.lines import chatter, data_folder, questions
from bench.ordinary_names import ordinary
from core import redact
from moderation.engine import examine, judge
from moderation.folding import fold
from moderation.hosts import host, pretends
from moderation.likeness import resembles
from moderation.protected import Protected
from moderation.subject import Context, Message, context
from tests.moderation import (
    deliveries,
    hostile,
    lookalikes,
    more_phrases,
    phrases_of_wallets,
    tricks,
)

NAMES = [
    f"{brand} {office}"
    for brand in ("Binance", "MetaMask", "KuCoin", "Kraken", "Bybit", "Coinbase", "OKX", "Ledger")
    for office in ("Support", "Admin", "Help", "Official")
]
BRANDS = ["MetaMask", "MyEtherWallet", "Polkadot", "Binance", "Coinbase", "Kraken", "Ledger",
          "Trezor", "Bybit", "OKX", "KuCoin", "Uniswap", "OpenSea", "PancakeSwap"]  # fmt: skip
EACH = 60
_DISGUISES = len(phrases_of_wallets.DISGUISES) + len(more_phrases.DISGUISES)
LENGTHS = (50, 200, 500, 1000, 2000, 4096)


class _Labelled(msgspec.Struct, frozen=True):
    lookalike: int
    protected: str | None
    name: str


def main() -> None:
    names()
    seeds()
    links()
    domains()
    path()


# -- names ---------------------------------------------------------------------------------------


def names() -> None:
    unseen = [*lookalikes.unseen(NAMES, EACH), *tricks.tricky(NAMES, EACH)]
    elsewhere = tricks.in_other_scripts()
    everyday = ordinary(3_000)
    given = list(_labelled())
    own = {row.protected for row in given if row.protected}
    protected = Protected([*NAMES, *sorted(own)])
    found = [resembles(name, protected) > 0 for _family, _like, name in unseen]
    families = collections.Counter(f for (f, _, _), hit in zip(unseen, found, strict=True) if hit)
    figures = [
        Figure(f"look-alikes of {len(families)} families", _share(found), "share", at_least=0.95),
        Figure("the worst family", min(families.values()) / EACH, "share"),
        Figure(
            "names of other scripts, written otherwise",
            _share(resembles(made, Protected([name])) > 0 for _family, name, made in elsewhere),
            f"of {len(elsewhere)}",
            at_least=0.95,
        ),
        Figure("ordinary names taken for ours", _count(everyday, protected), "of 3,000", at_most=3),
    ]
    if given:
        likes = [row.name for row in given if row.lookalike]
        figures += [
            Figure(
                "development set, recall",
                _share(resembles(name, protected) > 0 for name in likes),
                f"of {len(likes)}",
                at_least=0.99,
            ),
            Figure(
                "its ordinary names taken for ours",
                _count([row.name for row in given if not row.lookalike], protected),
                f"of {len(given) - len(likes)}",
            ),
        ]
    likes = [row.name for row in given if row.lookalike] or [name for *_, name in unseen]
    for peer, judge_name in _peers([*NAMES, *sorted(own)]).items():
        figures += [
            Figure(f"peer {peer}, recall", _share(map(judge_name, likes)), "share"),
            Figure(f"peer {peer}, false", sum(map(judge_name, everyday)), "of 3,000"),
        ]
    crowd = Protected(_crowd(500))
    figures.append(
        Figure("a name against 500", _microseconds(everyday, lambda n: resembles(n, crowd)), "µs",
               at_most=30)
    )  # fmt: skip
    report("moderation", *figures)


def _peers(protected: list[str]) -> dict[str, Callable[[str], bool]]:
    lower = [name.lower() for name in protected]
    skeletons = {fold(name) for name in protected}

    def keyword(name: str) -> bool:
        return any(word in name.lower() for word in ("support", "admin", "official"))

    def near(name: str) -> bool:
        return any(DamerauLevenshtein.distance(name.lower(), one) <= 2 for one in lower)

    return {
        "is_confusable": lambda n: bool(confusables.is_confusable(n, preferred_aliases=["latin"])),
        "is_dangerous": lambda n: bool(confusables.is_dangerous(n)),
        "edit distance ≤ 2": near,
        "keywords": keyword,
        "equal skeletons": lambda name: fold(name) in skeletons,
    }


def _labelled() -> Iterator[_Labelled]:
    for file in _files("names_lookalike*.jsonl"):
        for line in file.read_bytes().splitlines():
            yield msgspec.json.decode(line, type=_Labelled)


def _crowd(number: int) -> list[str]:
    dice = random.Random(4)
    made = ("".join(dice.choice("bcdfgklmnprst") + dice.choice("aeiou") for _ in range(4))
            for _ in range(number))  # fmt: skip
    return [f"{name.title()} {dice.choice(('Support', 'Admin', 'Help'))}" for name in made]


def _count(names: Iterable[str], protected: Protected) -> int:
    return sum(resembles(name, protected) > 0 for name in names)


# -- seed phrases --------------------------------------------------------------------------------


def seeds() -> None:
    hits, least = [], 1.0
    for language in phrases_of_wallets.LANGUAGES:
        found = [_gives_away(text) for text in _disguised(language)]
        hits += found
        least = min(least, _share(found))
    glued = [
        _gives_away("".join(phrases_of_wallets.words_of(language, dice, strength)))
        for dice in (random.Random(9),)
        for language in ("chinese_simplified", "chinese_traditional")
        for strength in (128, 256)
        for _ in range(200)
    ]
    texts = _texts()
    report(
        "moderation",
        Figure(
            f"seed phrases, 12 languages, {_DISGUISES} disguises",
            _share(hits),
            f"of {len(hits):,}",
            at_least=0.99,
        ),
        Figure("the worst language", least, "share"),
        Figure("Chinese without separators", _share(glued), "share", at_least=0.95),
        *(
            Figure(f"ordinary {name} texts with a secret", sum(map(_gives_away, lines)),
                   f"of {len(lines):,}", at_most=0)
            for name, lines in texts.items()
        ),
    )  # fmt: skip


def _disguised(language: str) -> Iterator[str]:
    yield from (text for _name, text in phrases_of_wallets.disguised(language, 10))
    dice = random.Random(language)
    for write in more_phrases.DISGUISES.values():
        for _ in range(5):
            strength = dice.choice((128, 160, 192, 224, 256))
            yield write(dice, phrases_of_wallets.words_of(language, dice, strength))


def _gives_away(text: str) -> bool:
    return any(one.kind.is_secret for one in redact.find(text))


def _texts() -> dict[str, list[str]]:
    """Ordinary texts by language: ours, and those of the folder."""
    found: dict[str, set[str]] = collections.defaultdict(set)
    for line in (*chatter(), *questions()):
        found[line.lang].add(line.text)
    for file in _files("*.jsonl"):
        for row in file.read_bytes().splitlines():
            for query in msgspec.json.decode(row).get("queries", ()):
                found[query["lang"]].add(query["text"])
    return {name: sorted(lines) for name, lines in sorted(found.items())}


# -- links ---------------------------------------------------------------------------------------


def links() -> None:
    around = context(["Example Support", "Example"], ["example.com"])
    texts = (*deliveries.TEXTS.values(), *deliveries.DISGUISED.values())
    forms = [*map(deliveries.seen, texts), *deliveries.HIDDEN.values()]
    missed = sum(not _is_stopped(form, around) for form in forms)
    honest = [*deliveries.HONEST, *(text for lines in _texts().values() for text in lines)]
    held = _share(_is_stopped(Message(text=text), around) for text in honest)
    report(
        "moderation",
        Figure("ways to deliver a link, left visible", missed, f"of {len(forms)}", at_most=0),
        Figure("honest newcomers' messages held", held, f"of {len(honest):,}", at_most=0.03),
    )


def _is_stopped(message: Message, around: Context) -> bool:
    return judge(message, around)[1].action not in ("none", "report")


# -- domains -------------------------------------------------------------------------------------


def domains() -> None:
    protected = Protected(BRANDS)
    ours = Protected([], [*map(str.lower, BRANDS), "example", "community", "market", "support"])
    everyday = [line for f in _files("domains_benign_[rt]*.txt") for line in _lines(f)]
    imitations = [line for f in _files("domains_phish_idn*.txt") for line in _lines(f)]
    if everyday:
        report(
            "moderation",
            Figure("ordinary domains taken for a brand's",
                   _share(pretends(host(name), protected) > 0 for name in everyday),
                   f"of {len(everyday):,}", at_most=0.001),
            Figure("ordinary domains taken for official ones",
                   _share(pretends(host(name), ours) > 0 for name in everyday),
                   f"of {len(everyday):,}", at_most=0.001),
        )  # fmt: skip
    if imitations:
        known = Protected(
            [*BRANDS, "Quantstamp", "Bittrex", "EtherDelta", "EtherWallet", "EnjinCoin"]
        )
        hits = [pretends(host(name), known) > 0 for name in imitations]
        report("moderation", Figure("IDN imitations found", _share(hits), f"of {len(hits)}"))


# -- the whole path ------------------------------------------------------------------------------


def path() -> None:
    around = context(NAMES, ["example.com"])
    texts = [text for lines in _texts().values() for text in lines]
    all_times = _times(texts, around)
    figures = [
        Figure("a message, p50", _quantile(all_times, 0.5), "µs", at_most=250),
        Figure("a message, p99", _quantile(all_times, 0.99), "µs", at_most=1_000),
    ]
    for length in LENGTHS:
        times = _times(_grown(texts, length), around)
        figures.append(
            Figure(f"{length} characters, p99", _quantile(times, 0.99), "µs", at_most=1_000)
        )
    for name in hostile.NAMES:
        text = hostile.text(name, LENGTHS[-1])
        least = min(_time(text, around) for _ in range(5))
        figures.append(Figure(f"only {name}, {len(text):,}", least, "µs", at_most=1_000))
    report("moderation", *figures)


def _grown(texts: list[str], length: int) -> list[str]:
    """Texts of one language after another, up to `length`."""
    grown = []
    for first in range(0, len(texts), max(1, len(texts) // 60)):
        text = ""
        for more in texts[first:]:
            text += f"{more}\n"
            if len(text) >= length:
                break
        grown.append(text[:length])
    return grown


def _times(texts: list[str], around: Context) -> list[float]:
    """Microseconds of the processor for each text, the better of two."""
    for text in texts[:50]:
        examine(Message(text=text), around)
    return sorted(min(_time(text, around), _time(text, around)) for text in texts)


def _time(text: str, around: Context) -> float:
    message = Message(text=text)
    start = time.process_time_ns()
    examine(message, around)
    return (time.process_time_ns() - start) / 1_000


def _microseconds(names: list[str], work: Callable[[str], Any]) -> float:
    best = float("inf")
    for _ in range(5):
        start = time.process_time()
        for name in names:
            work(name)
        best = min(best, time.process_time() - start)
    return best / len(names) * 1e6


def _quantile(times: list[float], share: float) -> float:
    return times[int(share * (len(times) - 1))]


def _share(hits: Iterable[bool]) -> float:
    seen = list(hits)
    return sum(seen) / len(seen)


def _files(pattern: str) -> list[Path]:
    folder = data_folder()
    return sorted(folder.rglob(pattern)) if folder else []


def _lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").split()


if __name__ == "__main__":
    main()
