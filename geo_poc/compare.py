"""Scenarios side by side: one table, small maps with the same breaks, one offline page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from geo_poc.picture import RunFiles, picture_of, run_breaks
from geo_poc.words import DISCLAIMER
from maps.compare import render_comparison
from maps.compose import SOURCE_WORDS, compose_comparison, people_words


def comparison_page(runs: Sequence[RunFiles]) -> str:
    """Return the comparison of runs as one HTML document.

    Parameters
    ----------
    runs : sequence of RunFiles
        At least one; the small maps link to each run's own map.
    """
    breaks = run_breaks(*runs)
    pictures = []
    names: tuple[str, ...] = ()
    for run in runs:
        rows = figures(run)
        names = tuple(name for name, _ in rows)
        link = f"{run.path.name}/map.html"
        values = tuple(value for _, value in rows)
        pictures.append((run.name, str(run.run["intent"]), values, link, picture_of(run, breaks=breaks)))
    notes = tuple(
        dict.fromkeys(note for *_, picture in pictures for note in picture.notes if note != DISCLAIMER)
    )
    spec = compose_comparison(
        pictures,
        title=f"{runs[0].run['mission']}: scenarios compared",
        subtitle="What stays uncovered comes first; every figure stands beside today's.",
        figure_names=names,
        notes=(*notes, DISCLAIMER),
    )
    return render_comparison(spec)


def figures(run: RunFiles) -> tuple[tuple[str, str], ...]:
    """Return the rows of the comparison for one run: name and value, uncovered first."""
    plan, document = run.plan, run.evaluation
    then = document["plan"] or document["present"]
    numbers = then["three_numbers"]
    musts = numbers["must_met"]
    strategic = numbers["strategic_in_time"]["value"]
    placed = [p for p in plan["placements"] if not p["in_place"]]
    rows = [
        ("People at risk out of reach", people_words(numbers["people_out_of_reach"]["value"])),
        (
            "Must threats met",
            f"{musts['met']} of {musts['of']}" if musts["of"] else "no must threat in the register",
        ),
        ("Must threats missed", "; ".join(then["missed_musts"]) or "none"),
        ("Strategic risk in time", "not in the register" if strategic is None else f"{strategic:.0%}"),
        ("Largest uncovered area", _largest(then["uncovered"])),
        (
            "Other floors not met",
            "; ".join(s["name"] for s in plan["shortfalls"] if not s["name"].startswith("must")) or "none",
        ),
    ]
    for band in document["bands_min"]:
        key = f"{band:g}"
        rows.append(
            (f"Weighted risk within reach in {key} min of a base", f"{then['reach']['total'][key]:.0%}")
        )
    middle = f"{min(document['bands_min'], key=lambda b: abs(b - 60)):g}"
    rows += [
        (f"  of it, threats from {SOURCE_WORDS[source]}, {middle} min", f"{bands[middle]:.0%}")
        for source, bands in then["reach"].items()
        if source != "total" and bands is not None
    ]
    rows += [
        ("Weighted risk within a team's 60 civilian minutes", f"{then['engagement']['total']:.0%}"),
        ("New bases", _listed(placed, "cob")),
        ("Joint protection teams", _listed(placed, "jpt")),
        ("Status", plan["status_text"]),
    ]
    return tuple(rows)


def _largest(areas: list[dict[str, Any]]) -> str:
    if not areas:
        return "none"
    return f"{areas[0]['name']} ({people_words(areas[0]['people'])} people)"


def _listed(placed: list[dict[str, Any]], tool: str) -> str:
    names = [p["name"] for p in placed if p["tool"] == tool]
    return f"{len(names)}: {', '.join(names)}" if names else "0"
