"""How factors combine into multipliers of risk, one step after another, so that each one's part is known.

Multiplicative (the default), with v a factor and w its weight:

    nature, intent, capacity, opportunity   product of v^(w / W), W the sum of their weights, a missing role
                                            counting as 1 with weight 1: a weighted geometric mean
    vulnerability, impact                   product of v^w; for groups the mean over people of the groups
    drivers                                 (1 + sum of w d against) / (1 + sum of w d for)

Additive: one weighted mean of all factors in [0.05, 1], a missing role counting as 1 with weight 1; drivers
as above. Each step is the ratio of the whole after it to the whole before it, so the product of all is exact.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layers.landscape import Landscape, Source
from layers.risk.canvas import Window
from layers.risk.factors import (
    DRIVER_ROLES,
    FACTOR_ROLES,
    LIKELIHOOD_ROLES,
    Combination,
    Factor,
    Role,
    Step,
)


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """The factors of an estimate and how they combine; none by default."""

    factors: tuple[Factor, ...] = ()
    how: Combination = "multiplicative"

    def steps(
        self,
        landscape: Landscape,
        source: Source,
        window: Window,
        quantiles: Mapping[str, float] | None = None,
    ) -> Iterator[Step]:
        """Yield the multipliers of a source on a window of the travel cells; see :func:`steps_of`."""
        return steps_of(
            self.factors, source, how=self.how, window=window, groups=landscape.groups, quantiles=quantiles
        )


def steps_of(
    factors: Sequence[Factor],
    source: Source,
    *,
    how: Combination,
    window: Window,
    groups: Mapping[str, NDArray[np.float64]],
    quantiles: Mapping[str, float] | None = None,
) -> Iterator[Step]:
    """Yield the multipliers of a source's risk.

    Parameters
    ----------
    factors : sequence of Factor
    source : Source
    how : {"multiplicative", "additive"}
    window : pair of slice
        Rows and columns of the travel cells that are wanted.
    groups : mapping of group to ndarray of float64, travel shape
        People of each group; for vulnerability by group.
    quantiles : mapping of factor's name to float, optional
        Where between lowest (0), median (0.5) and highest (1) of the analysts' values; the median else.
    """
    own = [factor for factor in factors if factor.judges(source)]
    values = {id(factor): factor.at((quantiles or {}).get(factor.name, 0.5))[window] for factor in own}
    plain = [factor for factor in own if factor.role in FACTOR_ROLES and not factor.groups]
    if how == "additive":
        yield from _added(plain, values)
    else:
        yield from _multiplied(plain, values)
    grouped = [factor for factor in own if factor.groups]
    if grouped:
        field = _by_group(grouped, values, groups, window)
        names = ", ".join(dict.fromkeys(factor.name for factor in grouped))
        yield Step(f"{names}, by group", "vulnerability", tuple(grouped), field)
    for role in DRIVER_ROLES:
        yield from _drivers([factor for factor in own if factor.role == role], role, values)


def _multiplied(plain: Sequence[Factor], values: Mapping[int, NDArray[np.float64]]) -> Iterator[Step]:
    likely = [factor for factor in plain if factor.role in LIKELIHOOD_ROLES]
    given = {factor.role for factor in likely}
    whole = sum(factor.weight for factor in likely) + sum(role not in given for role in LIKELIHOOD_ROLES)
    for factor in plain:
        power = factor.weight / whole if factor.role in LIKELIHOOD_ROLES else factor.weight
        yield Step(factor.name, factor.role, (factor,), values[id(factor)] ** power)


def _added(plain: Sequence[Factor], values: Mapping[int, NDArray[np.float64]]) -> Iterator[Step]:
    given = {factor.role for factor in plain}
    whole = sum(factor.weight for factor in plain) + sum(role not in given for role in FACTOR_ROLES)
    before: NDArray[np.float64] | float = 1.0
    for factor in plain:
        after = before - factor.weight / whole * (1.0 - values[id(factor)])
        yield Step(factor.name, factor.role, (factor,), np.asarray(after / before))
        before = after


def _by_group(
    grouped: Sequence[Factor],
    values: Mapping[int, NDArray[np.float64]],
    groups: Mapping[str, NDArray[np.float64]],
    window: Window,
) -> NDArray[np.float64]:
    """Return the mean over people of the groups' vulnerability; 1 where no layer knows the groups."""
    people = {name: np.nan_to_num(values_[window], nan=0.0) for name, values_ in groups.items()}
    shape = next(iter(values.values())).shape
    total = np.zeros(shape)
    held = np.zeros(shape)
    for name, count in people.items():
        product = np.ones(shape)
        for factor in grouped:
            if name in factor.groups:
                product = product * values[id(factor)] ** factor.weight
        total += count
        held += count * product
    return np.divide(held, total, out=np.ones(shape), where=total > 0)


def _drivers(
    drivers: Sequence[Factor], role: Role, values: Mapping[int, NDArray[np.float64]]
) -> Iterator[Step]:
    before: NDArray[np.float64] | float = 1.0
    for factor in drivers:
        after = before + factor.weight * values[id(factor)]
        ratio = after / before if role == "driver_against" else before / after
        yield Step(factor.name, role, (factor,), np.asarray(ratio))
        before = after
