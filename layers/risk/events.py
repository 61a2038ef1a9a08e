"""The events that risk rests on: checked, dated, placed, with a weight for each source of threat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layers.attribution import FIGHTING
from layers.errors import Finding, raise_errors
from layers.landscape import SOURCES, Landscape, Source
from layers.risk.screening import Screening, screen

PRECISION_UNKNOWN = 0
NATIONWIDE = 6
"""From this precision on (country, international) an event has no place on the map."""

DAYS_PER_YEAR = 365.25
SHORTEST_RECORD_DAYS = DAYS_PER_YEAR / 4
"""A rate is never taken over less than a quarter of a year: one event on one day says no rate."""

_COLUMNS = ("event", "source", "weight")


@dataclass(frozen=True, slots=True, eq=False)
class ThreatEvents:
    """Events up to `as_of`, one row each.

    Parameters
    ----------
    x, y : ndarray of float64, shape (n,)
        Position in the grid's system, metres; NaN where there is none.
    day : ndarray of datetime64[D], shape (n,)
    age_days : ndarray of float64, shape (n,)
        Days from its first day to `decay_from`, >= 0.
    end_age_days : ndarray of float64, shape (n,)
        Days from its last day to `decay_from`; below 0 where it outlasts the start of the last incident.
    precision : ndarray of int64, shape (n,)
        1 to 7 as UCDP's where_prec; 0 where it is not given.
    adm_1, adm_2 : ndarray of str, shape (n,)
        Names of admin units, "" where not given.
    sources : tuple of Source
        Columns of `weights`.
    weights : ndarray of float64, shape (n, sources)
        Summed over kinds of incident.
    decay_from : date
        The earlier of as_of and the last incident.
    record_days : float
        From the first incident to `decay_from`, at least a quarter of a year.
    rows : ndarray of int64, shape (n,)
        Row position of each event in the landscape's incidents.
    fighting : ndarray of float64, shape (n, sources)
        The part of `weights` that is fighting nearby; the rest is against civilians.
    by_patrol : ndarray of bool, shape (n,)
        Found by UN patrols.
    whole_interval : bool
        Whether an event decays over all its days, not from the first one.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    day: NDArray[np.datetime64]
    age_days: NDArray[np.float64]
    end_age_days: NDArray[np.float64]
    precision: NDArray[np.int64]
    adm_1: NDArray[np.object_]
    adm_2: NDArray[np.object_]
    sources: tuple[Source, ...]
    weights: NDArray[np.float64]
    decay_from: date
    record_days: float
    rows: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    fighting: NDArray[np.float64] = field(default_factory=lambda: np.empty((0, 0)))
    by_patrol: NDArray[np.bool_] = field(default_factory=lambda: np.empty(0, dtype=np.bool_))
    whole_interval: bool = False

    @property
    def located(self) -> NDArray[np.bool_]:
        """Events that have a place on a map, exact or not."""
        return np.isfinite(self.x) & np.isfinite(self.y) & (self.precision < NATIONWIDE)

    @property
    def exact(self) -> NDArray[np.bool_]:
        """Located events whose position stands for itself: precision 1, or not given."""
        return self.located & (self.precision <= 1)

    def decay(self, half_life_days: float) -> NDArray[np.float64]:
        """Return `exp(-ln 2 * age / half-life)` of each event, shape (n,).

        Where the whole interval counts it is the mean over the days from the first to the last, none of them
        later than `decay_from`: an event known to a month is as old as its days on the mean.
        """
        first = np.asarray(np.exp2(-self.age_days / half_life_days), dtype=np.float64)
        if not self.whole_interval:
            return first
        days = self.age_days - np.clip(self.end_age_days, 0.0, self.age_days) + 1.0
        growth = np.log(2.0) / half_life_days
        return np.asarray(first * np.expm1(days * growth) / (days * np.expm1(growth)), dtype=np.float64)

    def decayed_years(self, half_life_days: float) -> float:
        """Return the integral of the decay over the record, years: what a decayed sum is divided by."""
        full_days = half_life_days / np.log(2)
        return float(full_days * -np.expm1(-self.record_days / full_days) / DAYS_PER_YEAR)

    @property
    def record_years(self) -> float:
        """Length of the record, years."""
        return self.record_days / DAYS_PER_YEAR


