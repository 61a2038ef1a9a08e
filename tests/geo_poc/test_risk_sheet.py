"""The printed sheet says what the map says."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from geo_poc.risk_areas import area_risks
from geo_poc.risk_picture import risk_picture
from geo_poc.risk_run import Surfaced
from geo_poc.risk_sheet import risk_sheet
from geo_poc.risk_tables import surface_tables
from maps.contrast import rgb
from maps.risk import compose_risk_page
from maps.sheet_spec import SheetSpec
from maps.spec import RasterLayer


@pytest.fixture(scope="module")
def sheet(tiny_risk: Surfaced) -> SheetSpec:
    """Return the sheet of the tiny mission."""
    found = tiny_risk.surfaces
    tables = surface_tables(found, area_risks(found))
    return risk_sheet(found, tiny_risk.document, tables)


def test_sheet_and_map_have_the_same_classes_breaks_and_colours(
    tiny_risk: Surfaced, sheet: SheetSpec
) -> None:
    """Legend, colours and the cells of each class are one and the same on paper and on the screen."""
    found = tiny_risk.surfaces
    tables = surface_tables(found, area_risks(found))
    page = compose_risk_page(risk_picture(found, tiny_risk.document, tables))
    words = dict(page.sources)
    drawn = {
        words[frame.source]: layer
        for frame, layer in zip(page.frames, page.spec.layers, strict=False)
        if (frame.period, frame.view) == ("recent", "risk") and isinstance(layer, RasterLayer)
    }
    for surface in (sheet.surface, *sheet.parts):
        layer = drawn[surface.name]
        assert layer.colours == sheet.scale.colours
        assert layer.legend[: len(sheet.scale.legend)] == sheet.scale.legend
        on_map = np.unique(layer.classes)
        assert set(on_map[on_map > 0]) == set(surface.classes[surface.classes > 0].tolist())
    assert sheet.scale.breaks == tuple(tiny_risk.document["breaks"]["risk"])


def test_outlines_of_threat_areas_are_in_the_legend(sheet: SheetSpec) -> None:
    """The black lines around the numbers are told apart from the mission's own register."""
    told = [shape.legend.label for shape in sheet.shapes if shape.legend is not None]
    assert told.index("threat area found") > told.index("area of the threat register")


def test_legend_of_the_page_is_that_of_the_sheet(tiny_risk: Surfaced, sheet: SheetSpec) -> None:
    """The finished page and picture show the colours and words of one scale."""
    page = tiny_risk.run.file("map.html").read_text(encoding="utf-8")
    picture = Image.open(io.BytesIO(tiny_risk.run.file("sheet.png").read_bytes())).convert("RGB")
    shown = {tuple(pixel) for pixel in np.unique(np.asarray(picture).reshape(-1, 3), axis=0).tolist()}
    for colour, label in zip(sheet.scale.risk_colours, sheet.scale.labels, strict=True):
        assert f'fill="{colour}"' in page
        assert f"<span>{label}</span>" in page
        assert rgb(colour) in shown
    assert rgb(sheet.scale.colours[-1]) in shown


def test_total_stands_beside_its_parts_and_banners_first(tiny_risk: Surfaced, sheet: SheetSpec) -> None:
    """The sheet has a small map of each observed source, and what has to be read with it."""
    assert sheet.surface.name == "all observed sources"
    assert [part.name for part in sheet.parts] == ["state", "armed groups"]
    assert any("unknown, not low" in line for line in sheet.must_read)
    assert all(banner in sheet.must_read for banner in tiny_risk.document["banners"])
    assert sheet.clearance == ""
    assert sheet.disclaimer.endswith("Not cleared.")


def test_folder_has_the_sheet_as_pdf_and_picture(tiny_risk: Surfaced) -> None:
    """A PDF with a page for the total and for each source, and the first page as a picture of A3."""
    pdf = tiny_risk.run.file("sheet.pdf").read_bytes()
    assert pdf.count(b"/MediaBox") == 1 + 2
    picture = Image.open(io.BytesIO(tiny_risk.run.file("sheet.png").read_bytes()))
    assert sorted(picture.size) == [1753, 2480]
    assert picture.text["Comment"] == "Unclassified; EXERCISE"  # type: ignore[attr-defined]
