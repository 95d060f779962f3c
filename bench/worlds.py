"""How the honest of a generated community live, in many ways.

Each world is a function of chance and of who lives there. What they share: people ask, somebody
answers, and many who help each other do so again.
"""

from collections.abc import Callable

import numpy as np

from bench.events import DAYS, Events, Floats, Ints, events

World = Callable[[np.random.Generator, Ints], Events]


def topics(rng: np.random.Generator, people: Ints) -> Events:
    """Topics of 15 to 400; everyone follows one to three, asks there, and a few answer most."""
    count = len(people)
    size = np.clip(rng.pareto(1.0, 2000) * 15 + 15, 15, 400)
    home = rng.choice(len(size), (count, 3), p=size / size.sum())
    skill = rng.lognormal(0, 1.5, count)
    giver = rng.choice(count, 130_000, p=_share(rng.lognormal(0, 1.0, count)))
    topic = home[giver, rng.choice(3, len(giver), p=(0.6, 0.25, 0.15))]
    return _known(rng, people, giver, _one_of_group(rng, home, skill, topic))


def time_zones(rng: np.random.Generator, people: Ints) -> Events:
    """Clusters of 20 to 3,000 by zone and language, 92 % among themselves."""
    cluster = _clusters(rng, len(people), 80, 1.1)
    skill = rng.pareto(1.4, len(people)) + 0.05
    giver = rng.choice(len(people), 120_000, p=_share(rng.lognormal(0, 1.1, len(people))))
    near = _one_of_group(rng, cluster[:, None], skill, cluster[giver])
    anyone = rng.choice(len(people), len(giver), p=_share(skill))
    return _known(rng, people, giver, np.where(rng.random(len(giver)) < 0.92, near, anyone))


def super_helpers(rng: np.random.Generator, people: Ints) -> Events:
    """Twenty-five help nearly everyone; who asks comes back to whom they know."""
    giver = rng.integers(0, len(people), 120_000)
    favourite = rng.integers(0, 25, len(people))
    dice = rng.random(len(giver))
    anyone = rng.integers(0, len(people), len(giver))
    star = np.where(dice < 0.5, favourite[giver], rng.integers(0, 25, len(giver)))
    return _known(rng, people, giver, np.where(dice < 0.85, star, anyone))


def study_pairs(rng: np.random.Generator, people: Ints) -> Events:
    """Four of ten have a partner, and half of their thanks go there."""
    count = len(people)
    partner = np.arange(count) ^ 1
    partner[partner >= count] = 0
    giver = rng.choice(count, 110_000, p=_share(rng.lognormal(0, 0.9, count)))
    paired = (giver < 0.4 * count) & (rng.random(len(giver)) < 0.5)
    anyone = rng.choice(count, len(giver), p=_share(rng.pareto(1.3, count) + 0.1))
    return _known(rng, people, giver, np.where(paired, partner[giver], anyone))


def all_active(rng: np.random.Generator, people: Ints) -> Events:
    """Everyone asks and answers about as much as others."""
    giver = rng.integers(0, len(people), 240_000)
    return _known(rng, people, giver, rng.integers(0, len(people), len(giver)))