def collect_events(
    landscape: Landscape,
    attributed: pd.DataFrame,
    *,
    observed: Sequence[Source],
    as_of: date,
    screening: Screening = Screening(),  # noqa: B008 - frozen
    whole_interval: bool = False,
) -> tuple[ThreatEvents, list[Finding]]:
    """Join attributed weights to the incidents and leave out what was not over by `as_of`.

    Parameters
    ----------
    landscape : Landscape
        Its `incidents` and the system of its grid are used.
    attributed : DataFrame
        Columns event (row position in `landscape.incidents`), source, weight (>= 0).
    observed : sequence of Source
        Sources that a feed can see; a source with events is added.
    as_of : date
        An event that begins or ends later is not used.
    screening : Screening
        What is done with doubles, pile-ups and what patrols found.
    whole_interval : bool
        See :meth:`ThreatEvents.decay`.

    Returns
    -------
    events : ThreatEvents
    findings : list of Finding

    Raises
    ------
    InputError
        When the table does not fit the incidents, or no event at all can be located.
    """
    raise_errors(_faults(landscape, attributed))
    incidents = landscape.incidents
    start, end, reversed_days = _spans(incidents)
    limit = np.datetime64(as_of, "D")
    over = (start <= limit) & (end <= limit)
    table = attributed[
        (attributed["weight"] > 0).to_numpy() & over[attributed["event"].to_numpy(dtype=np.int64)]
    ]
    raise_errors(_nothing(table, as_of))
    sources = _sources(table, observed)
    rows, weights, fighting = _weights(table, sources)
    used = incidents.iloc[rows]
    x, y = _positions(landscape, rows)
    screened = screen(landscape, used, x=x, y=y, precision=_precision(used["precision"]), rules=screening)
    weights, fighting = weights * screened.weight[:, None], fighting * screened.weight[:, None]
    first, last = start[over].min(), start[over].max()
    events = ThreatEvents(
        x=x,
        y=y,
        day=start[rows],
        age_days=(last - start[rows]).astype(float),
        end_age_days=(last - end[rows]).astype(float),
        precision=screened.precision,
        adm_1=_names(used["adm_1"]),
        adm_2=_names(used["adm_2"]),
        sources=sources,
        weights=weights,
        decay_from=last.astype(object),
        record_days=max(float((last - first).astype(int)) + 1.0, SHORTEST_RECORD_DAYS),
        rows=rows,
        fighting=fighting,
        by_patrol=screened.by_patrol,
        whole_interval=whole_interval,
    )
    notes = _notes(events, observed, left_out=int((~over).sum()), as_of=as_of)
    findings = [*screened.findings, *_reversed_notes(reversed_days), *notes]
    raise_errors(findings)
    return events, findings


def _spans(incidents: pd.DataFrame) -> tuple[NDArray[np.datetime64], NDArray[np.datetime64], int]:
    """Return first and last day of each incident, and how many end before they begin: they last a day."""
    start, end = _days(incidents["date"]), _days(incidents["date_end"])
    backwards = end < start
    return start, np.where(np.isnat(end) | backwards, start, end), int(backwards.sum())


