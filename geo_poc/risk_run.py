"""A folder of risk surfaces: raster, GeoPackage, offline map and what they rest on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import geopandas as gpd

from geo_poc.ahead_words import ahead_frame
from geo_poc.asked_values import check_call, check_kinds
from geo_poc.audience import AUDIENCES, audience_of, for_audience, proposed_to, without
from geo_poc.control import NO_CONTROL, Control
from geo_poc.district_table import district_frame, district_text
from geo_poc.hotspot_notes import hotspot_marks, read_me
from geo_poc.hotspot_table import hotspot_frame, hotspot_text
from geo_poc.mission import Mission
from geo_poc.record import as_text
from geo_poc.risk_areas import AreaRisk, area_risks
from geo_poc.risk_bands import LIKELIHOOD_UNIT, RISK_UNIT
from geo_poc.risk_picture import risk_picture
from geo_poc.risk_product import DEFAULT, Product
from geo_poc.risk_rasters import NOTHING, VALIDATED, raster_jobs, write_total
from geo_poc.risk_record import risk_document
from geo_poc.risk_sheet import risk_sheet
from geo_poc.risk_styles import layer_styles
from geo_poc.risk_surfaces import Surfaces, estimate_surfaces
from geo_poc.risk_tables import surface_tables
from geo_poc.run import Run, marked, mission_text
from geo_poc.whole_files import write_new
from geo_poc.whole_folder import whole_folder
from layers.geopackage import write_geopackage
from layers.side_by_side import do_all
from layers.workbook_out import write_workbook
from maps.risk import compose_risk_page
from maps.risk_page import render_risk_page
from optimisation.pool import processors

SURFACES = "surfaces"
"""Folder of the rasters, one for each source and period."""

_PRODUCT = {"product": (Product, "give a geo_poc.risk_product.Product, or leave it out")}


@dataclass(frozen=True, slots=True, eq=False)
class Surfaced:
    """A risk folder on disk with the values it was written from.

    Parameters
    ----------
    run : Run
        Its `path` is the folder.
    surfaces : Surfaces
    document : dict
        risk.json.
    """

    run: Run
    surfaces: Surfaces
    document: dict[str, Any]


def risk_to(
    mission: Mission, out: str | Path, *, product: Product = DEFAULT, control: Control = NO_CONTROL
) -> Surfaced:
    """Estimate the risk of a mission and write its folder, whole or not at all.

    Parameters
    ----------
    mission : Mission
        With at most one scenario applied.
    out : str or Path
        A folder that does not exist or is empty.
    product : Product
        For whom, on which paper, cleared or not.
    control : Control

    Returns
    -------
    Surfaced
        The folder, the surfaces, and risk.json.

    Raises
    ------
    InputError
        With every finding; nothing is written then.
    """
    check_call(mission, control, out=out)
    check_kinds({"product": product}, _PRODUCT)
    out, audience = Path(out), audience_of(product.audience, mission)
    with whole_folder(out) as draft:
        found = for_audience(_estimated(mission, product, audience.withheld, control), audience)
        if control.tell is not None:
            control.tell("files", "writing the surfaces and their map")
        document = write_surfaces(found, draft, product)
    return Surfaced(Run(out), found, document)


def _estimated(mission: Mission, product: Product, withheld: tuple[str, ...], control: Control) -> Surfaces:
    return estimate_surfaces(
        mission,
        members=product.members,
        forecast=product.forecast,
        withheld=withheld,
        control=control,
    )


def write_surfaces(found: Surfaces, folder: Path, product: Product = DEFAULT) -> dict[str, Any]:
    """Write every file of a risk folder into an existing folder, and return risk.json."""
    mission = found.mission
    audience = AUDIENCES[product.audience]
    areas = area_risks(found)
    document = risk_document(found, areas, folder, product)
    tables = without(surface_tables(found, areas, proposed_to(product.audience, found)), audience)
    if audience.inner:
        (folder / "mission.toml").write_text(mission_text(mission), encoding="utf-8")
    (folder / "risk.json").write_text(as_text(document), encoding="utf-8")
    (folder / SURFACES).mkdir()
    do_all(_jobs(found, document, tables, folder), threads=processors())
    if areas:
        _write_districts(areas, document, folder, mission.keys.as_of)
    if "hotspots" not in audience.left_out:
        _write_hotspots(document, folder, mission.keys.as_of)
    if product.sheet != "none":
        _write_sheet(found, document, tables, folder, product.sheet)
    return document


def _jobs(
    found: Surfaces, document: dict[str, Any], tables: dict[str, gpd.GeoDataFrame], folder: Path
) -> list[Callable[[], None]]:
    """Return what writes the large files, each by itself; the page takes longest and comes first."""
    mission, tags = found.mission, _tags(document)

    def page() -> None:
        shown = compose_risk_page(risk_picture(found, document, tables))
        write_new(folder / "map.html", render_risk_page(shown))

    def geopackage() -> None:
        write_geopackage(
            folder / "risk.gpkg",
            tables,
            last_change=mission.keys.as_of,
            description="; ".join((marked(mission), *document["banners"])),
            styles=layer_styles(found, tables),
        )

    total = partial(write_total, found, folder, tags)
    return [page, geopackage, total, *raster_jobs(found, folder / SURFACES, tags)]


def _write_hotspots(document: dict[str, Any], folder: Path, dated: date) -> None:
    rows, marks = document["hotspots"], hotspot_marks(document)
    # With a mark of its encoding, for spreadsheets take text without one for an older one.
    (folder / "hotspots.csv").write_text(hotspot_text(rows, marks), encoding="utf-8-sig", newline="")
    sheets = {"hotspots": hotspot_frame(rows, marks), "forecast": ahead_frame(document)}
    sheets |= {"read me": read_me(document)}
    write_workbook(folder / "hotspots.xlsx", sheets, dated=dated)


def _write_districts(areas: Sequence[AreaRisk], document: dict[str, Any], folder: Path, dated: date) -> None:
    marks = hotspot_marks(document)
    (folder / "districts.csv").write_text(district_text(areas, marks), encoding="utf-8-sig", newline="")
    sheets = {"districts": district_frame(areas, marks), "read me": read_me(document, "districts")}
    write_workbook(folder / "districts.xlsx", sheets, dated=dated)


def _write_sheet(
    found: Surfaces,
    document: dict[str, Any],
    tables: dict[str, gpd.GeoDataFrame],
    folder: Path,
    size: str,
) -> None:
    from maps.sheet import part_pages, render_sheet  # noqa: PLC0415 - matplotlib is loaded for a sheet alone

    first = risk_sheet(found, document, tables)
    sheet = render_sheet((first, *part_pages(first)), size=size)
    (folder / "sheet.pdf").write_bytes(sheet.pdf)
    (folder / "sheet.png").write_bytes(sheet.png)


def _tags(document: dict[str, Any]) -> dict[str, str]:
    validation = document["validation"]
    inputs = "; ".join(f"{item['path']} {item['sha256'] or 'not a file'}" for item in document["inputs"])
    return {
        "TITLE": document["mission"],
        "SCENARIO": document["scenario"],
        "CLASSIFICATION": document["classification"],
        "WATERMARK": document["watermark"],
        "AUDIENCE": document["audience"],
        "CLEARANCE": document["clearance"] or "not cleared",
        "AS_OF": document["as_of"],
        "RISK_AS_OF": validation["decay_from"],
        "ATTRIBUTION": "; ".join(document["attributions"]),
        "UNIT": f"sources and total: {RISK_UNIT}; likelihood: {LIKELIHOOD_UNIT}; masks: 1 = yes",
        "NOT_OBSERVED": ", ".join(document["not_observed"]),
        "BANNERS": " ".join(document["banners"]),
        "VALIDATED": VALIDATED if validation["validated"] else NOTHING,
        "INPUTS_SHA256": inputs,
        "SOFTWARE": f"geo-poc {document['versions']['geo-poc']}",
    }
