"""Whether a hard floor can be met by all that is not ruled out, the rest aside: counted, not solved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from optimisation.demands import Demand
from optimisation.problem import CoverProblem
from optimisation.scoring import TOLERANCE, hits_of
from optimisation.side_program import Answer


class ReachModel:
    """Answers as a :class:`optimisation.side_model.SideModel` of one floor and of what is ruled out.

    Without stocks, needs and exclusions opening more never covers less, so the plan with everything decides.

    Parameters
    ----------
    problem : CoverProblem
    demands : sequence of Demand
        A floor, then options ruled out.
    """

    def __init__(self, problem: CoverProblem, demands: Sequence[Demand]) -> None:
        floor = problem.floors[demands[0].index]
        rows = np.flatnonzero(floor.weights > 0)
        self._part = replace(
            problem,
            cover=problem.cover[rows],
            also=None if problem.also is None else problem.also[rows],
            joint=None if problem.joint is None else problem.joint[rows],
            most=None if problem.most is None else problem.most[rows],
        )
        self._weights, self._wanted = floor.weights[rows], (floor.share - TOLERANCE) * floor.base
        self._shut = np.array([demand.index for demand in demands[1:]], dtype=np.int64)

    def ask(
        self,
        allowed: NDArray[np.bool_],
        *,
        time_limit_s: float | None = None,  # noqa: ARG002 (takes no time worth limiting)
        cancel: Callable[[], bool] = lambda: False,  # noqa: ARG002
    ) -> Answer:
        """Return whether the floor is met with everything but what is still ruled out."""
        chosen = np.ones(len(self._part.option_ids), dtype=np.bool_)
        chosen[self._shut[~allowed[1:]]] = False
        met = bool(allowed[0]) or float(self._weights @ hits_of(self._part, chosen)) >= self._wanted
        return Answer(met, True, chosen, np.zeros(allowed.size))