def _weights(
    table: pd.DataFrame, sources: Sequence[Source]
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Return the events that count, their weight by source, and the part of it that is fighting."""
    rows, position = np.unique(table["event"].to_numpy(dtype=np.int64), return_inverse=True)
    named = table["source"].map({source: number for number, source in enumerate(sources)})
    band = np.asarray(named, dtype=np.int64)
    weights = np.zeros((rows.size, len(sources)))
    np.add.at(weights, (position, band), table["weight"].to_numpy(dtype=float))
    return rows, weights, _fighting(table, position, band, weights.shape)


def _reversed_notes(count: int) -> list[Finding]:
    if not count:
        return []
    text = f"{count:,} incidents end before they begin: each is taken at its first day"
    return [
        Finding("warning", text, "correct one of the two dates", column="date_end", value=f"{count} rows")
    ]


def _fighting(
    table: pd.DataFrame, position: NDArray[np.int64], band: NDArray[np.int64], shape: tuple[int, ...]
) -> NDArray[np.float64]:
    weights = np.zeros(shape)
    if "kind" in table:
        chosen = (table["kind"] == FIGHTING).to_numpy()
        np.add.at(weights, (position[chosen], band[chosen]), table["weight"].to_numpy(dtype=float)[chosen])
    return weights


def _faults(landscape: Landscape, attributed: pd.DataFrame) -> list[Finding]:
    missing = [name for name in _COLUMNS if name not in attributed]
    if missing:
        text = f"the attributed incidents lack the column {', '.join(missing)}"
        return [Finding("error", text, "attribute the incidents to sources first")]
    found = []
    event = pd.to_numeric(attributed["event"], errors="coerce").to_numpy(dtype=float)
    bad_event = ~((event >= 0) & (event < len(landscape.incidents)))
    weight = pd.to_numeric(attributed["weight"], errors="coerce").to_numpy(dtype=float)
    bad_weight = ~(np.isfinite(weight) & (weight >= 0))
    bad_source = ~attributed["source"].isin(SOURCES).to_numpy()
    for column, bad, remedy in (
        ("event", bad_event, "give the row position of an incident"),
        ("weight", bad_weight, "give a finite weight of 0 or more"),
        ("source", bad_source, f"use one of {', '.join(SOURCES)}"),
    ):
        if bad.any():
            value = str(attributed[column].to_numpy()[bad][0])[:40]
            text = f"{int(bad.sum())} attributed incidents have no usable {column}"
            found.append(Finding("error", text, remedy, column=column, value=value))
    undated = int(pd.isna(pd.to_datetime(landscape.incidents["date"])).sum())
    if undated:
        found.append(Finding("error", f"{undated} incidents have no date", "give each a date", column="date"))
    return found


def _nothing(table: pd.DataFrame, as_of: date) -> list[Finding]:
    if len(table):
        return []
    remedy = "check as_of, the layer and the weights of its incidents"
    return [
        Finding(
            "error", f"no incident up to {as_of} counts as a threat", remedy, column="as_of", value=str(as_of)
        )
    ]


def _days(column: pd.Series) -> NDArray[np.datetime64]:
    return pd.to_datetime(column).to_numpy().astype("datetime64[D]")


def _sources(table: pd.DataFrame, observed: Sequence[Source]) -> tuple[Source, ...]:
    present = set(table["source"]) | set(observed)
    return tuple(source for source in SOURCES if source in present)


def _precision(column: pd.Series) -> NDArray[np.int64]:
    numbers = pd.to_numeric(column, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    return np.asarray(np.nan_to_num(numbers, nan=PRECISION_UNKNOWN), dtype=np.int64)


def _names(column: pd.Series) -> NDArray[np.object_]:
    return column.astype(object).where(column.notna(), "").astype(str).to_numpy(dtype=object)


def _positions(
    landscape: Landscape, rows: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    points = landscape.incidents.geometry.iloc[rows]
    empty = (points.isna() | points.is_empty).to_numpy()
    x, y = np.full(rows.size, np.nan), np.full(rows.size, np.nan)
    known = points[~empty]
    x[~empty], y[~empty] = landscape.grid.project(known.x.to_numpy(), known.y.to_numpy())
    return x, y


def _notes(events: ThreatEvents, observed: Sequence[Source], *, left_out: int, as_of: date) -> list[Finding]:
    located = events.located
    found = []
    if not located.any():
        text = f"none of {located.size} incidents can be placed on the map"
        remedy = "give positions, or a precision better than country"
        found.append(Finding("error", text, remedy, column="precision"))
    if left_out:
        found.append(Finding("info", f"{left_out} incidents that were not over by {as_of} were not used"))
    if not located.all():
        weight = events.weights[~located].sum()
        text = (
            f"{int((~located).sum())} incidents (weight {weight:.4g}) are known only to the country or lack a"
            " position: they count in the rates, not on the map"
        )
        found.append(Finding("warning", text, "locate them where it is known", column="precision"))
    unseen = [source for source in events.sources if source not in observed and source != "unattributed"]
    for source in unseen:
        text = f"source {source} has incidents although no feed is said to observe it: seen in part only"
        found.append(Finding("warning", text, "read a feed that observes it", value=source))
    blind = [source for source in SOURCES if source not in events.sources and source != "unattributed"]
    if blind:
        text = f"not observed, which is not zero: {', '.join(blind)}"
        found.append(Finding("warning", text, "read a feed that observes it", value=", ".join(blind)))
    if not (events.precision[located] != PRECISION_UNKNOWN).any():
        text = "the incidents carry no location precision: each is taken at its point"
        found.append(Finding("info", text, "use a feed with a precision", column="precision"))
    return found
