"""How much of what rings give each other is held, and how much of the honest's.

`python -m bench.reputation_collusion [--seeds N] [--only WORDS] [--json]`. Each community of 20,000
members goes through `reputation simulate`'s own code: caps, then detection. The weights of
`core/reputation/signs.py` were chosen on other seeds of these; the worlds `UNSEEN` were written
afterwards, and changed nothing. Where no figure is asked for, people live among the honest besides,
or the honest live as rings do: there detection ends.
"""

import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bench.communities import Community, generate
from bench.events import KINDS
from bench.figures import Figure, report
from bench.rings import FITTED, SHAPES, Rings
from bench.townsfolk import Honest
from bench.worlds import WORLDS, World
from core.config.reputation import Reputation
from core.moments import to_micros
from core.reputation import simulation
from core.reputation.history import Line, Moment

START = datetime(2026, 1, 1, tzinfo=UTC)
ALL = tuple(SHAPES)


@dataclass(frozen=True)
class Town:
    """What lives there; `asked`: the figures are to be reached there."""

    honest: World
    rings: tuple[Rings, ...]
    asked: bool = True


def _each(shapes: Sequence[str] = FITTED, count: int = 4, **style: object) -> tuple[Rings, ...]:
    return tuple(Rings(shape=shape, count=count, **style) for shape in shapes)  # type: ignore[arg-type]


H = Honest()
LIKE_RINGS = ("time zones", "cohorts")  # clusters of 30, and askers of one mentor
UNSEEN = ("clubs", "mentors", "trios")
TOWNS: Mapping[str, Town] = {
    "all shapes": Town(H, _each()),
    "camouflaged by 40 %": Town(H, _each(out=0.4, into=0.2)),
    "a week of new accounts": Town(H, _each(days=7, ages=(8, 12))),
    "slow, three months": Town(H, _each(each=(5, 12))),
    "of three to six": Town(H, _each(sizes=(3, 6))),
    "only acceptances": Town(H, _each(kinds=(0.0, 1.0, 0.0))),
    "only votes": Town(H, _each(kinds=(0.0, 0.0, 1.0))),
    "quiet community": Town(Honest(events=25_000), _each()),
    "top helpers, one language": Town(Honest(tail=1.1, languages=1), _each()),
    "many close circles": Town(Honest(circles=400, circle_share=0.5, mentors=300), _each()),
    "honest lives besides": Town(H, _each(ordinary=True, out=0.0, into=0.0), asked=False),
    "three to eight gifts each": Town(H, _each(each=(3, 8)), asked=False),
    "circles of 65 %": Town(
        Honest(circles=400, circle_share=0.65, mentors=300), _each(), asked=False
    ),
    **{
        f"world{' unseen' if name in UNSEEN else ''}: {name}": Town(
            world, _each(ALL, 2), asked=name not in LIKE_RINGS
        )
        for name, world in WORLDS.items()
    },
    **{f"ring: {shape}": Town(H, _each((shape,), 25)) for shape in ALL},
    "rings of three": Town(H, _each(ALL, 5, sizes=(3, 3))),
    "rings of forty": Town(H, _each(ALL, 2, sizes=(40, 40))),
    "rings of two days": Town(H, _each(ALL, 2, days=2)),
    "one served after the other": Town(H, _each(ALL, 2, turns=True)),
    "members of two rings": Town(H, _each(ALL, 4, shared=0.3)),
    "as much again to others": Town(H, _each(ALL, 2, out=1.0, into=0.1)),
    "60 % to and from others": Town(H, _each(ALL, 2, out=0.6, into=0.6), asked=False),
    "honest friends of members": Town(H, _each(ALL, 2, out=0.4, into=0.4, friends=2), asked=False),
    "accounts of years": Town(H, _each(ALL, 2, ages=(1000, 3000))),
}


def moments(town: Community) -> Iterator[Moment]:
    events, ages = town.events, town.ages()
    columns = (events.at, events.kind, events.giver, events.receiver, town.message, ages)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    for number, (at, kind, giver, receiver, message, age) in enumerate(rows):
        when = START + timedelta(seconds=at)
        # `at` comes back with what became of the line: here it carries the line's number.
        line = Line(str(number), KINDS[kind], giver, message, receiver, age)
        yield Moment(to_micros(when), line)


def shares(town: Community) -> tuple[float, float, int]:
    """What is held of the rings' points and of the honest's; and how many lines there were."""
    lines = list(moments(town))
    held, all_ = {True: 0, False: 0}, {True: 0, False: 0}
    for outcome in simulation.run(lines, Reputation(), lambda done, total: None):
        for why in outcome.why:
            ring = bool(town.events.ring[int(why.at)])
            all_[ring] += why.points
            held[ring] += why.points * (why.state == "held")
    return held[True] / all_[True], held[False] / all_[False], len(lines)


def main() -> None:
    seeds, only = int(_said("--seeds", "1")), _said("--only", "")
    for name, town in TOWNS.items():
        for seed in range(1000, 1000 + seeds):
            if only in name:
                _measure(name, town, seed)


def _said(option: str, default: str) -> str:
    return sys.argv[sys.argv.index(option) + 1] if option in sys.argv else default


def _measure(name: str, town: Town, seed: int) -> None:
    community = generate(name, seed, town.honest, town.rings)
    start = time.process_time()
    ring, honest, lines = shares(community)
    seconds = time.process_time() - start
    least, most = (90.0, 0.5) if town.asked else (None, None)
    report(
        "collusion",
        Figure(f"{name}: ring points held", 100 * ring, "%", at_least=least),
        Figure(f"{name}: honest points held", 100 * honest, "%", at_most=most),
        Figure(f"{name}: CPU", seconds, f"s for {lines:,} lines"),
    )


if __name__ == "__main__":
    main()
