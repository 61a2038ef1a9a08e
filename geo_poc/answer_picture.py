"""From a document about plans to what its map shows: plans to switch, graded sites, the list beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd

from geo_poc.answer_lists import answer_lists, areas_list, areas_note, letter, out_line, uncovered_of
from geo_poc.answer_table import Plan, plans_of
from geo_poc.answer_words import page_lines
from geo_poc.frontier_chart import frontier_chart
from geo_poc.frontier_words import heading_words
from geo_poc.ground import Ground
from geo_poc.layers_out import named_columns
from geo_poc.mission import Mission
from geo_poc.option_words import tool_words
from geo_poc.run import attributions
from geo_poc.surroundings import near_area, towns
from geo_poc.words import ASSUMPTIONS, DEFAULTS_NOTE, DISCLAIMER
from maps.answers import AnswerPicture
from maps.chart import Chart
from maps.style import number_text
from maps.wording import people_words

HEADINGS = {
    "compromise": "Plans for each view, and between them",
    "portfolio": "Plans nearly as good, with other sites",
    "robust": "Plans for several futures",
    "explain": "What each site is worth",
    "what_if": "What a change by hand does",
}
NO_PLAN, NONE_FOUND = "Why no plan meets every demand", "No plan was found"
DETAILS = {
    "frontier": "The plans in words",
    "compromise": "The views and their plans in words",
    "portfolio": "The plans in words",
    "robust": "What is placed in how many of the plans",
    "explain": "What each site is worth, what holds the plan back, who could act",
}
OFTEN = ((1.0, "in every plan"), (0.5, "in half of the plans or more"), (0.0, "in fewer plans"))
WORTH = (
    (0.5, "worth half of the greatest loss or more"),
    (0.1, "worth a tenth of it or more"),
    (-1e300, "worth less"),
)


def answer_heading(document: Mapping[str, Any]) -> str:
    """Return what the page of a document is headed with.

    Parameters
    ----------
    document : mapping
        Of any question about plans.
    """
    if document["kind"] == "frontier":
        return heading_words(document)
    if "conflict" in document:
        return NO_PLAN if document["conflict"] else NONE_FOUND
    return HEADINGS[document["kind"]]


def answer_picture(document: Mapping[str, Any], mission: Mission, ground: Ground) -> AnswerPicture:
    """Return what the map of a document shows.

    Parameters
    ----------
    document : mapping
        Of a frontier, compromise, portfolio, explanation, a change by hand, or of plans over futures.
    mission : Mission
    ground : Ground
    """
    plans = plans_of(document)
    shown = _shown(document, plans)
    headlines, details = page_lines(document)
    grades, value = _graded(document)
    areas = uncovered_of(document, plans, shown)
    return AnswerPicture(
        title=f"{document['mission']}: {_lowered(answer_heading(document))}",
        subtitle=mission.scenario_name,
        classification=document["classification"],
        watermark=document["watermark"],
        as_of=mission.keys.as_of.isoformat(),
        tables=_tables(mission, ground),
        uncovered=[(words, _areas(rows, mark)) for words, mark, rows in areas],
        plans=[
            (f"{letter(number)}: {name}", _sites(plan["placed"], {"rank": letter(number)}))
            for number, (name, plan) in enumerate(plans)
        ],
        shown=shown,
        changes=_changes(document, ground),
        grades=grades,
        value=value,
        headlines=headlines if document["kind"] == "robust" else (*out_line(plans, shown), *headlines),
        table=areas_list(areas),
        table_note=areas_note(document, plans, shown),
        lists=answer_lists(document, plans),
        details_heading=DETAILS.get(document["kind"], ""),
        details=details,
        sources=attributions(mission),
        chart=_chart(document),
        notes=(ASSUMPTIONS, DEFAULTS_NOTE, DISCLAIMER),
    )


def _chart(document: Mapping[str, Any]) -> Chart | None:
    """Return the chart of a frontier; none of any other question."""
    if document["kind"] != "frontier":
        return None
    return frontier_chart(document, {number: letter(number) for number in range(len(document["points"]))})


def _lowered(words: str) -> str:
    """Return words that begin small: what follows a colon."""
    return f"{words[0].lower()}{words[1:]}"


def _shown(document: Mapping[str, Any], plans: Sequence[Plan]) -> int:
    """Return the plan that the page begins with: over futures that with the least worst regret."""
    if document["kind"] != "robust" or not plans:
        return 0
    named = {one["name"]: one["same_as"] or one["name"] for one in document["plans"]}
    wanted = named[document["least_regret"]]
    return next(number for number, (_, plan) in enumerate(plans) if plan["name"] == wanted)


def _areas(areas: Sequence[Mapping[str, Any]], mark: str) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "rank": [f"{mark}{area['rank']}" for area in areas],
            "name": [area["name"] for area in areas],
            "assets": [f"{people_words(area['people'])} people uncovered" for area in areas],
        },
        geometry=gpd.points_from_xy([area["lon"] for area in areas], [area["lat"] for area in areas]),
        crs=4326,
    )


def _changes(document: Mapping[str, Any], ground: Ground) -> dict[str, gpd.GeoDataFrame]:
    """Return the sites that a change by hand closes and opens."""
    sites = {site.id: site for site in ground.sites}
    found = {}
    for kind in ("closes", "opens"):
        ids = [one.split(":", 1) for change in document.get("changes", ()) for one in change[kind]]
        # A team with an escort is "site+base", a patrol "base/number"; engagements stand at no site.
        at = [(tool, re.split(r"[+/]", place)[0]) for tool, place in ids]
        options = [
            {"tool": tool, "name": sites[site].name, "lon": sites[site].lon, "lat": sites[site].lat}
            for tool, site in dict.fromkeys(at)
            if site in sites
        ]
        found[kind] = _sites(options, {})
    return found


def _tables(mission: Mission, ground: Ground) -> dict[str, gpd.GeoDataFrame]:
    landscape = ground.landscape
    area = gpd.GeoDataFrame(
        {"name": [mission.keys.name]}, geometry=[landscape.area], crs=landscape.grid.crs
    ).to_crs(4326)
    tables = {
        "area": area,
        "bases": landscape.bases[["name", "geometry"]],
        "restrictions": landscape.restrictions,
        "displaced": landscape.displaced,
        "districts": landscape.districts,
        "roads": near_area(landscape, landscape.roads),
        "rivers": near_area(landscape, landscape.rivers),
        "lakes": near_area(landscape, landscape.lakes),
        "towns": towns(landscape, ground.risk.people),
    }
    return {name: named_columns(table) for name, table in tables.items()}


def _sites(options: Sequence[Mapping[str, Any]], same: Mapping[str, str]) -> gpd.GeoDataFrame:
    """Return a point for each site of some options, with all that is placed there."""
    here: dict[tuple[float, float], list[Mapping[str, Any]]] = {}
    for option in options:
        if option["lon"] is not None:
            here.setdefault((option["lon"], option["lat"]), []).append(option)
    return gpd.GeoDataFrame(
        {
            "name": [_place(found[0]) for found in here.values()],
            "assets": [", ".join(tool_words(option["tool"]) for option in found) for found in here.values()],
            "value": [str(found[0].get("value", "")) for found in here.values()],
            **{name: [text] * len(here) for name, text in same.items()},
        },
        geometry=gpd.points_from_xy([lon for lon, _ in here], [lat for _, lat in here]),
        crs=4326,
    )


def _place(option: Mapping[str, Any]) -> str:
    return str(option["name"]).removeprefix(f"{option['tool']} at ")


def _graded(document: Mapping[str, Any]) -> tuple[list[tuple[str, gpd.GeoDataFrame]], str]:
    """Return the sites by falling grade, and what their value is."""
    if document["kind"] == "robust":
        rated = [
            (one["runs"] / one["of"], [{**one, "value": f"{one['runs']} of {one['of']} plans"}])
            for one in document["chosen"]
        ]
        return _by_grade(rated, OFTEN), "Chosen in"
    if document["kind"] == "explain" and "sites" in document:
        most = max((site["parts"]["credit"] for site in document["sites"]), default=0.0)
        rated = [
            (
                site["parts"]["credit"] / most if most > 0 else 0.0,
                [{**one, "value": number_text(site["parts"]["credit"])} for one in _here(site)],
            )
            for site in document["sites"]
        ]
        return _by_grade(rated, WORTH), "Weighted reach lost without it"
    return [], ""


def _here(site: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return what stands at a site itself; what closes with it elsewhere has a worth of its own."""
    return [
        one
        for one in site["closes"]
        if site["name"] in (_place(one), f"{_place(one)} ({str(one['id']).partition(':')[2]})")
    ]


def _by_grade(
    rated: Sequence[tuple[float, list[dict[str, Any]]]], grades: Sequence[tuple[float, str]]
) -> list[tuple[str, gpd.GeoDataFrame]]:
    """Return the sites of each grade; a site is in the highest grade of what stands at it."""
    highest: dict[tuple[float, float], float] = {}
    for share, options in rated:
        for option in options:
            place = (option["lon"], option["lat"])
            highest[place] = max(highest.get(place, share), share)
    found: list[list[dict[str, Any]]] = [[] for _ in grades]
    for _, options in rated:
        for option in options:
            share = highest[(option["lon"], option["lat"])]
            number = next(n for n, (least, _) in enumerate(grades) if share >= least - 1e-12)
            found[number].append(option)
    return [(words, _sites(options, {})) for (_, words), options in zip(grades, found, strict=True)]
