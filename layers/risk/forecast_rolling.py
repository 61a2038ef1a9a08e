"""Forecasts at rolling origins by every model, each from what was over before its origin."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from layers.risk.baselines import MOST_VALIDATED, baseline_surfaces
from layers.risk.features import SEASON, TWELVE, log_density, raising_features
from layers.risk.features_kernels import MIXED, kernel_surfaces, normalised
from layers.risk.folds import Fold, PlacedEvents, TestGround
from layers.risk.learned_mixture import mixture_weights
from layers.risk.learned_tilt import tilted
from layers.risk.learned_trees import Sample, boosted, trees
from layers.risk.skill import Window, nats_over_uniform
from layers.side_by_side import side_by_side

FORECAST = "forecast"
"""The forecast itself: at each origin the pool, or what did better beyond noise in the windows before."""

KERNEL, MIXTURE = "kde_decay", "kernel_mixture"
TILTED, BOOSTED, POOLED = "tilted_mixture", "boosted_mixture", "pooled_mixture"
POOL = {MIXTURE: 1.0, TILTED: 1.0, BOOSTED: 2.0}
"""Weights of the pool's parts, as powers; what could not be learned has none."""

PARTS = (MIXTURE, TILTED, BOOSTED, POOLED)
SIMPLE = ("count_all", "kde", KERNEL)
CANDIDATES = (*SIMPLE, *PARTS)
"""The pool stays unless another did better beyond noise."""

FEWEST_WINDOWS = 4
"""Windows with events that candidates must have been tried on before another than the pool may be chosen."""

NOISE = 1.645
"""Standard errors of the mean difference of paired windows that are noise: a one-sided test at 5 %."""

SEEN = 8
"""Windows before the first tested one in which trees are grown too, to have something to choose by."""

FEW = 2.0
"""Events beyond the outline that are taken for granted, found and expected."""

INNER = 24
"""Windows before the first tested one that learning and choosing may read."""


@dataclass(frozen=True, slots=True, eq=False)
class Rolled:
    """Surfaces of every model at every origin.

    Parameters
    ----------
    folds : tuple of Fold
        Oldest first; those from `first` on are tested, the earlier ones only learned from.
    first : int
    counts : ndarray of float64, shape (folds, cells)
        Events in the area that were over by the end of their window.
    surfaces : mapping of model to ndarray of float64, shape (folds, cells)
        Events per cell in any unit; baselines, candidates and "forecast".
    choices : tuple of str
        The candidate that "forecast" is at each origin.
    weights : ndarray of float64, shape (folds, parts)
        Of the mixture.
    scores : ndarray of float64, shape (folds, candidates)
        Nats per event in the area; NaN where a window held none.
    """

    folds: tuple[Fold, ...]
    first: int
    counts: NDArray[np.float64]
    surfaces: dict[str, NDArray[np.float64]]
    choices: tuple[str, ...]
    weights: NDArray[np.float64]
    scores: NDArray[np.float64]


