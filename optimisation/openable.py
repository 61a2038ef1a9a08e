"""Which options some plan may open, as far as bans, hosts and stocks tell of each by itself."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from optimisation.problem import CoverProblem
from optimisation.scoring import TOLERANCE


def openable(problem: CoverProblem) -> NDArray[np.bool_]:
    """Return the options that a plan may open; that it may open them all is not said.

    Ruled out is what is forbidden, and what is not fixed open and excludes something that is, can have no
    host, or takes more of a stock than there is: with all that any other option supplies of it.

    Parameters
    ----------
    problem : CoverProblem

    Returns
    -------
    ndarray of bool, shape (options,)
    """
    able = ~problem.forbidden
    for group in problem.exclusive:
        members = list(group)
        if problem.fixed_open[members].any():
            able[members] &= problem.fixed_open[members]
    supply = np.maximum(-problem.use, 0.0)
    slack = TOLERANCE * np.maximum(1.0, np.abs(problem.stock))
    while True:
        most = problem.stock + supply[:, able].sum(axis=1) + slack
        lost = able & ~problem.fixed_open & (problem.use > most[:, None]).any(axis=0)
        for number in np.flatnonzero(able & ~problem.fixed_open & ~lost).tolist():
            hosts = problem.requires[number]
            lost[number] = bool(hosts) and not able[list(hosts)].any()
        if not lost.any():
            return able
        able &= ~lost
