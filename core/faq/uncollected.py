"""A long computation without Python's search for cycles."""

import gc
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def without_collecting(work: Callable[P, T]) -> Callable[P, T]:
    """For what makes millions of small things, none of them in a cycle: walking them again and
    again is a sixth of a build."""

    @wraps(work)
    def uncollected(*args: P.args, **kwargs: P.kwargs) -> T:
        collected = gc.isenabled()
        gc.disable()
        try:
            return work(*args, **kwargs)
        finally:
            if collected:
                gc.enable()

    return uncollected
