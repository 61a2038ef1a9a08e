"""How a run is driven: progress, cancellation, where work is done, how long it takes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from layers.errors import Finding, raise_errors
from optimisation.exact import PROOF
from optimisation.given_back import give_back
from optimisation.leftovers import remove_leftovers
from optimisation.placement import Progress
from optimisation.pool import process_pool, start_method
from optimisation.travel_cache import WORK

Tell = Callable[[str, str], None]
"""Called with a stage and what it is doing."""


@dataclass(frozen=True, slots=True)
class Control:
    """How a run is driven: nothing here changes what a finished plan says.

    Parameters
    ----------
    tell : callable or None
        Progress of the stages: called with the name of a stage and what it is doing, both text.
    solving : callable or None
        Progress of the optimiser: called with its best, bound and gap while it runs.
    cancel : callable or None
        Polled, without arguments; True stops the optimiser with the best plan so far, and the computing of
        travel times and patrols with nothing.
    executor : Executor or None
        Where travel times are computed; None = local processes.
    cache_dir : Path or None
        Where travel times are kept; None = not kept.

    Raises
    ------
    InputError
        With everything that is of another kind.
    """

    tell: Tell | None = None
    solving: Callable[[Progress], None] | None = None
    cancel: Callable[[], bool] | None = None
    executor: Executor | None = None
    cache_dir: Path | None = None

    def __post_init__(self) -> None:
        called = {
            "tell": "a function of a stage and its words",
            "solving": "a function of the progress",
            "cancel": "a function without arguments that says whether to stop",
        }
        held = {
            "executor": (Executor, "a concurrent.futures.Executor"),
            "cache_dir": (Path, "a pathlib.Path"),
        }
        given = {name: value for name in self.__slots__ if (value := getattr(self, name)) is not None}
        wrong = {name: words for name, words in called.items() if name in given and not callable(given[name])}
        wrong |= {
            n: words for n, (kind, words) in held.items() if n in given and not isinstance(given[n], kind)
        }
        raise_errors(
            Finding(
                "error",
                f"{name} is of another kind",
                f"give {words}, or leave it out",
                column=name,
                value=repr(given[name])[:60],
            )
            for name, words in wrong.items()
        )


NO_CONTROL = Control()
"""Silent, uncached, not to be cancelled."""


class Clock:
    """Stages with their seconds."""

    __slots__ = ("_tell", "seconds")

    def __init__(self, tell: Tell | None) -> None:
        self.seconds: list[tuple[str, float]] = []
        self._tell = tell

    @contextmanager
    def stage(self, name: str, words: str) -> Iterator[None]:
        """Tell that a stage begins, and keep how long it takes."""
        if self._tell is not None:
            self._tell(name, words)
        start = time.perf_counter()
        yield
        give_back()
        self.seconds.append((name, time.perf_counter() - start))


LITTLE = 100_000
"""Travel cells times sites up to which processes take longer to start than the work takes: 0.1 to 0.2 s."""


@contextmanager
def workers(given: Executor | None, *, cells: int, sites: int) -> Iterator[Executor | None]:
    """Give where travel and patrols are computed: what was given, local processes, or None for this process.

    What killed commands left in the folder for temporary files is removed first.

    Parameters
    ----------
    given : Executor or None
        Used whatever there is to do.
    cells : int
        Travel cells.
    sites : int
        That are computed from.
    """
    for prefix in (WORK, PROOF):
        remove_leftovers(None, prefix)
    if given is not None:
        yield given
        return
    if cells * sites <= LITTLE or start_method() == "spawn":
        # New processes would cost more than they gain, and a script without a main guard would run again.
        yield None
        return
    with process_pool() as pool:
        yield pool