def roll(
    events: PlacedEvents,
    ground: TestGround,
    folds: Sequence[Fold],
    counts: NDArray[np.float64],
    fixed: NDArray[np.float64],
    *,
    beyond: NDArray[np.float64],
    first: int,
    seed: int,
    seen: int = SEEN,
    mixed: Callable[[int], NDArray[np.float64]] | None = None,
    baselines: bool = True,
    progress: Callable[[int, int], None] | None = None,
    threads: int = 1,
) -> Rolled:
    """Forecast every window from what was over before it.

    Parameters
    ----------
    events : PlacedEvents
    ground : TestGround
    folds : sequence of Fold
        Following each other, oldest first; each with an event before it.
    counts : ndarray of float64, shape (folds, cells)
        Events in the area in each window that were over by its end; read for later origins alone.
    fixed : ndarray of float64, shape (cells, features)
        Of :func:`layers.risk.features.ground_features`.
    beyond : ndarray of float64, shape (folds,)
        As `counts`, events in cells of the rectangle that lie wholly outside the area.
    first : int
        First fold that is tested.
    seed : int
        Of the trees.
    seen : int
        Windows before the first tested one in which trees are grown too.
    mixed : callable or None
        Gives the kernels `MIXED` at an origin, as :class:`layers.risk.features_kept.KeptKernels` does; called
        from several threads, each origin once.
    baselines : bool
        False leaves out those that are no candidate.
    progress : callable or None
        Called with origins done and origins.
    threads : int
        Origins that are worked on side by side; changes no result.
    """
    surfaces = baseline_surfaces(events, ground, folds, counts)
    kept = _Kept(ground, tuple(folds), counts, beyond, fixed, seed)
    for name in (MIXTURE, TILTED, BOOSTED, POOLED, "lightgbm"):
        surfaces[name] = np.zeros((len(folds), ground.share.size))
    kernels = mixed or partial(kernel_surfaces, events, ground, kernels=MIXED)
    numbers, origins = range(len(folds)), [fold.origin for fold in folds]
    for number, made in enumerate(side_by_side(kernels, origins, threads=threads)):
        surfaces[MIXTURE][number] = kept.add(made)
    if baselines:
        twelve = partial(kernel_surfaces, events, ground, kernels=TWELVE)
        for made in side_by_side(twelve, origins, threads=threads):
            kept.add_twelve(made)
    tried = max(0, first - seen)

    def learned(number: int) -> dict[str, NDArray[np.float64]]:
        found = kept.raised(number, trees=number >= tried)
        if baselines and number >= first:
            found["lightgbm"] = kept.trees(number, surfaces[KERNEL][number])
        return found

    for number, found in enumerate(side_by_side(learned, numbers, threads=threads)):
        for name, surface in found.items():
            surfaces[name][number] = surface
        if progress is not None:
            progress(number + 1, len(folds))
    if not baselines:
        surfaces = {name: surfaces[name] for name in CANDIDATES}
    choices, scores = _choose(surfaces, ground.share, counts)
    surfaces[FORECAST] = np.array([surfaces[name][number] for number, name in enumerate(choices)])
    return Rolled(tuple(folds), first, counts, surfaces, choices, np.array(kept.weights), scores)


