"""Where the next events of each source are expected: the learned mixture over the source's own events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from layers.landscape import Landscape
from layers.risk.canvas import Canvas, canvas_around
from layers.risk.events import ThreatEvents
from layers.risk.features_kernels import MIXED, WIDTHS_M
from layers.risk.kernel import NOISE, TRUNCATE, kernel_weights, smooth
from layers.risk.learned import Learned
from layers.risk.spread import FUZZY_SIGMA_M, Spread, spread_events
from layers.side_by_side import side_by_side


@dataclass(frozen=True, slots=True, eq=False)
class LearnedGround:
    """What the densities of several horizons share: events on a canvas, and how much each has in the area.

    Parameters
    ----------
    events : ThreatEvents
    spread : Spread
        On a canvas that reaches as far as the widest kernel.
    share : ndarray of float64, canvas shape
        Share of each cell in the area.
    inside : mapping of width to ndarray of float64, shape (events,)
        Part of an event's kernel of that width, metres, that lies in the area.
    waves : Waves
        Transforms of the kernels on the canvas.
    """

    events: ThreatEvents
    spread: Spread
    share: NDArray[np.float64]
    inside: Mapping[float, NDArray[np.float64]]
    waves: Waves


def learned_ground(landscape: Landscape, events: ThreatEvents) -> LearnedGround:
    """Lay the events on a canvas that holds the widest kernels."""
    reach = TRUNCATE * (max(WIDTHS_M) + FUZZY_SIGMA_M) + 2 * landscape.travel.cell_m
    canvas = canvas_around(landscape.travel, reach, block=landscape.factor)
    spread = spread_events(events, landscape, canvas)
    share = canvas.pad(canvas.grid.share)
    # a kernel is symmetric: what it leaves in the area is the area's own smoothing at the event
    reached = {width: smooth(share, width / canvas.grid.cell_m) for width in WIDTHS_M}
    inside = {width: spread.mean(values) for width, values in reached.items()}
    return LearnedGround(events, spread, share, MappingProxyType(inside), Waves(spread))


def learned_density(
    ground: LearnedGround, learned: Learned, *, threads: int = 1
) -> list[NDArray[np.float64]]:
    """Return for each source where the next events are expected, canvas shape, as shares of all of them.

    The learned weights are applied to the kernels of each source's own events, every precision class as it is
    spread; uniform is shared between sources as their events of late. The shares of all sources in the area
    sum to 1.

    Parameters
    ----------
    ground : LearnedGround
    learned : Learned
    threads : int
        Sources that are laid side by side; changes no result.
    """
    events, canvas, share = ground.events, ground.spread.canvas, ground.share
    ages = {kernel.half_life_days: np.exp2(-events.age_days / kernel.half_life_days) for kernel in MIXED}
    together = events.weights.sum(axis=1)
    flat = float(learned.weights[-1])
    strength = {width: np.zeros(together.size) for width in WIDTHS_M}
    for kernel, weight in zip(MIXED, learned.weights, strict=False):
        age = ages[kernel.half_life_days]
        total = float((together * age) @ ground.inside[kernel.width_m])
        if total > 0:
            strength[kernel.width_m] += weight / total * age
        else:
            flat += float(weight)
    recent = ages[MIXED[0].half_life_days] + 1e-9
    sources = events.weights.T @ recent / (together @ recent)
    raised, area = _raised(canvas, learned), share.sum()

    def laid(band: int) -> NDArray[np.float64]:
        own = {width: events.weights[:, band] * values for width, values in strength.items()}
        density = flat * sources[band] / area + ground.waves.smoothed(ground.spread, own)
        return np.asarray(density * raised)

    found = list(side_by_side(laid, range(len(sources)), threads=threads))
    total = sum(float((density * share).sum()) for density in found)
    return [density / total for density in found]


class Waves:
    """Fourier transforms of kernels: one of each mass and one back for all, where smoothing takes three each.

    Parameters
    ----------
    spread : Spread
        Its canvas, and whether any of its events is still to be widened.
    """

    __slots__ = ("_kernels", "_shape", "_size")

    def __init__(self, spread: Spread) -> None:
        cell_m, self._size = spread.canvas.grid.cell_m, spread.canvas.shape
        margin = sum(len(kernel_weights(wide / cell_m)) // 2 for wide in (max(WIDTHS_M), FUZZY_SIGMA_M))
        ny, nx = (fft.next_fast_len(side + margin, real=True) for side in self._size)
        self._shape = int(ny), int(nx)
        widths = {*WIDTHS_M, FUZZY_SIGMA_M} if spread.fuzzy.any() else WIDTHS_M
        self._kernels = {width: self._kernel(width / cell_m) for width in widths}

    def smoothed(self, spread: Spread, weights: Mapping[float, NDArray[np.float64]]) -> NDArray[np.float64]:
        """Return the sum over widths of the mass of events with these weights, smoothed; canvas shape."""
        found = np.zeros((self._shape[0], self._shape[1] // 2 + 1), dtype=np.complex128)
        for width, weight in weights.items():
            if weight.any():
                exact, fuzzy = spread.parts(weight)
                mass = fft.rfft2(exact, self._shape)
                if fuzzy is not None:
                    mass += fft.rfft2(fuzzy, self._shape) * self._kernels[FUZZY_SIGMA_M]
                found += mass * self._kernels[width]
        ny, nx = self._size
        out = fft.irfft2(found, self._shape)[:ny, :nx]
        return np.where(out > NOISE * float(out.max(initial=0.0)), out, 0.0)

    def _kernel(self, sigma_cells: float) -> NDArray[np.complex128]:
        kernel = kernel_weights(sigma_cells)
        radius = len(kernel) // 2
        laid = np.zeros(self._shape)
        laid[: len(kernel), : len(kernel)] = kernel
        return np.asarray(fft.rfft2(np.roll(laid, (-radius, -radius), axis=(0, 1))))


def _raised(canvas: Canvas, learned: Learned) -> NDArray[np.float64]:
    side, _, west, _, _, north = canvas.transform
    ny, nx = canvas.shape
    x, y = west + (np.arange(nx) + 0.5) * side, north - (np.arange(ny) + 0.5) * side
    columns, rows = np.meshgrid(x, y)
    return learned.at(columns.ravel(), rows.ravel()).reshape(canvas.shape)