def hardly_active(rng: np.random.Generator, people: Ints) -> Events:
    """Few write at all, twice or thrice."""
    active = rng.choice(len(people), len(people) // 4, replace=False)
    giver = active[rng.integers(0, len(active), 9_000)]
    skill = rng.pareto(1.2, len(active)) + 0.05
    return _known(rng, people, giver, active[rng.choice(len(active), len(giver), p=_share(skill))])


def friends(rng: np.random.Generator, people: Ints) -> Events:
    """A small world (Watts and Strogatz, 1998): eight neighbours each, a fifth of them far away;
    half of the thanks go to those."""
    count = len(people)
    offset = rng.choice((-4, -3, -2, -1, 1, 2, 3, 4), 120_000)
    giver = rng.choice(count, len(offset), p=_share(rng.lognormal(0, 0.8, count)))
    near = (giver + offset) % count
    far = (giver * 31 + offset * 7919) % count  # the same friend each time
    dice = rng.random(len(giver))
    anyone = rng.choice(count, len(giver), p=_share(rng.pareto(1.5, count) + 0.1))
    known = np.where((giver + offset) % 5 == 0, far, near)
    return _known(rng, people, giver, np.where(dice < 0.5, known, anyone))


def returned_favours(rng: np.random.Generator, people: Ints) -> Events:
    """Four of ten gifts are returned within a week."""
    count = len(people)
    giver = rng.choice(count, 90_000, p=_share(rng.lognormal(0, 1.2, count)))
    receiver = rng.choice(count, len(giver), p=_share(rng.pareto(1.3, count) + 0.1))
    day = rng.uniform(0, DAYS - 7, len(giver))
    back = rng.random(len(giver)) < 0.4
    days = np.concatenate([day, day[back] + rng.uniform(0, 7, int(back.sum()))])
    ends = (np.concatenate([giver, receiver[back]]), np.concatenate([receiver, giver[back]]))
    return _known(rng, people, *ends, days)


def cohorts(rng: np.random.Generator, people: Ints) -> Events:
    """Mentors with 5 to 30 learners, who ask them in two of three cases, and each other besides."""
    count = len(people)
    cohort = _clusters(rng, count, count // 60, 0.3)
    learns = rng.random(count) < 0.3
    mentor = np.array([np.flatnonzero(cohort == each)[0] for each in range(cohort.max() + 1)
                       if (cohort == each).any()])  # fmt: skip
    index = np.unique(cohort, return_inverse=True)[1]
    giver = rng.choice(count, 110_000, p=_share(rng.lognormal(0, 0.8, count)))
    dice = rng.random(len(giver))
    anyone = rng.choice(count, len(giver), p=_share(rng.pareto(1.4, count) + 0.1))
    taught = learns[giver] & (dice < 0.65)
    return _known(rng, people, giver, np.where(taught, mentor[index[giver]], anyone))


def forum_weeks(rng: np.random.Generator, people: Ints) -> Events:
    """Each week has a theme: sixty people talk of it, mostly with each other."""
    count, parts = len(people), []
    for week in range(13):
        crowd = rng.choice(count, 60, replace=False)
        size = 1_200
        day = np.minimum(week * 7 + rng.uniform(0, 7, size), DAYS - 0.01)
        parts.append((crowd[rng.integers(0, 60, size)], crowd[rng.integers(0, 60, size)], day))
    giver = rng.choice(count, 90_000, p=_share(rng.lognormal(0, 1.1, count)))
    receiver = rng.choice(count, len(giver), p=_share(rng.pareto(1.4, count) + 0.1))
    parts.append((giver, receiver, rng.uniform(0, DAYS, len(giver))))
    return _known(rng, people, *(np.concatenate(column) for column in zip(*parts, strict=True)))


def incident(rng: np.random.Generator, people: Ints) -> Events:
    """Three times something breaks: in two days thousands of strangers thank the same five."""
    count, parts = len(people), []
    for start in (20.0, 45.0, 70.0):
        crowd = rng.choice(count, 3_000, replace=False)
        giver = crowd[rng.integers(0, len(crowd), 5_000)]
        helpers = rng.choice(count, 5, replace=False)
        day = start + rng.exponential(0.8, len(giver))
        parts.append((giver, rng.choice(helpers, len(giver)), np.minimum(day, DAYS - 0.01)))
    giver = rng.choice(count, 70_000, p=_share(rng.lognormal(0, 1.2, count)))
    receiver = rng.choice(count, len(giver), p=_share(rng.pareto(1.3, count) + 0.1))
    parts.append((giver, receiver, rng.uniform(0, DAYS, len(giver))))
    return _known(rng, people, *(np.concatenate(column) for column in zip(*parts, strict=True)))


def neighbours(rng: np.random.Generator, people: Ints) -> Events:
    """On a map: the nearer, the likelier somebody answers."""
    side = int(len(people) ** 0.5)
    giver = rng.integers(0, side * side, 120_000)
    step = np.rint(rng.standard_t(1.5, (2, len(giver))) * 2.5).astype(np.int64)
    row, column = (giver // side + step[0]) % side, (giver % side + step[1]) % side
    return _known(rng, people, giver, row * side + column)


def circles_everywhere(rng: np.random.Generator, people: Ints) -> Events:
    """Six of ten belong to a circle of three to ten, and give it 45 % of their thanks."""
    return _circles(rng, people, part=0.6, share=0.45)


def close_circles(rng: np.random.Generator, people: Ints) -> Events:
    """A tenth belong to a circle of three to ten, and give it 60 % of their thanks."""
    return _circles(rng, people, part=0.1, share=0.6)


def _circles(rng: np.random.Generator, people: Ints, part: float, share: float) -> Events:
    count = len(people)
    size = rng.integers(3, 11, count)
    circle = np.repeat(np.arange(count), size)[:count]
    skill = rng.pareto(1.4, count) + 0.1
    giver = rng.choice(count, 120_000, p=_share(rng.lognormal(0, 1.0, count)))
    friend = _one_of_group(rng, circle[:, None], np.ones(count), circle[giver])
    meets = (giver < part * count) & (rng.random(len(giver)) < share)
    anyone = rng.choice(count, len(giver), p=_share(skill))
    return _known(rng, people, giver, np.where(meets, friend, anyone))


def best_friends(rng: np.random.Generator, people: Ints) -> Events:
    """Acquaintances by preferential attachment (Barabasi and Albert, 1999): a third of the thanks
    goes to the first two or three of them, a third to the others, and half of the first comes
    back."""
    count = len(people)
    known = np.zeros((count, 4), np.int64)
    for column in range(4):  # whom somebody knows is drawn from those that were chosen before
        known[:, column] = (np.arange(count) * rng.random(count) ** 2).astype(np.int64)
    giver = rng.choice(count, 100_000, p=_share(rng.lognormal(0, 1.0, count)))
    dice, rank = rng.random(len(giver)), rng.integers(0, 3, len(giver))
    friend = known[giver, np.minimum(rank, giver % 3)]
    other = known[giver, rng.integers(0, 4, len(giver))]
    anyone = known[rng.integers(0, count, len(giver)), rank]
    receiver = np.where(dice < 0.35, friend, np.where(dice < 0.65, other, anyone))
    back = (dice < 0.35) & (rng.random(len(giver)) < 0.5)
    ends = (np.concatenate([giver, receiver[back]]), np.concatenate([receiver, giver[back]]))
    return _known(rng, people, *ends)


def teams(rng: np.random.Generator, people: Ints) -> Events:
    """Three hundred teams of 5 to 25 work for two to five weeks: meanwhile they thank each other
    two to six times each, and some far more than others."""
    count, parts = len(people), []
    for _ in range(300):
        team = rng.choice(count, int(rng.integers(5, 26)), replace=False)
        size = int(len(team) * rng.uniform(2, 6))
        giver = team[rng.choice(len(team), size, p=_share(rng.lognormal(0, 0.7, len(team))))]
        receiver = team[rng.choice(len(team), size, p=_share(rng.pareto(1.5, len(team)) + 0.2))]
        days = rng.uniform(0, 55) + rng.uniform(0, rng.uniform(14, 35), size)
        parts.append((giver, receiver, days))
    giver = rng.choice(count, 70_000, p=_share(rng.lognormal(0, 1.0, count)))
    receiver = rng.choice(count, len(giver), p=_share(rng.pareto(1.3, count) + 0.1))
    parts.append((giver, receiver, rng.uniform(0, DAYS, len(giver))))
    return _known(rng, people, *(np.concatenate(column) for column in zip(*parts, strict=True)))


def clubs(rng: np.random.Generator, people: Ints) -> Events:
    """A third belong to clubs of 4 to 12 and give them 45 % of their thanks; all about as often."""
    count = len(people)
    club = np.repeat(np.arange(count), rng.integers(4, 13, count))[:count]
    giver = rng.choice(count, 110_000, p=_share(rng.uniform(0.5, 1.5, count)))
    friend = _one_of_group(rng, club[:, None], np.ones(count), club[giver])
    meets = (giver < count / 3) & (rng.random(len(giver)) < 0.45)
    anyone = rng.choice(count, len(giver), p=_share(1 / (rng.permutation(count) + 5)))
    return _known(rng, people, giver, np.where(meets, friend, anyone))


def mentors(rng: np.random.Generator, people: Ints) -> Events:
    """A quarter ask a mentor whom 4 to 12 ask, in half of the cases, and each other now and then;
    mentors help strangers, too."""
    count = len(people)
    group = np.repeat(np.arange(count), rng.integers(5, 14, count))[:count]
    mentor = np.searchsorted(group, group)  # the first of each
    giver = rng.choice(count, 100_000, p=_share(rng.lognormal(0, 0.9, count)))
    friend = _one_of_group(rng, group[:, None], np.ones(count), group[giver])
    dice, learns = rng.random(len(giver)), giver < count / 4
    anyone = rng.choice(count, len(giver), p=_share(rng.pareto(1.1, count) + 0.1))
    anyone = np.where(dice > 0.85, mentor[anyone // 4], anyone)
    taught = np.where(learns & (dice < 0.5), mentor[giver], anyone)
    return _known(
        rng, people, giver, np.where(learns & (dice > 0.5) & (dice < 0.6), friend, taught)
    )


def trios(rng: np.random.Generator, people: Ints) -> Events:
    """Twelve languages with a few star helpers each; a quarter live in groups of two to four who
    give each other 40 % of their thanks."""
    count = len(people)
    language = _clusters(rng, count, 12, 1.0)
    trio = np.repeat(np.arange(count), rng.integers(2, 5, count))[:count]
    skill = np.where(rng.random(count) < 0.01, 60.0, 1.0) * (rng.pareto(1.2, count) + 0.1)
    giver = rng.choice(count, 110_000, p=_share(rng.pareto(1.5, count) + 0.1))
    near = _one_of_group(rng, language[:, None], skill, language[giver])
    friend = _one_of_group(rng, trio[:, None], np.ones(count), trio[giver])
    meets = (giver < count / 4) & (rng.random(len(giver)) < 0.4)
    return _known(rng, people, giver, np.where(meets, friend, near))


def heavy_tails(rng: np.random.Generator, people: Ints) -> Events:
    """A hundredth gives and gets half of everything."""
    count = len(people)
    giver = rng.choice(count, 150_000, p=_share(rng.pareto(1.05, count) + 0.02))
    receiver = rng.choice(count, len(giver), p=_share(rng.pareto(1.05, count) + 0.02))
    return _known(rng, people, giver, receiver)


WORLDS: dict[str, World] = {
    world.__name__.replace("_", " "): world
    for world in (
        topics, time_zones, super_helpers, study_pairs, all_active, hardly_active, friends,
        returned_favours, cohorts, forum_weeks, incident, neighbours, circles_everywhere,
        close_circles, best_friends, teams, heavy_tails, clubs, mentors, trios,
    )
}  # fmt: skip


def _share(weights: Floats) -> Floats:
    return np.asarray(weights / weights.sum())


def _clusters(rng: np.random.Generator, count: int, number: int, exponent: float) -> Ints:
    weights = 1 / np.arange(1, number + 1) ** exponent
    return np.asarray(rng.choice(number, count, p=_share(weights)))


def _one_of_group(rng: np.random.Generator, home: Ints, skill: Floats, group: Ints) -> Ints:
    """For each of `group` somebody whose home it is, by skill. `home`: one row a person."""
    member = np.repeat(np.arange(len(home)), home.shape[1])
    of_group = home.ravel()
    order = np.argsort(of_group, kind="stable")
    member, of_group = member[order], of_group[order]
    weight = np.cumsum(skill[member])
    start = np.searchsorted(of_group, group, "left")
    end = np.searchsorted(of_group, group, "right")
    below = np.where(start > 0, weight[start - 1], 0.0)
    point = below + rng.random(len(group)) * (weight[end - 1] - below)
    return np.asarray(member[np.clip(np.searchsorted(weight, point), start, end - 1)])


def _known(
    rng: np.random.Generator, people: Ints, giver: Ints, receiver: Ints, day: Floats | None = None
) -> Events:
    keep = giver != receiver
    when = rng.uniform(0, DAYS, len(giver)) if day is None else day
    return events(rng, people[giver[keep]], people[receiver[keep]], when[keep])
