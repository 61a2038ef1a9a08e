"""Scenarios side by side: one table, small maps with the same breaks, one offline page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from geo_poc.classification import LEVELS
from geo_poc.floor_words import MUST, VIOLENCE, floor_words
from geo_poc.must_words import not_met_of, not_met_words
from geo_poc.picture import RunFiles, picture_of, run_breaks
from geo_poc.placed_words import PLACED, engagements, listed, patrol_count
from geo_poc.range_words import ranged
from geo_poc.reach_left import reach_left
from geo_poc.response_words import alert_share, recorded_share
from geo_poc.share_ends import at_most_words
from geo_poc.words import (
    DISCLAIMER,
    distance_words,
    middle_band,
    night_share,
    percent,
)
from maps.compare import render_comparison
from maps.picture import Picture
from maps.side_by_side import compose_comparison
from maps.wording import people_words

NO_PLAN = "no plan"
NOT_SHOWN = "not in this run"
NOT_COUNTED = "not counted"
NOT_REGISTERED = "none in the register"


def comparison_page(runs: Sequence[RunFiles], *, folder: Path | None = None) -> str:
    """Return the comparison of runs as one HTML document.

    Parameters
    ----------
    runs : sequence of RunFiles
        At least one. The page has the highest classification of the runs, and every watermark, date and
        source of theirs.
    folder : Path or None
        Where the page will lie: the small maps link to the maps of runs beside it. None = beside the runs.
    """
    breaks = run_breaks(*runs)
    pictures = [picture_of(run, breaks=breaks) for run in runs]
    tables = [dict(figures(run)) for run in runs]
    names = _row_names(tables)
    columns = [
        (
            run.name,
            str(run.run["intent"]),
            tuple(table.get(name, NOT_SHOWN) for name in names),
            map_link(run, folder),
            picture,
        )
        for run, table, picture in zip(runs, tables, _marked(pictures), strict=True)
    ]
    spec = compose_comparison(
        columns,
        title=f"{runs[0].run['mission']}: scenarios compared",
        subtitle="What stays uncovered comes first; today's figure stands in brackets.",
        figure_names=names,
        notes=(*_notes(runs, pictures), DISCLAIMER),
    )
    return render_comparison(spec)


def map_link(run: RunFiles, folder: Path | None) -> str:
    """Return the address of a run's own map, "" where it lies elsewhere or its name fits no plain address."""
    place = run.path.resolve()
    beside = folder is None or place.parent == folder.resolve()
    return f"{place.name}/map.html" if beside and re.fullmatch(r"[\w.-]+", place.name) else ""


def _marked(pictures: Sequence[Picture]) -> list[Picture]:
    """Return the pictures with the marking of the page they stand on together."""
    highest = max((picture.classification for picture in pictures), key=LEVELS.index)
    watermarks = " / ".join(dict.fromkeys(picture.watermark for picture in pictures if picture.watermark))
    dates = ", ".join(dict.fromkeys(picture.as_of for picture in pictures))
    sources = tuple(dict.fromkeys(source for picture in pictures for source in picture.sources))
    return [
        replace(picture, classification=highest, watermark=watermarks, as_of=dates, sources=sources)
        for picture in pictures
    ]


def _notes(runs: Sequence[RunFiles], pictures: Sequence[Picture]) -> list[str]:
    """Return the notes of all runs, each once; one that does not hold for all begins with whose it is."""
    whose: dict[str, list[str]] = {}
    for run, picture in zip(runs, pictures, strict=True):
        for note in dict.fromkeys(picture.notes):
            whose.setdefault(note, []).append(run.name)
    return [
        note if len(names) == len(runs) else f"{', '.join(names)}: {note}"
        for note, names in whose.items()
        if note != DISCLAIMER
    ]


def _row_names(tables: Sequence[dict[str, str]]) -> tuple[str, ...]:
    """Return the rows of all runs, one that only some have (a time band) behind the row before it."""
    names: list[str] = []
    for table in tables:
        place = 0
        for name in table:
            if name not in names:
                names.insert(place, name)
            place = names.index(name) + 1
    return tuple(names)


def figures(run: RunFiles) -> tuple[tuple[str, str], ...]:
    """Return the rows of the comparison for one run: name and value with today's, uncovered first."""
    document, plan = run.evaluation, run.plan
    bands, now, then = document["bands_min"], document["present"], document["plan"]
    after = _uncovered(then, ranges=True) if then else {}
    rows = {name: _beside(after.get(name), value) for name, value in _uncovered(now).items()}
    rows["Must threats missed"] = _missed(then) if then else NO_PLAN
    rows["Floors not met"] = _floors(plan) if then else "; ".join(plan["reasons"]) or plan["status_text"]
    rows["Uncovered area with most risk"] = _largest(then["uncovered"]) if then else NO_PLAN
    after = _reached(then, bands, plan) if then else {}
    rows |= {name: _beside(after.get(name), value) for name, value in _reached(now, bands, plan).items()}
    rows |= means(plan)
    rows |= _partners(document)
    rows["Distance from the best possible plan"] = _distance(plan) if then else NO_PLAN
    return tuple(rows.items())