class _Kept:
    """What later origins learn from: parts, weights and rows of the origins so far."""

    __slots__ = (
        "beyond",
        "counts",
        "densities",
        "fixed",
        "folds",
        "ground",
        "inside",
        "leaked",
        "mixtures",
        "outside",
        "samples",
        "seed",
        "twelve",
        "weights",
    )

    def __init__(
        self,
        ground: TestGround,
        folds: tuple[Fold, ...],
        counts: NDArray[np.float64],
        beyond: NDArray[np.float64],
        fixed: NDArray[np.float64],
        seed: int,
    ) -> None:
        self.beyond, self.outside = beyond, (ground.box > 0) & (ground.share == 0)
        self.ground, self.folds, self.counts, self.fixed, self.seed = ground, folds, counts, fixed, seed
        self.inside = ground.share > 0
        self.densities: list[NDArray[np.float64]] = []
        self.weights: list[NDArray[np.float64]] = []
        self.leaked: list[float] = []
        self.mixtures: list[NDArray[np.float64]] = []
        self.samples: list[Sample] = []
        self.twelve: list[Sample] = []

    def add(self, surfaces: NDArray[np.float64]) -> NDArray[np.float64]:
        """Take the kernels of the next origin and return its mixture, weighted by the windows before it."""
        number, share = len(self.mixtures), self.ground.share
        kernels = normalised(surfaces, share)
        density = np.vstack([kernels, np.full((1, share.size), 1.0 / share.sum())])
        before = range(max(0, number - MOST_VALIDATED), number)
        inside = self.inside
        if before:
            weights = mixture_weights(
                [self.densities[j] for j in before], [self.counts[j][inside] for j in before]
            )
        else:
            weights = np.full(density.shape[0], 1.0 / density.shape[0])
        mixture = weights @ density
        rows = raising_features(kernels, mixture, self.fixed, share=share, origin=self.folds[number].origin)
        expected = mixture[inside] * share[inside]
        self.densities.append(density[:, inside].astype(np.float32).astype(np.float64))
        self.weights.append(weights)
        self.leaked.append(float(mixture[self.outside].sum()))
        mixture[self.outside] *= self._beyond_outline(number)
        self.mixtures.append(mixture)
        self.samples.append(Sample(rows, expected / expected.sum(), self.counts[number][inside]))
        return np.asarray(mixture)

    def _beyond_outline(self, number: int) -> float:
        """Return events over expected ones beyond the outline in the windows before.

        Records mostly stop at a border; violence does not, so kernels reach across it.
        """
        before = range(max(0, number - MOST_VALIDATED), number)
        found = sum(float(self.beyond[j]) for j in before)
        expected = sum(self.counts[j].sum() * self.leaked[j] for j in before)
        return float((found + FEW) / (expected + FEW))

    def add_twelve(self, surfaces: NDArray[np.float64]) -> None:
        """Take the twelve kernels of the origin added last."""
        share, inside = self.ground.share, self.inside
        rows = log_density(normalised(surfaces, share)[:, inside], float(share.sum())).astype(np.float32)
        number = len(self.twelve)
        self.twelve.append(Sample(rows, self.samples[number].expected, self.counts[number][inside]))

    def raised(self, number: int, *, trees: bool) -> dict[str, NDArray[np.float64]]:
        """Return the mixture of an origin raised and lowered in the area by what the windows before teach.

        The pool is the weighted geometric mean of mixture, tilted and boosted one; without `trees` the
        boosted one is the mixture, and no part of the pool.
        """
        past, now = self._before(self.samples, number), self.samples[number]
        columns = range(now.features.shape[1] - SEASON)
        found = {
            TILTED: tilted(past, now, columns=columns, seed=self.seed),
            BOOSTED: boosted(past, now, seed=self.seed) if trees else None,
        }
        parts = {MIXTURE: now.expected, **{name: share for name, share in found.items() if share is not None}}
        weights = np.array([POOL[name] for name in parts])
        pool = np.exp(weights @ np.log(list(parts.values())) / weights.sum())
        return {name: self._over(number, share) for name, share in {**found, POOLED: pool}.items()}

    def trees(self, number: int, else_: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the plain trees of an origin, with the mixture beyond the area; `else_` where none grow."""
        share = trees(self._before(self.twelve, number), self.twelve[number], seed=self.seed)
        return else_ if share is None else self._over(number, share * self.ground.share[self.inside])

    def _before(self, samples: list[Sample], number: int) -> list[Sample]:
        return samples[max(0, number - MOST_VALIDATED) : number]

    def _over(self, number: int, share: NDArray[np.float64] | None) -> NDArray[np.float64]:
        surface = self.mixtures[number].copy()
        if share is not None:
            surface[self.inside] = share / share.sum() / self.ground.share[self.inside]
        return surface


def _choose(
    surfaces: dict[str, NDArray[np.float64]], share: NDArray[np.float64], counts: NDArray[np.float64]
) -> tuple[tuple[str, ...], NDArray[np.float64]]:
    """Return the choice at each origin, from the windows before it, and all nats."""
    inside = share > 0
    scores = np.full((len(counts), len(CANDIDATES)), np.nan)
    choices = []
    for number, count in enumerate(counts):
        choices.append(chosen(scores[max(0, number - MOST_VALIDATED) : number]))
        if count.sum() > 0:
            window = Window(share[inside], count[inside])
            scores[number] = [
                nats_over_uniform(surfaces[name][number][inside], window) for name in CANDIDATES
            ]
    return tuple(choices), scores


def chosen(scores: NDArray[np.float64]) -> str:
    """Return the pool, or the best of what did better than it beyond noise.

    Parameters
    ----------
    scores : ndarray of float64, shape (windows, candidates)
        Nats of each candidate in past windows; NaN where a window held no event.
    """
    ahead = scores - scores[:, [CANDIDATES.index(POOLED)]]
    ahead = ahead[np.isfinite(ahead).all(axis=1)]
    if len(ahead) < FEWEST_WINDOWS:
        return POOLED
    mean, error = ahead.mean(axis=0), ahead.std(axis=0, ddof=1) / np.sqrt(len(ahead))
    better = np.where(mean > NOISE * error, mean, 0.0)
    return CANDIDATES[int(better.argmax())] if better.max() > 0 else POOLED
