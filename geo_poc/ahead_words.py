"""A forecast in words: incidents expected, how sure that is, and which part of it was checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from geo_poc.risk_periods import months_words
from layers.risk.forecast import Count
from layers.risk.forecast_places import AREAS
from maps.style import number_text
from maps.wording import SOURCE_WORDS

CASES = "8 cases of 10"
NONE = "most likely none"
"""Of a count whose range is 0 to 0: the chance of none is 90 % or more."""

_FAINT = 0.01
CHECKED_PART = (
    "Where incidents of all sources together will lie, and how many, was checked on past windows. Which "
    "source they are of, and the risk made of them (times people and factors), is judgement."
)
APART = " Each is learned on past windows of its own length, so that one is not a multiple of another."
COUNTED = "Incidents are weighted, fighting nearby by the mission's weight, and counted in the area alone."
NOT_ALL = (
    "They are incidents that would be recorded: where nobody observes, more can happen than is expected."
)


def ahead_lines(document: Mapping[str, Any]) -> tuple[str, ...]:
    """Return one line of all periods ahead; none where nobody looked."""
    rows = document["forecast"]
    told = [
        f"{_range(row['events']['total'])} in {months_words(row['months'])}"
        for row in rows
        if not row["reason"]
    ]
    missing = [f"{row['months']:g}" for row in rows if row["reason"]]
    lines = []
    if told:
        lines.append(
            f"Forecast from {rows[0]['begins']}, weighted incidents in the area and their range in {CASES}: "
            f"{'; '.join(told)}.{APART if len(told) > 1 else ''}"
        )
    if missing:
        lines.append(
            f"No forecast, which is not zero, for {' and '.join(missing)} months: the incidents are too few."
        )
    return tuple(lines)


def ahead_notes(document: Mapping[str, Any]) -> tuple[str, ...]:
    """Return how each period was checked, and which part of a forecast is judgement."""
    rows = document["forecast"]
    lines = [
        f"{months_words(row['months'])}: "
        + (
            f"no forecast, {row['reason']}."
            if row["reason"]
            else f"{checked_words(row)}{_held(row)}{_places(row)}."
        )
        for row in rows
    ]
    if all(row["reason"] for row in rows):
        return tuple(lines)
    return (*lines, CHECKED_PART, COUNTED, NOT_ALL)


def checked_words(row: Mapping[str, Any]) -> str:
    """Return how a forecast did on past windows, from a row of `forecast` in risk.json."""
    seen = f"{row['windows']} past windows of {months_words(row['months'])}, each forecast from what was over"
    own, kernel = row["nats_over_uniform"], row["kernel_nats_over_uniform"]
    if own is None:
        return f"not checked: {row['windows']} past windows could be tried"
    even = " (no better than an even spread)" if own <= 0 else ""
    if row["better"]:
        return (
            f"learned from the record ({row['model']}); on {seen}, {own:.2f} nats per event over an even "
            f"spread{even}, {own - kernel:.2f} more than the kernel, "
            f"{'beyond' if row['beyond_noise'] else 'within'} the noise of these windows"
        )
    return (
        f"by the kernel, since nothing learned did better; on {seen}, {own:.2f} nats per event over an even "
        f"spread{even}"
    )


def ahead_rows(document: Mapping[str, Any]) -> tuple[tuple[str, ...], ...]:
    """Return a table for a page: a row for each source, a column for each period, its heading first."""
    rows = document["forecast"]
    if not rows:
        return ()
    head = ("Incidents expected", *(f"next {months_words(row['months'])}" for row in rows))
    names = [name for name in (*SOURCE_WORDS, "total") if any(row["events"][name] for row in rows)]
    body = [
        (
            "all of these" if name == "total" else SOURCE_WORDS[name],
            *(_range(row["events"][name]) for row in rows),
        )
        for name in names
    ]
    return (head, *body) if body else ()


def ahead_frame(document: Mapping[str, Any]) -> pd.DataFrame:
    """Return a sheet of a workbook: a row for each period and source."""
    return pd.DataFrame(
        [
            {
                "period": row["key"],
                "begins": row["begins"],
                "ends": row["ends"],
                "source": name,
                "expected_low_10": None if count is None else count["low"],
                "expected": None if count is None else count["expected"],
                "expected_high_90": None if count is None else count["high"],
                "checked": row["reason"] or checked_words(row),
            }
            for row in document["forecast"]
            for name, count in row["events"].items()
            if count is not None or (name == "total" and row["reason"])
        ],
        columns=_COLUMNS,
    )


_COLUMNS = [
    "period", "begins", "ends", "source", "expected_low_10", "expected", "expected_high_90", "checked",
]  # fmt: skip


def count_facts(counts: Sequence[tuple[str, Count]]) -> Iterator[tuple[str, str]]:
    """Yield a label and words for the events of a threat area in each period."""
    for words, count in counts:
        label, expected = f"Next {words}", _expected(count.expected)
        if count.high > 0:
            ends = f"{number_text(count.low)} to {number_text(count.high)} in {CASES}"
            yield label, f"{expected} events of its source ({ends})"
        else:
            yield label, f"most likely no event of its source ({expected} expected)"


def _range(count: Mapping[str, float] | None) -> str:
    if count is None:
        return "no forecast"
    expected = _expected(count["expected"])
    if count["high"] > 0:
        return f"{expected} ({number_text(count['low'])} to {number_text(count['high'])})"
    return f"{NONE} ({expected} expected)"


def _expected(events: float) -> str:
    return f"under {_FAINT:g}" if 0 < events < _FAINT else number_text(events)


def _held(row: Mapping[str, Any]) -> str:
    if not row["totals_tried"]:
        return ""
    return f"; the total lay in its range in {row['totals_held']} of {row['totals_tried']} past windows"


def _places(row: Mapping[str, Any]) -> str:
    """Return how often ranges of places held, in the words of their kind."""
    return "".join(
        f"; in {place_words(place['kind'])} what happened lay in the range in {place['held']} of"
        f" {place['tried']} past place-windows, above it in {place['above']}"
        f"{', after their ranges were widened' if place['scatter'] else ''}"
        for place in row["places"]
    )


def place_words(kind: str) -> str:
    """Return a kind of place in words."""
    if kind == AREAS:
        return "areas that were to hold half of it"
    return f"districts of level {kind.removeprefix('level_')}" if kind.startswith("level_") else kind