def _uncovered(evaluation: dict[str, Any], *, ranges: bool = False) -> dict[str, str]:
    numbers = evaluation["three_numbers"]
    if not ranges:  # today's stands in brackets
        numbers = {name: {**number, "low": None} for name, number in numbers.items()}
    musts, strategic = numbers["must_met"], numbers["strategic_in_time"]
    silent = sum(a["people"] or 0.0 for a in evaluation["uncovered"] if a["why"] == "no_information")
    return {
        "People at risk out of reach": ranged(numbers["people_out_of_reach"], people_words),
        "People out of reach where nobody reports": people_words(silent),
        "Must threats met": ranged(musts, str, f" of {musts['of']}") if musts["of"] else NOT_REGISTERED,
        "Strategic risk in time": NOT_REGISTERED
        if strategic["value"] is None
        else ranged(strategic, percent),
    }


def _missed(then: dict[str, Any]) -> str:
    """Return which must threats a plan does not meet; runs that know no threats have their names."""
    return not_met_words(not_met_of(then.get("threats", ()))) or "; ".join(then["missed_musts"]) or "none"


def _reached(evaluation: dict[str, Any], bands_min: list[float], plan: dict[str, Any]) -> dict[str, str]:
    reach, risk, middle = evaluation["reach"], evaluation["risk"], middle_band(bands_min)
    rows = {
        f"Weighted risk within reach in {band:g} min of a base": percent(reach["total"][f"{band:g}"])
        for band in bands_min
    }
    if "reach_night" in evaluation:
        rows[f"Weighted risk within reach by night in {middle} min"] = night_share(evaluation, middle)
    for source, words in VIOLENCE.items():
        bands = reach[source]
        share = "not observed" if bands is None else percent(bands[middle]) if risk[source] else "no risk"
        rows[f"Of {words}, in {middle} min"] = share
    rows["Weighted risk within a team's own reach or engaged on"] = percent(evaluation["engagement"]["total"])
    if "visited" in evaluation:
        rows["Weighted risk in cells that patrols visit"] = percent(evaluation["visited"]["total"])
    if "readiness" in evaluation:
        rows["Of risk within reach, where somebody can call"] = alert_share(evaluation, plan) or NOT_COUNTED
        rows["Of credit, if units respond as recorded"] = recorded_share(evaluation) or "none"
    return rows


def means(plan: dict[str, Any]) -> dict[str, str]:
    """Return what is new in a plan, by tool, its patrols and what it engages on."""
    new = [p for p in plan["placements"] if not p["in_place"]]
    rows = {}
    for tool, words in PLACED.items():
        names = [p["name"] for p in new if p["tool"] == tool]
        rows[words[0].upper() + words[1:]] = f"{len(names)}: {listed(names, ', ')}" if names else "0"
    rows["Patrols a period"] = patrol_count(plan)
    rows["Engaged on (never in place of reach)"] = listed(engagements(plan)) or "none"
    return rows


def _partners(evaluation: dict[str, Any]) -> dict[str, str]:
    """Return which others in place count, and whose credit is withheld."""
    if "partners" not in evaluation:
        return {}
    counted, withheld = (
        [p["actor"] for p in evaluation["partners"] if p["counted"] == whether] for whether in (True, False)
    )
    return {
        "Others in place that count": "; ".join(counted) or "none",
        "Others that earn no credit": "; ".join(withheld) or "none",
    }


def _beside(after: str | None, before: str) -> str:
    """Return a plan's figure with today's; words that hold for both stand once."""
    if after == before and not before[0].isdigit():
        return after
    return f"{NO_PLAN if after is None else after} (today {before})"


def _floors(plan: dict[str, Any]) -> str:
    others = [floor_words(s["name"]) for s in plan["shortfalls"] if not s["name"].startswith(MUST)]
    return "; ".join(others) or "none"


def _largest(areas: list[dict[str, Any]]) -> str:
    if not areas:
        return "none"
    return f"{areas[0]['name']} ({people_words(areas[0]['people'])} people)"


def _distance(plan: dict[str, Any]) -> str:
    if plan["gap_of_gain"] is None:
        return "not known: evaluated, not optimised"
    if plan["status"] == "optimal":
        return "none, proven"
    words, more = distance_words(plan["gap_of_gain"]), reach_left(plan)
    if more is None:
        return words
    return f"{words} of what could be gained; {at_most_words(more)} more weighted reach not ruled out"
