"""The pool of patrol routes of many sites, from which a plan chooses."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor

import numpy as np
from numpy.typing import NDArray

from layers.errors import Finding
from optimisation.patrols.route import Ground, PatrolRules, Route


def route_pool(
    ground: Ground,
    *,
    rules: PatrolRules,
    site_ids: Sequence[str],
    site_cells: NDArray[np.int64],
    waypoints: NDArray[np.int64],
    prize: NDArray[np.float64],
    must_revisit: Mapping[int, int] | None = None,
    label: str = "",
    iterations: int = 200,
    seed: int = 0,
    executor: Executor | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancel: Callable[[], bool] | None = None,
    note: Callable[[Finding], None] | None = None,
) -> tuple[Route, ...]:
    """Return up to `rules.routes_per_site` routes of each site, each the best use of what is left.

    The routes of a site complement each other: a cell's k-th visit earns its prize times the k-th repeat
    value, so that a later route goes elsewhere unless a repeat pays. Sites are independent of each other.

    Parameters
    ----------
    ground : Ground
        Friction of the persona and season that patrols, and the demand cells above it.
    rules : PatrolRules
    site_ids : sequence of str
        Unique.
    site_cells : ndarray of int64, shape (sites,)
        Flat travel cell of each site; several sites may share one.
    waypoints : ndarray of int64
        Flat travel cells where a patrol may halt, rising, each once.
    prize : ndarray of float64, shape (demand cells,)
        Worth of a first visit at full value, >= 0, by demand position.
    must_revisit : mapping of int to int, optional
        Visits per period wanted for demand positions (from must threats): they come before all others, as
        often as wanted, wherever they are within reach.
    label : str
        Put before the number in ids ("n" gives "goma/n1"), so that pools of several rules can be joined.
    iterations : int
        Rounds of ruin and recreate for each route.
    seed : int
        Of the search.
    executor : Executor or None
        Where to compute; None = in this process.
    progress : callable or None
        Called with the number of sites done and of all sites.
    cancel : callable or None
        Asked between pieces of work; True stops.
    note : callable or None
        Told what did not go as asked, although the routes are right.

    Returns
    -------
    tuple of Route
        Ordered by site, then number (value falling); the same bytes with any executor. A site with nothing
        in reach has none.

    Raises
    ------
    InputError
        With all findings: rules, shapes, sites or waypoints outside the grid or in blocked cells.
    PatrolCancelledError
        When `cancel` said so.
    """
    raise NotImplementedError
