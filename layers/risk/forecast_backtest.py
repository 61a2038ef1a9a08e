"""Test a forecast on the past: every model on the same windows, and what it is worth beside the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layers.errors import Finding, raise_errors
from layers.landscape import Landscape
from layers.risk.bootstrap import paired_interval
from layers.risk.features import ground_features
from layers.risk.folds import (
    Fold,
    PlacedEvents,
    cell_faults,
    last_day,
    lay_ground,
    place_events,
    rolling_folds,
    window_counts,
)
from layers.risk.forecast_level import SCATTER_WINDOWS, cell_scatter, rolling_levels
from layers.risk.forecast_rolling import FORECAST, INNER, PARTS, Rolled, roll
from layers.risk.skill import MEASURES, Window, expected_events, reliability_slope, score

PAIRED = ("nats", "ap", "hit_5")
"""Measures compared between the chosen model and the others."""

FEWEST_FOLDS = 4
FEWEST_EVENTS = 30


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """Skill of every model over one ground.

    Parameters
    ----------
    models : mapping of model to mapping of measure to float
        Means over the windows that held an event, each window alike; reliability_slope over all cells and
        windows together.
    by_fold : mapping of model to ndarray of float64, shape (folds, measures)
        NaN where a window held no event.
    paired : mapping of model to mapping of measure to (low, mid, high)
        Chosen minus each baseline: 5 %, mean, 95 % of a block bootstrap over windows.
    paired_parts : mapping of model to mapping of measure to (low, mid, high)
        The same for the models that the chosen one is made of.
    events : ndarray of int64, shape (folds,)
    forecast_events : ndarray of float64, shape (folds,)
        How many events were expected.
    cells : int
    """

    models: Mapping[str, Mapping[str, float]]
    by_fold: Mapping[str, NDArray[np.float64]]
    paired: Mapping[str, Mapping[str, tuple[float, float, float]]]
    paired_parts: Mapping[str, Mapping[str, tuple[float, float, float]]]
    events: NDArray[np.int64]
    forecast_events: NDArray[np.float64]
    cells: int


@dataclass(frozen=True, slots=True, eq=False)
class Backtest:
    """What a backtest found.

    Parameters
    ----------
    over : mapping of "box", "area" to Measured
        The rectangle around the area, as published comparisons count; and the area alone.
    chosen : str
    folds : tuple of Fold
        The windows tested, oldest first.
    choices : tuple of str
        Which candidate the chosen model was in each of them.
    learned_from : int
        Windows before the first tested one.
    cell_m : float
    horizon_months : float
    events : PlacedEvents
    data_poor : bool
        True where the figures rest on too little to be trusted.
    findings : tuple of Finding
    """

    over: Mapping[str, Measured]
    chosen: str
    folds: tuple[Fold, ...]
    choices: tuple[str, ...]
    learned_from: int
    cell_m: float
    horizon_months: float
    events: PlacedEvents
    data_poor: bool
    findings: tuple[Finding, ...]


def backtest_forecast(
    landscape: Landscape,
    attributed: pd.DataFrame,
    *,
    as_of: date,
    cell_m: float = 10_000.0,
    horizon_months: float = 3.0,
    folds: int = 24,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
    threads: int = 1,
) -> Backtest:
    """Forecast past windows from what was over before each, by every model, and score them.

    Parameters
    ----------
    landscape : Landscape
    attributed : DataFrame
        Column event; incidents that are no threat have no row. All count alike, sources and kinds together.
    as_of : date
        Nothing that begins or ends later is read. The last window ends with it or with the last incident.
    cell_m : float
    horizon_months : float
        Length of a window.
    folds : int
        Windows wanted; fewer where the record is too short, which a finding says.
    seed : int
        Of the trees and the bootstrap.
    progress : callable or None
        Called with origins done and origins.
    threads : int
        Origins that are worked on side by side; changes no result.

    Raises
    ------
    InputError
        When an option is unusable or no window can be tested.
    """
    raise_errors(option_faults(landscape.travel.cell_m, cell_m, horizon_months, folds))
    ground = lay_ground(landscape, cell_m=cell_m)
    events = place_events(landscape, attributed, ground, as_of=as_of)
    end = last_day(landscape, attributed, as_of) + 1
    windows = _with_a_past(events, rolling_folds(end, horizon_months=horizon_months, count=folds + INNER))
    tested = min(folds, len(windows))
    first, cells = len(windows) - tested, ground.share.size
    held = int(window_counts(events, windows[first:], events.in_area, cells).sum())
    raise_errors(_nothing_to_test(tested, held))
    outside = events.in_box & (ground.share[events.cell] == 0)
    beyond = window_counts(events, windows, outside, cells, over=True)
    rolled = roll(
        events,
        ground,
        windows,
        window_counts(events, windows, events.in_area, cells, over=True),
        ground_features(landscape, ground),
        beyond=beyond.sum(axis=1),
        first=first,
        seed=seed,
        progress=progress,
        threads=threads,
    )
    return Backtest(
        over={
            "box": _measure(rolled, events, events.in_box, ground.box, seed),
            "area": _measure(rolled, events, events.in_area, ground.share, seed),
        },
        chosen=FORECAST,
        folds=rolled.folds[first:],
        choices=rolled.choices[first:],
        learned_from=first,
        cell_m=cell_m,
        horizon_months=horizon_months,
        events=events,
        data_poor=tested < FEWEST_FOLDS or held < FEWEST_EVENTS,
        findings=tuple(_notes(events, folds, tested, held)),
    )


def _with_a_past(events: PlacedEvents, windows: Iterable[Fold]) -> list[Fold]:
    """Return the windows that any event came before."""
    return [fold for fold in windows if events.before(fold.origin).any()]


def _measure(
    rolled: Rolled,
    events: PlacedEvents,
    use: NDArray[np.bool_],
    share: NDArray[np.float64],
    seed: int,
) -> Measured:
    inside, first = share > 0, rolled.first
    area = share[inside]
    count = window_counts(events, rolled.folds, use, share.size)[:, inside]
    known = window_counts(events, rolled.folds, use, share.size, over=True)[:, inside]
    totals = count.sum(axis=1)
    levels = rolling_levels(known.sum(axis=1), _rate_before(events, use, rolled.folds[0]))
    models, by_fold = {}, {}
    for name, surfaces in rolled.surfaces.items():
        expected = np.array(
            [expected_events(one[inside], area, level) for one, level in zip(surfaces, levels, strict=False)]
        )
        rows = np.full((len(totals) - first, len(MEASURES)), np.nan)
        for number in range(first, len(totals)):
            if totals[number] > 0:
                past = slice(max(0, number - SCATTER_WINDOWS), number)
                found = score(
                    surfaces[number][inside],
                    Window(area, count[number]),
                    level=levels[number],
                    dispersion=cell_scatter(expected[past], known[past]),
                )
                rows[number - first] = [found[measure] for measure in MEASURES]
        by_fold[name] = rows
        models[name] = {
            **dict(zip(MEASURES, _means(rows), strict=True)),
            "reliability_slope": reliability_slope(expected[first:].ravel(), count[first:].ravel()),
        }
    paired = _paired(by_fold, seed)
    return Measured(
        models=models,
        by_fold=by_fold,
        paired={name: ends for name, ends in paired.items() if name not in PARTS},
        paired_parts={name: ends for name, ends in paired.items() if name in PARTS},
        events=totals[first:].astype(np.int64),
        forecast_events=levels[first:-1],
        cells=int(inside.sum()),
    )


def _paired(
    by_fold: Mapping[str, NDArray[np.float64]], seed: int
) -> dict[str, dict[str, tuple[float, float, float]]]:
    columns = {measure: MEASURES.index(measure) for measure in PAIRED}
    return {
        name: {
            measure: paired_interval(by_fold[FORECAST][:, column], rows[:, column], seed=seed)
            for measure, column in columns.items()
        }
        for name, rows in by_fold.items()
        if name != FORECAST
    }


def _means(rows: NDArray[np.float64]) -> list[float]:
    known = np.isfinite(rows)
    total = np.where(known, rows, 0.0).sum(axis=0)
    return [float(a / b) if b else float("nan") for a, b in zip(total, known.sum(axis=0), strict=True)]


def _rate_before(events: PlacedEvents, use: NDArray[np.bool_], fold: Fold) -> float:
    """Return events per window before the first origin, over at least a window."""
    past = use & events.before(fold.origin)
    if not past.any():
        return 0.0
    window = fold.end - fold.origin
    return float(past.sum()) * window / max(window, fold.origin - int(events.first[past].min()))


def option_faults(travel_cell_m: float, cell_m: float, horizon_months: float, folds: int) -> list[Finding]:
    """Return an error for each option that no backtest can have; nothing has to be read for it.

    Parameters
    ----------
    travel_cell_m, cell_m : float
        Sides of the mission's travel cells and of the test's cells.
    horizon_months : float
    folds : int
    """
    found = cell_faults(travel_cell_m, cell_m)
    if not 0 < horizon_months <= 24:
        text, remedy = "the horizon is not above 0 and at most 24 months", "give months, for example 3"
        found.append(Finding("error", text, remedy, column="--horizon-months", value=f"{horizon_months:g}"))
    if folds < 1:
        text, remedy = "no window is asked for", "give at least 1, for example 24"
        found.append(Finding("error", text, remedy, column="--folds", value=str(folds)))
    return found


def _nothing_to_test(tested: int, held: int) -> list[Finding]:
    remedy = "give a longer record of incidents, or a shorter --horizon-months"
    if tested == 0:
        text = "no window can be tested: no located incident was over before any of them"
        return [Finding("error", text, remedy, column="layers.incidents")]
    if held == 0:
        text = "no window can be tested: none of them holds a located incident in the area"
        return [Finding("error", text, remedy, column="layers.incidents")]
    return []


def _notes(events: PlacedEvents, wanted: int, tested: int, held: int) -> list[Finding]:
    if events.precision_filled:
        text = f"{events.imprecise} incidents placed worse than within 25 km (precision above 2) are left out"
    else:
        text = "no incident says that it is placed worse than to the point: all are taken at their point"
    found = [Finding("info", text, column="precision")]
    if tested < wanted:
        text = f"the record allows {tested} windows, not the {wanted} asked for"
        found.append(Finding("warning", text, "give a longer record", column="--folds", value=str(wanted)))
    if tested < FEWEST_FOLDS or held < FEWEST_EVENTS:
        text = f"data-poor: {held} events in {tested} windows do not tell models apart"
        found.append(Finding("warning", text, "read the figures as an illustration", value=str(held)))
    return found
