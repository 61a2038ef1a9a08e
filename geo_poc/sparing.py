"""What of each resource a plan leaves, and how many people the next unit would bring within reach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from optimisation.assemble import Assembly, open_assets
from optimisation.by_hand import lay_out
from optimisation.problem import CoverProblem
from optimisation.reaches import Reaches
from optimisation.spare import Spare, spare
from optimisation.three_numbers import Conditions, numbers_under


def spare_of(
    problem: CoverProblem,
    chosen: NDArray[np.bool_],
    *,
    assembly: Assembly,
    reaches: Reaches,
    names: Mapping[str, str],
) -> tuple[tuple[Spare, str], ...]:
    """Return what of each resource is left, with what the next unit of it would be used for.

    Parameters
    ----------
    problem : CoverProblem
        Of the assembly, with or without floors of sources.
    chosen : ndarray of bool, shape (options,)
    assembly : Assembly
    reaches : Reaches
    names : mapping of option id to str
        What options are called.
    """
    found = spare(lay_out(problem), chosen)

    def out(also: int) -> float:
        plan = chosen.copy()
        if also >= 0:
            plan[also] = True
        assets = open_assets(assembly, plan)
        return numbers_under(assets, reaches, Conditions()).people_out_of_reach

    left_out = {where: out(where) for where in {-1, *(one.where for one in found)}}
    return tuple(
        (one, "")
        if one.where < 0
        else (
            replace(one, people=left_out[-1] - left_out[one.where]),
            names[problem.option_ids[one.where]],
        )
        for one in found
    )
