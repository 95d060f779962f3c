"""Moderation: look-alike names (`moderation_names`), seed phrases, links, brands, and what all
the rules cost.

`--data FOLDER` adds development sets: names_lookalike*.jsonl, domains_benign*.txt, texts (*.jsonl
with queries). Times are of the processor.
"""

import collections
import random
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec

from bench.figures import Figure, report, share
from bench.lines import chatter, data_files, questions
from bench.moderation_names import NAMES, names
from core import redact
from moderation.engine import examine, judge
from moderation.hosts import host, pretends
from moderation.protected import Protected
from moderation.subject import Context, Message, context
from tests.moderation import (
    deliveries,
    hostile,
    more_phrases,
    phrases_of_wallets,
)

BRANDS = ["MetaMask", "MyEtherWallet", "Polkadot", "Binance", "Coinbase", "Kraken", "Ledger",
          "Trezor", "Bybit", "OKX", "KuCoin", "Uniswap", "OpenSea", "PancakeSwap"]  # fmt: skip
_DISGUISES = len(phrases_of_wallets.DISGUISES) + len(more_phrases.DISGUISES)
LENGTHS = (50, 200, 500, 1000, 2000, 4096)


def main() -> None:
    names()
    seeds()
    links()
    domains()
    path()


# -- seed phrases --------------------------------------------------------------------------------


def seeds() -> None:
    hits, least = [], 1.0
    for language in phrases_of_wallets.LANGUAGES:
        found = [_gives_away(text) for text in _disguised(language)]
        hits += found
        least = min(least, share(found))
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
            share(hits),
            f"of {len(hits):,}",
            at_least=0.99,
        ),
        Figure("the worst language", least, "share"),
        Figure("Chinese without separators", share(glued), "share", at_least=0.95),
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
    for file in data_files("*.jsonl"):
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
    held = share(_is_stopped(Message(text=text), around) for text in honest)
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
    everyday = [line for f in data_files("domains_benign_[rt]*.txt") for line in _lines(f)]
    imitations = [line for f in data_files("domains_phish_idn*.txt") for line in _lines(f)]
    if everyday:
        report(
            "moderation",
            Figure("ordinary domains taken for a brand's",
                   share(pretends(host(name), protected) > 0 for name in everyday),
                   f"of {len(everyday):,}", at_most=0.001),
            Figure("ordinary domains taken for official ones",
                   share(pretends(host(name), ours) > 0 for name in everyday),
                   f"of {len(everyday):,}", at_most=0.001),
        )  # fmt: skip
    if imitations:
        known = Protected(
            [*BRANDS, "Quantstamp", "Bittrex", "EtherDelta", "EtherWallet", "EnjinCoin"]
        )
        hits = [pretends(host(name), known) > 0 for name in imitations]
        report("moderation", Figure("IDN imitations found", share(hits), f"of {len(hits)}"))


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
    report("moderation", *figures, *_of_hostile(around))


def _of_hostile(around: Context) -> Iterator[Figure]:
    """Messages that are nothing but one thing again and again, which nobody writes who means well:
    each may cost milliseconds, but no more than its length."""

    slowest = growth = 0.0
    for name in hostile.NAMES:
        short, long = (hostile.text(name, times * LENGTHS[-1]) for times in (1, 4))
        both = [(_time(short, around), _time(long, around)) for _ in range(5)]
        least, of_long = map(min, zip(*both, strict=True))
        slowest, growth = max(slowest, least), max(growth, of_long / least)
    yield Figure(f"the slowest of {len(hostile.NAMES)} hostile texts", slowest, "µs")
    yield Figure("one of them four times as long, at most", growth, "times", at_most=6)


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
    """Microseconds of the processor for each text, sorted: the best of five."""
    for text in texts[:50]:
        examine(Message(text=text), around)
    return sorted(min(_time(text, around) for _ in range(5)) for text in texts)


def _time(text: str, around: Context) -> float:
    message = Message(text=text)
    start = time.process_time_ns()
    examine(message, around)
    return (time.process_time_ns() - start) / 1_000


def _quantile(times: list[float], share: float) -> float:
    return times[int(share * (len(times) - 1))]


def _lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").split()


if __name__ == "__main__":
    main()
