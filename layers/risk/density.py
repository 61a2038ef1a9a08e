"""From the mass of events to likelihood and risk on demand cells, with the part of each factor."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layers.grid import block_sum
from layers.landscape import Landscape
from layers.risk.canvas import Canvas
from layers.risk.factors import Role, Step
from layers.risk.kernel import smooth


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Risk after one more factor.

    Parameters
    ----------
    name : str
    role : Role
    reliability, citation : str
    after : ndarray of float64, demand shape
        Risk with this factor and all before it.
    """

    name: str
    role: Role
    reliability: str
    citation: str
    after: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class SourceSurfaces:
    """Likelihood and risk of one source on demand cells.

    Parameters
    ----------
    likelihood : ndarray of float64, demand shape
        Events per 100 km2 and year.
    bare : ndarray of float64, demand shape
        People x likelihood, before factors.
    risk : ndarray of float64, demand shape
        After all factors.
    parts : tuple of Part
        In the order of the factors; the last one's `after` is `risk`.
    in_area, on_canvas : float
        Recorded events a year in the area, and there and within the kernel's reach of it.
    observed_in_area : float
        In the area, after the correction for reporting.
    """

    likelihood: NDArray[np.float64]
    bare: NDArray[np.float64]
    risk: NDArray[np.float64]
    parts: tuple[Part, ...]
    in_area: float
    on_canvas: float
    observed_in_area: float


def source_surfaces(
    landscape: Landscape,
    canvas: Canvas,
    mass: NDArray[np.float64],
    bandwidth_m: float,
    steps: Iterable[Step] = (),
    observed: NDArray[np.float64] | None = None,
) -> SourceSurfaces:
    """Smooth the mass of one source, and multiply it by people and factors.

    Parameters
    ----------
    landscape : Landscape
    canvas : Canvas
        Of the travel grid.
    mass : ndarray of float64, canvas shape
        Events a year in each cell, not smoothed.
    bandwidth_m : float
        0 where the mass is a surface already.
    steps : iterable of Step
        Multipliers on the canvas's window.
    observed : ndarray of float64, window shape, optional
        Share of events that somebody would report; the density is divided by it.
    """
    factor, shape = landscape.factor, landscape.grid.shape
    if mass.any() and bandwidth_m > 0:
        mass = smooth(mass, bandwidth_m / canvas.grid.cell_m)
    density = canvas.window(mass) / (canvas.grid.cell_m / 10_000.0) ** 2  # per 100 km2
    share = canvas.grid.share[canvas.rows, canvas.columns].astype(np.float64)
    in_area = float((canvas.window(mass) * share).sum())
    corrected = in_area
    if observed is not None:
        density = density / observed
        corrected = float((density * share).sum()) * (canvas.grid.cell_m / 10_000.0) ** 2
    people = np.nan_to_num(landscape.travel_people[canvas.rows, canvas.columns], nan=0.0)
    area = block_sum(share, factor)
    inside = block_sum(density * share, factor)
    rows = slice(canvas.rows.start // factor, canvas.rows.stop // factor)
    columns = slice(canvas.columns.start // factor, canvas.columns.stop // factor)

    def laid(values: NDArray[np.float64]) -> NDArray[np.float64]:
        whole = np.zeros(shape)
        whole[rows, columns] = values
        return whole

    likelihood = laid(np.divide(inside, area, out=np.zeros_like(inside), where=area > 0))
    exposed = density * people * (share > 0)
    bare = laid(block_sum(exposed, factor))
    parts = []
    risk = bare
    for step in steps:
        exposed = exposed * step.field
        risk = laid(block_sum(exposed, factor))
        told = step.factors
        grade = ", ".join(dict.fromkeys(one.reliability for one in told if one.reliability))
        cited = "; ".join(dict.fromkeys(one.citation for one in told))
        parts.append(Part(step.name, step.role, grade, cited, risk))
    return SourceSurfaces(likelihood, bare, risk, tuple(parts), in_area, float(mass.sum()), corrected)
