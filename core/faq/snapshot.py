"""An index as a file: a header, then its arrays as they lie in memory, to be mapped at start."""

import os
import zlib
from collections.abc import Mapping
from itertools import chain
from pathlib import Path
from typing import TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from core.faq import concepts, romanised, spacing
from core.faq.aliases import Aliases
from core.faq.concepts import Concepts, Ways
from core.faq.confidence import Curve
from core.faq.gate import Gate
from core.faq.index import Index
from core.faq.lexicon import Lexicon
from core.faq.postings import Postings
from core.faq.reading import Reader
from core.faq.sketch import Sketch
from core.faq.spelling import Spelling
from core.faq.suggestions import Titles
from core.faq.wordings import Wordings

VERSION = 3
"""Another one, or other shipped concepts: the features mean something else. Build anew."""

ALIGNED = 64

Kind = TypeVar("Kind", bound=np.generic)


class SnapshotError(Exception):
    """The file cannot be used: another version's, or cut short."""


class _Array(msgspec.Struct, frozen=True):
    start: int
    end: int


class _Header(msgspec.Struct, frozen=True):
    version: int
    concepts: int
    size: int
    arrays: dict[str, _Array]
    entries: tuple[str, ...]
    languages: tuple[str, ...]
    words: tuple[str, ...]
    short: tuple[str, ...]
    curve: Curve
    level: float
    aliases: dict[str, str]
    own_concepts: dict[str, dict[str, str]]
    ways: Ways
    titles: dict[str, list[tuple[str, str]]]
    learned: dict[int, dict[int, float]]


def save(index: Index, path: Path) -> None:
    """Whole or not at all: the file is replaced once it is complete on disk."""
    arrays = _arrays(index)
    places, size = {}, 0
    for name, array in arrays.items():
        places[name] = _Array(size, size + array.nbytes)
        size += -(-array.nbytes // ALIGNED) * ALIGNED
    header = msgspec.msgpack.encode(_header(index, places, size))
    with path.with_suffix(".new").open("wb") as file:
        file.write(len(header).to_bytes(8, "little") + header)
        for array in arrays.values():
            file.write(array.tobytes())
            file.write(bytes(-array.nbytes % ALIGNED))
        file.flush()
        os.fsync(file.fileno())
    path.with_suffix(".new").replace(path)


def load(path: Path) -> Index:
    """In milliseconds: the arrays are read when they are first used. Raises SnapshotError, and
    OSError where there is no file."""
    if path.stat().st_size < ALIGNED:
        raise SnapshotError(f"{path} is cut short")
    data = np.memmap(path, np.uint8, "r")
    length = int.from_bytes(data[:8].tobytes(), "little")
    try:
        header = msgspec.msgpack.decode(data[8 : 8 + length].tobytes(), type=_Header)
    except msgspec.MsgspecError as error:
        raise SnapshotError(f"{path} is no snapshot of this version") from error
    if (header.version, header.concepts) != (VERSION, _concepts()):
        raise SnapshotError(f"{path} is a snapshot of another version")
    if len(data) != 8 + length + header.size:
        raise SnapshotError(f"{path} is cut short")
    return _index(header, data[8 + length :])


def _index(header: _Header, data: NDArray[np.uint8]) -> Index:
    def read(name: str, kind: type[Kind]) -> NDArray[Kind]:
        place = header.arrays[name]
        return data[place.start : place.end].view(kind)

    postings = Postings(
        vocabulary=read("vocabulary", np.uint32),
        rarity=read("rarity", np.float32),
        spoken=read("spoken", np.uint32),
        starts=read("starts", np.int32),
        entries=read("entries", np.int32),
        weights=read("weights", np.float32),
        size=len(header.entries),
    )
    lexicon = Lexicon(Aliases(header.aliases), Concepts(header.ways), header.own_concepts)
    return Index(
        entries=header.entries,
        languages=header.languages,
        spoken=read("tongues", np.uint32),
        postings=postings,
        wordings=Wordings(read("hashes", np.uint32), read("owners", np.int32)),
        reader=Reader(
            lexicon,
            spacing.collect(chain(header.words, header.short, lexicon.concepts.words)),
            Spelling(header.words, read("parts", np.uint32), read("whose", np.int32)),
        ),
        curve=header.curve,
        gate=Gate(lexicon.concepts, Sketch(postings), header.level, header.curve.telling > 0.0),
        titles=Titles(header.titles),
        learned=header.learned,
    )


def _header(index: Index, places: dict[str, _Array], size: int) -> _Header:
    reader = index.reader
    return _Header(
        version=VERSION,
        concepts=_concepts(),
        size=size,
        arrays=places,
        entries=index.entries,
        languages=index.languages,
        words=reader.spelling.words,
        short=tuple(sorted(reader.spacing.known - set(reader.spelling.words))),
        curve=index.curve,
        level=index.gate.level,
        aliases=reader.lexicon.aliases.words,
        own_concepts={name: dict(forms) for name, forms in reader.lexicon.own.items()},
        ways=reader.lexicon.concepts.ways,
        titles={language: list(own) for language, own in index.titles.of_language.items()},
        learned={feature: dict(more) for feature, more in index.learned.items()},
    )


def _arrays(index: Index) -> Mapping[str, NDArray[np.generic]]:
    own = index.postings
    return {
        "vocabulary": own.vocabulary,
        "rarity": own.rarity,
        "spoken": own.spoken,
        "starts": own.starts,
        "entries": own.entries,
        "weights": own.weights,
        "hashes": index.wordings.hashes,
        "owners": index.wordings.entries,
        "parts": index.reader.spelling.hashes,
        "whose": index.reader.spelling.owners,
        "tongues": index.spoken,
    }


def _concepts() -> int:
    return zlib.crc32(concepts.FILE.read_bytes() + romanised.FILE.read_bytes())
