"""From a document about plans to what its map shows: plans to switch, graded sites, the list beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd

from geo_poc.answer_table import plans_of
from geo_poc.ground import Ground
from geo_poc.layers_out import named_columns
from geo_poc.mission import Mission
from geo_poc.run import attributions
from geo_poc.surroundings import near_area, towns
from geo_poc.words import ASSUMPTIONS, DEFAULTS_NOTE, DISCLAIMER, percent
from maps.answers import AnswerPicture
from maps.style import number_text
from maps.wording import WHY_WORDS, people_words

HEADINGS = {
    "frontier": "Plans of the frontier",
    "compromise": "Plans for each view, and between them",
    "portfolio": "Plans nearly as good",
    "robust": "Plans for several futures",
    "explain": "What each site is worth",
    "what_if": "What a change by hand does",
}
REGRET = "What each plan (by its number) loses of the best in each future"
Rows = tuple[tuple[str, ...], ...]
OFTEN = ((1.0, "in every plan"), (0.5, "in half of the plans or more"), (0.0, "in fewer plans"))
WORTH = (
    (0.5, "worth half of the greatest loss or more"),
    (0.1, "worth a tenth of it or more"),
    (-1e300, "worth less"),
)


def answer_picture(
    document: Mapping[str, Any], mission: Mission, ground: Ground, lines: Sequence[str]
) -> AnswerPicture:
    """Return what the map of a document shows.

    Parameters
    ----------
    document : mapping
        Of a frontier, compromise, portfolio, explanation, or of plans over futures.
    mission : Mission
    ground : Ground
    lines : sequence of str
        The document in words.
    """
    plans = plans_of(document)
    grades, value = _graded(document)
    return AnswerPicture(
        title=f"{document['mission']}: {HEADINGS[document['kind']].lower()}",
        subtitle=mission.scenario_name,
        classification=document["classification"],
        watermark=document["watermark"],
        as_of=mission.keys.as_of.isoformat(),
        tables=_tables(mission, ground),
        plans=_uncovered(document)
        if document["kind"] == "what_if"
        else [
            (f"{number}: {name}", _sites(plan["placed"], {"rank": str(number)}))
            for number, (name, plan) in enumerate(plans, start=1)
        ],
        grades=grades,
        value=value,
        headlines=tuple(lines),
        table=_list(document, plans),
        sources=attributions(mission),
        notes=(ASSUMPTIONS, DEFAULTS_NOTE, DISCLAIMER),
        areas=document["kind"] == "what_if",
        matrix_title=REGRET,
        matrix=_matrix(document, plans),
    )


def _matrix(document: Mapping[str, Any], plans: Sequence[tuple[str, Mapping[str, Any]]]) -> Rows:
    """Return what each plan loses in each future, a row for a future; nothing for other questions."""
    if document["kind"] != "robust" or not plans:
        return ()
    heading = ("Future", *(str(number) for number in range(1, len(plans) + 1)))
    rows = [
        (future["words"], *(percent(plan["regret"][future["name"]]) for _, plan in plans))
        for future in document["futures"]
    ]
    summaries = [
        (words, *(percent(plan[key]) for _, plan in plans))
        for words, key in (("on average", "expected"), ("worst", "worst"), ("mean of the worst", "tail"))
    ]
    return (heading, *rows, *summaries)


def _uncovered(document: Mapping[str, Any]) -> list[tuple[str, gpd.GeoDataFrame]]:
    """Return the largest uncovered areas after a change, and before it, as numbered points."""
    told = (("uncovered areas after the change", "after", ""), ("uncovered areas before it", "before", "b"))
    return [(words, _areas(document[when]["uncovered"], mark)) for words, when, mark in told]


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
            "assets": [", ".join(option["tool"] for option in found) for found in here.values()],
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
                [{**one, "value": number_text(site["parts"]["credit"])} for one in site["closes"]],
            )
            for site in document["sites"]
        ]
        return _by_grade(rated, WORTH), "Weighted reach lost without it"
    return [], ""


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


def _list(
    document: Mapping[str, Any], plans: Sequence[tuple[str, Mapping[str, Any]]]
) -> tuple[tuple[str, ...], ...]:
    if document["kind"] == "explain":
        sites = [_lost(site) for site in document.get("sites", ())]
        return (("Site", "People out of reach", "Musts, floors", "Weighted reach"), *sites)
    if document["kind"] == "what_if":
        areas = [
            (f"{mark}{area['rank']}", area["name"], people_words(area["people"]), WHY_WORDS[area["why"]])
            for when, mark in (("after", ""), ("before", "b"))
            for area in document[when]["uncovered"]
        ]
        return (("No. (b: before)", "Uncovered, near", "People", "Why"), *areas)
    rows: list[tuple[str, ...]] = []
    for number, (name, plan) in enumerate(plans, start=1):
        numbers = plan["three_numbers"]
        out, musts = numbers["people_out_of_reach"], numbers["must_met"]
        if isinstance(out, Mapping):  # over futures each number has its range
            out, musts = out["value"], musts["met"]
        worst = f", worst regret {percent(plan['worst'])}" if "worst" in plan else ""
        rows.append((str(number), f"{name}{worst}", people_words(out), "" if musts is None else str(musts)))
    return (("No.", "Plan", "Out of reach", "Musts met"), *rows)


def _lost(site: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what is lost without a site, part by part, nothing else moving."""
    parts = site["parts"]
    missed = [one["name"] for one in parts["floors"] if one["after"] < min(one["wanted"], one["before"])]
    return (
        site["name"],
        people_words(max(0.0, parts["people_out_of_reach"])),
        "; ".join([*parts["musts"], *(f"floor of {name}" for name in missed)]),
        number_text(parts["credit"]),
    )
