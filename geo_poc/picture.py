"""A run folder read back as what its map and a comparison show."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from geo_poc.classification import LEVELS
from geo_poc.response_words import CALLS
from geo_poc.words import first_lines, notes_of, plan_lines
from layers.bands import Bands, read_bands
from layers.errors import error
from layers.geopackage import read_layers
from layers.landscape import SOURCES
from layers.mercator import to_web_mercator
from layers.risk.classes import class_breaks, classify
from maps.picture import Classed, Picture

TABLES = (
    "placements",
    "uncovered",
    "reach",
    "area",
    "restrictions",
    "displaced",
    "districts",
    "roads",
    "rivers",
    "lakes",
    "towns",
)
LATER_TABLES = ("patrols", "threats", "reach_night", "other_actors")
"""Layers that runs of earlier versions do not have."""

KEYS = {
    "run.json": {"mission", "scenario", "intent", "classification", "watermark", "as_of", "findings"},
    "plan.json": {"status", "placements", "shortfalls", "reasons", "notes"},
    "evaluation.json": {"bands_min", "present", "plan"},
}
"""What the documents of a run must have to be drawn."""

CLASSES = 5
RISK_UNIT = "people x events per 100 km2 and year, in each cell"


@dataclass(frozen=True, slots=True, eq=False)
class RunFiles:
    """The files of a run, opened.

    Parameters
    ----------
    run, plan, evaluation : dict
        The JSON documents.
    risk, reach : Bands
    """

    path: Path
    run: dict[str, Any]
    plan: dict[str, Any]
    evaluation: dict[str, Any]
    risk: Bands
    reach: Bands

    @property
    def name(self) -> str:
        """The scenario's name, else the mission's."""
        return str(self.run["scenario"] or self.run["mission"])


def open_run(path: Path) -> RunFiles:
    """Open a run folder.

    Raises
    ------
    InputError
        When it is not a run folder, or one of its files is missing or damaged.
    """
    documents = {name: _document(path, name, keys) for name, keys in KEYS.items()}
    return RunFiles(
        path,
        documents["run.json"],
        documents["plan.json"],
        documents["evaluation.json"],
        read_bands(path / "risk.tif"),
        read_bands(path / "reach.tif"),
    )


def _document(path: Path, name: str, keys: set[str]) -> dict[str, Any]:
    cause: Exception | None = None
    document: Any = None
    try:
        document = json.loads((path / name).read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        cause = fault
    if not isinstance(document, dict) or not keys <= document.keys():
        raise error(
            "this is not a whole run folder: a file is missing or damaged",
            "give a folder that geo-poc plan wrote",
            file=name,
            column="RUN",
            value=str(path),
        ) from cause
    return document


def run_breaks(*runs: RunFiles) -> tuple[float, ...]:
    """Return the class breaks of risk shared by every source of the runs."""
    surfaces = [band for run in runs for band in run.risk.values.values()]
    return class_breaks(*surfaces, n=CLASSES)


def picture_of(run: RunFiles, *, breaks: tuple[float, ...] | None = None) -> Picture:
    """Return what the map of a run shows, from its files alone."""
    document = run.run
    breaks = run_breaks(run) if breaks is None else breaks
    observed = [source for source in SOURCES if np.isfinite(run.risk.values[source]).any()]
    unknown = np.nan_to_num(run.reach.values["unknown"]) > 0
    surfaces: dict[str, NDArray[np.float64]] = {source: run.risk.values[source] for source in observed}
    surfaces["total"] = np.sum([np.nan_to_num(surface) for surface in surfaces.values()], axis=0)
    bands_min = tuple(float(band) for band in run.evaluation["bands_min"])
    minutes = "minutes_plan" if run.evaluation["plan"] is not None else "minutes_present"
    tables = read_layers(run.path / "plan.gpkg", TABLES, optional=LATER_TABLES)
    return Picture(
        title=document["mission"],
        subtitle=f"{document['scenario']}: {document['intent']}" if document["scenario"] else "",
        classification=_marking(document["classification"], tables),
        watermark=document["watermark"],
        as_of=_dates(document),
        risk={
            name: _classed(classify(surface, breaks, unknown), run.risk) for name, surface in surfaces.items()
        },
        breaks=breaks,
        bands=_classed(_band_classes(run.reach.values[minutes], bands_min), run.reach),
        bands_min=bands_min,
        tables=tables,
        not_observed=tuple(
            source for source in SOURCES if source not in observed and source != "unattributed"
        ),
        risk_unit=RISK_UNIT,
        headlines=first_lines(run.plan, run.evaluation),
        plan_lines=plan_lines(run.plan, run.evaluation),
        sources=tuple(document["attributions"]),
        notes=notes_of(document),
    )


def _marking(given: str, tables: Mapping[str, gpd.GeoDataFrame]) -> str:
    """Return the marking of what is drawn: who can call, and other actors, are at least Confidential."""
    calls = bool(tables["placements"]["tool"].isin(CALLS).any())
    named = bool(len(tables.get("other_actors", ())))
    return max(given, "Confidential" if calls or named else given, key=LEVELS.index)


def _dates(document: dict[str, Any]) -> str:
    """Return the date of a run, and that of its risk where the incidents end earlier."""
    as_of, risk = str(document["as_of"]), str(document["risk"]["decay_from"])
    return as_of if as_of[:7] == risk[:7] else f"{as_of}; risk as of {risk}"


def _classed(classes: NDArray[np.uint8], bands: Bands) -> Classed:
    warped = to_web_mercator(classes, bands.grid, max_pixels=1200)
    return Classed(np.asarray(warped.values, dtype=np.uint8), warped.bounds)


def _band_classes(minutes: NDArray[np.float64], bands_min: tuple[float, ...]) -> NDArray[np.uint8]:
    """Return the class of each cell's band, 0 beyond the last; a band includes its edge."""
    rounded = np.round(np.where(np.isfinite(minutes), minutes, np.inf), 4)
    classes = np.searchsorted(np.asarray(bands_min), rounded, side="left") + 1
    return np.where(classes <= len(bands_min), classes, 0).astype(np.uint8)
