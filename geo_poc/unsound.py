"""What stands for a value of a mission file that is wrong by itself, so that no check can rest on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NoReturn

from layers.errors import Finding


class UnsoundError(Exception):
    """A check asked for a value that is wrong by itself."""


class Unsound:
    """A value that is there and wrong: whatever is asked of it, the check that asks ends.

    What does not depend on it can be checked beside it: how many values there are, or whether one is given.
    """

    __slots__ = ()

    def _ask(self, *_: Any) -> NoReturn:
        raise UnsoundError

    __getattr__ = __getitem__ = __call__ = _ask
    __bool__ = __iter__ = __len__ = __contains__ = __hash__ = _ask
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _ask
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _ask
    __float__ = __int__ = __index__ = __str__ = __repr__ = __format__ = _ask


UNSOUND = Unsound()


def as_far_as_sound(check: Callable[..., Iterable[Finding]], *asked: Any) -> Iterator[Finding]:
    """Yield what a check finds, up to where it asks for a value that is wrong by itself.

    Parameters
    ----------
    check : callable
    asked
        What it takes.
    """
    try:
        yield from check(*asked)
    except UnsoundError:
        return
