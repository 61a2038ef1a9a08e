"""Who else is there: host state, regional forces, communities, humanitarians, parallel forces.

They are shown and can be options in place; none is ever tasked by a plan without saying so, and humanitarians
never are. Only the columns named here are kept: no name, telephone number or other trace of a person.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.errors import Finding
from layers.fields import dates, flags, rows_finding, words
from layers.positions import BBox
from layers.row_checks import RowCheck, tell_rows
from layers.sources.base_layer import unique_ids
from layers.sources.placed import in_box, read_placed
from layers.vectors import Feed, empty_frame

KINDS = ("host_state", "regional", "community", "humanitarian", "parallel_force")
COMPONENTS = ("military", "police", "civilian", "community")
HRDDP = ("cleared", "mitigations", "not_assessed", "barred")
"""States of an assessment under the human rights due diligence policy, of support to non-UN forces."""

SCREENED = ("host_state", "regional", "parallel_force")
"""Kinds whose support the policy governs; the others have no state."""

_COLUMNS = (
    "id", "name", "kind", "component", "mandate", "from", "to",
    "hrddp", "hrddp_reference", "hrddp_expiry", "supportable", "never_tasked", "owner_agrees",
)  # fmt: skip
_WANTED: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "actor", "unit", "organisation", "organization"),
    "kind": ("kind", "actor_kind", "actor_type", "type"),
    "component": ("component",),
    "mandate": ("mandate", "task"),
    "from": ("from", "from_date", "valid_from", "start", "since"),
    "to": ("to", "to_date", "valid_to", "end", "until"),
    "hrddp": ("hrddp", "hrddp_state", "hrddp_status"),
    "hrddp_reference": ("hrddp_reference", "hrddp_ref", "assessment_reference"),
    "hrddp_expiry": ("hrddp_expiry", "hrddp_expires", "assessment_expiry"),
    "owner_agrees": ("owner_agrees", "owner_flag", "shareable"),
}
_PERSONAL = re.compile(r"phone|telephone|mobile|whatsapp|email|e_mail|contact|focal.?point", re.IGNORECASE)
_SAME: Mapping[str, str] = {
    "host": "host_state", "host_authority": "host_state", "state": "host_state", "regional_force": "regional",
    "regional_organisation": "regional", "local": "community", "communities": "community",
    "ngo": "humanitarian",
    "humanitarians": "humanitarian", "parallel": "parallel_force", "parallel_forces": "parallel_force",
}  # fmt: skip


def read_other_actors(
    path: Path | Feed,
    *,
    role: str = "layers.other_actors",
    as_of: date,
    columns: Mapping[str, str] | None = None,
    bbox: BBox | None = None,
) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Read other actors.

    Parameters
    ----------
    path : Path or Feed
        A csv or spreadsheet with latitude and longitude or MGRS, or points or polygons of a vector file.
    role : str
        Key of the mission file, named in findings.
    as_of : date
        Actors that come later or have left by then are not read; assessments are looked at on this day.
    columns : mapping of str to str, optional
        "name", "kind" (one of :data:`KINDS`), "component" (one of :data:`COMPONENTS`), "mandate", "from",
        "to" (the last day), "hrddp" (one of :data:`HRDDP`), "hrddp_reference", "hrddp_expiry" (the last
        day), "owner_agrees", and for a table "latitude", "longitude" and "mgrs". The file must have name and
        kind.
    bbox : tuple of float, optional
        West, south, east, north in degrees; only actors that touch it are returned.

    Returns
    -------
    GeoDataFrame
        EPSG:4326; id (unique, from the name), name, kind, component, mandate (text, "" where not given),
        from, to (datetime64, NaT where open), hrddp (text; "not_assessed" where a force has none, "" for
        the kinds that the policy does not govern), hrddp_reference, hrddp_expiry, supportable (bool: a force
        cleared or cleared with mitigations, with a reference and an expiry not before `as_of`), never_tasked
        (bool: humanitarians), owner_agrees (bool: may be shown in military products; False where not
        said), geometry (points or polygons). Rows of an unknown kind are left out with an error.
    tuple of Finding
    """
    file = path.name
    frame, found, findings = read_placed(
        path,
        role=role,
        wanted=_WANTED,
        required=("name", "kind"),
        columns=columns or {},
        near=bbox,
        also=_PERSONAL.search,
    )
    findings += _personal(frame, file)
    frame, faults = in_box(frame, bbox, file=file, role=role)
    findings += faults
    frame, faults = _areas_and_points(frame, file, role)
    findings += faults
    if frame.empty:
        return empty_frame(_COLUMNS), findings
    actors, faults = _text(frame, found, file)
    findings += faults
    for ours in ("from", "to", "hrddp_expiry"):
        actors[ours] = pd.Series(pd.NaT, index=frame.index, dtype="datetime64[s]")
        if ours in found:
            actors[ours], faults = dates(frame[found[ours]], file=file, column=found[ours])
            findings += faults
    here, faults = _present(actors, found, file, as_of)
    findings += faults
    good = actors["kind"].isin(KINDS) & here
    findings += _assessed(actors, good, found, file, as_of)
    force = actors["kind"].isin(SCREENED)
    believed = (actors["hrddp_reference"] != "") & (actors["hrddp_expiry"] >= pd.Timestamp(as_of))
    actors["supportable"] = force & actors["hrddp"].isin(("cleared", "mitigations")) & believed
    actors["never_tasked"] = actors["kind"] == "humanitarian"
    actors["owner_agrees"] = flags(frame[found["owner_agrees"]]) if "owner_agrees" in found else False
    kept = gpd.GeoDataFrame(actors, geometry=frame.geometry, crs=4326).loc[good].reset_index(drop=True)
    kept.insert(0, "id", unique_ids(kept["name"], otherwise="actor"))
    return kept[[*_COLUMNS, "geometry"]], findings


