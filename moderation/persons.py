"""Names of people, which are theirs whatever stands between the words and in whichever order."""

from collections.abc import Iterable, Mapping

from moderation.sounds import sound

_LONG_ENOUGH_TO_HEAR = 10  # letters of a whole name
_SHORTEST_WORD_HEARD = 4

Person = frozenset[str]  # the folded words of a name


class People:
    """`heard` are the people whose names are known by their sound, each by its longest word."""

    def __init__(self, people: Iterable[Person]) -> None:
        known = list(people)
        self._named = _by_longest(known)
        self.heard = _by_longest(Person(map(sound, one)) for one in known if _is_heard(one))

    def named_in(self, pieces: list[str]) -> bool:
        """Whether all words of somebody's name are there."""
        return _is_in(self._named, pieces)

    def heard_in(self, pieces: list[str]) -> bool:
        """The same by sound, of names long enough that no other is spoken so."""
        if not self.heard:
            return False
        return _is_in(self.heard, [sound(piece) for piece in pieces if piece.isascii()])


def _is_heard(person: Person) -> bool:
    return sum(map(len, person)) >= _LONG_ENOUGH_TO_HEAR and all(
        word.isascii() and len(word) >= _SHORTEST_WORD_HEARD for word in person
    )


def _by_longest(people: Iterable[Person]) -> Mapping[str, list[Person]]:
    found: dict[str, list[Person]] = {}
    for person in people:
        found.setdefault(max(person, key=len), []).append(person)
    return found


def _is_in(people: Mapping[str, list[Person]], words: list[str]) -> bool:
    if people.keys().isdisjoint(words):
        return False
    found = (person for word in words for person in people.get(word, ()))
    return any(person.issubset(words) for person in found)