def _text(
    frame: gpd.GeoDataFrame, found: Mapping[str, str], file: str
) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """Return the columns of words, with errors and warnings for those that are not known."""
    blank = pd.Series("", index=frame.index, dtype=object)
    text = {
        ours: words(frame[found[ours]]) if ours in found else blank.copy()
        for ours in ("name", "kind", "component", "mandate", "hrddp", "hrddp_reference")
    }
    for ours in ("kind", "component", "hrddp"):
        text[ours] = text[ours].str.lower().str.replace(r"[\s\-]+", "_", regex=True)
    text["kind"] = text["kind"].map(lambda word: _SAME.get(word, word))
    force = text["kind"].isin(SCREENED)
    state = text["hrddp"].where(text["hrddp"].isin(HRDDP), "not_assessed").where(force, "")
    component = text["component"].where(text["component"].isin(COMPONENTS), "")
    name = text["name"].where(text["name"] != "", "unnamed actor")
    actors = pd.DataFrame({**text, "name": name, "component": component, "hrddp": state})
    return actors, tell_rows(_strange_words(text, force, found), file=file)


def _strange_words(
    text: Mapping[str, pd.Series], force: pd.Series, found: Mapping[str, str]
) -> tuple[RowCheck, ...]:
    """Return what may be wrong with the words of an actor."""
    kinds = f"use one of {', '.join(KINDS)}; positions of armed actors are no layer"
    kind, component, state = text["kind"], text["component"], text["hrddp"]
    return (
        RowCheck("warning", "the actor has no name", "name it", found["name"], text["name"] == ""),
        RowCheck("error", "the kind of actor is unknown", kinds, found["kind"], ~kind.isin(KINDS), kind),
        RowCheck(
            "warning",
            "the component is unknown and is left empty",
            f"use one of {', '.join(COMPONENTS)}",
            found.get("component", ""),
            ~component.isin((*COMPONENTS, "")),
            component,
        ),
        RowCheck(
            "error",
            "the state of the assessment is unknown",
            f"use one of {', '.join(HRDDP)}",
            found.get("hrddp", ""),
            force & ~state.isin((*HRDDP, "")),
            state,
        ),
    )


def _present(
    actors: pd.DataFrame, found: Mapping[str, str], file: str, as_of: date
) -> tuple[pd.Series, tuple[Finding, ...]]:
    """Return which actors are there on the day."""
    day = pd.Timestamp(as_of)
    turned = actors["from"] > actors["to"]
    later, gone = ~turned & (actors["from"] > day), ~turned & (actors["to"] < day)
    findings = rows_finding(
        "error",
        "the actor leaves before it comes",
        "correct one of the two dates",
        file=file,
        column=f"{found.get('from', '')}, {found.get('to', '')}",
        bad=turned,
        values=actors["name"],
    )
    for ours, bad, what in (("from", later, "comes after"), ("to", gone, "has left before")):
        message = f"the actor {what} {as_of} and is not read"
        findings += rows_finding(
            "info", message, "", file=file, column=found.get(ours, ""), bad=bad, values=actors["name"]
        )
    return ~(turned | later | gone), findings


def _assessed(
    actors: pd.DataFrame, good: pd.Series, found: Mapping[str, str], file: str, as_of: date
) -> tuple[Finding, ...]:
    """Warn of forces that nothing may be supported of: not assessed, expired, or cleared without proof."""
    force = good & actors["kind"].isin(SCREENED)
    cleared = force & actors["hrddp"].isin(("cleared", "mitigations"))
    proof = (actors["hrddp_reference"] != "") & actors["hrddp_expiry"].notna()
    column = found.get("hrddp", "hrddp")
    faults = (
        (
            force & (actors["hrddp"] == "not_assessed"),
            "the force is not assessed: no support to it and no credit for what would be supported",
            "have it assessed, or leave it as it is",
        ),
        (
            cleared & ~proof,
            "the force is cleared without a reference or an expiry: no support to it until both are given",
            "give hrddp_reference and hrddp_expiry",
        ),
        (
            cleared & proof & (actors["hrddp_expiry"] < pd.Timestamp(as_of)),
            f"the assessment has expired by {as_of}: no support and no credit for what would be supported",
            "have it renewed",
        ),
    )
    return tuple(
        finding
        for bad, message, remedy in faults
        for finding in rows_finding(
            "warning", message, remedy, file=file, column=column, bad=bad, values=actors["name"]
        )
    )


def _areas_and_points(
    frame: gpd.GeoDataFrame, file: str, role: str
) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Drop lines."""
    line = shapely.get_dimensions(np.asarray(frame.geometry.to_numpy(), dtype=object)) == 1
    findings = rows_finding(
        "warning",
        "the feature is a line and was dropped",
        "give a point or an area",
        file=file,
        column=role,
        bad=pd.Series(line, index=frame.index),
    )
    return frame.loc[~line], findings


def _personal(frame: gpd.GeoDataFrame, file: str) -> tuple[Finding, ...]:
    """Warn of columns that look as if they held numbers or addresses of people; they are not kept."""
    columns = [str(name) for name in frame.columns if _PERSONAL.search(str(name))]
    if not columns:
        return ()
    message = "the file has columns that look like contacts of people; they are not kept"
    remedy = "remove them from the file: no names or numbers of focal points belong in a layer"
    return (Finding("warning", message, remedy, file, None, ", ".join(columns[:5])),)
