"""A printed sheet: its bytes, its pixels and its words."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
import shapely
from numpy.typing import NDArray
from PIL import Image

from layers.grid import local_equal_area
from maps import style
from maps.contrast import rgb
from maps.errors import SpecError
from maps.paper import MM_PER_INCH, fit, papers
from maps.risk_scale import RiskScale
from maps.sheet import DPI, render_sheet
from maps.sheet_layout import best_layout
from maps.sheet_margin import footer_height_mm
from maps.sheet_spec import SheetShapes, SheetSpec, SheetSurface
from maps.spec import LegendEntry

CELL_M, SIDE = 10_000.0, 12
SCALE = RiskScale((10.0, 20.0, 40.0, 80.0), "people x events")


def _classes() -> NDArray[np.uint8]:
    classes = np.zeros((SIDE, SIDE), dtype=np.uint8)
    for number in range(1, SCALE.presence_class + 1):
        classes[1:4, 2 * (number - 1)] = number
        classes[1:4, 2 * (number - 1) + 1] = number
    classes[6:10, 1:5] = style.UNKNOWN
    return classes


def sheet_spec() -> SheetSpec:
    """Return a small sheet, one of whose names holds a letter that its font lacks."""
    surface = SheetSurface("all observed sources", _classes())
    area = shapely.box(0, 0, SIDE * CELL_M, SIDE * CELL_M)
    base = SheetShapes(
        np.array([shapely.Point(95_000, 25_000)], dtype=object),
        style.PRESENT_BASE,
        LegendEntry("base in place", "#1b2a3a", "square"),
        ("Base $x^2$ & <b> \u1200",),
        1,
    )
    return SheetSpec(
        title="A country", subtitle="", classification="Confidential", watermark="EXERCISE",
        as_of="2025-06-30",
        dated=date(2025, 6, 30), clearance="", disclaimer="Boundaries are not endorsed. Not cleared.",
        audience="internal", crs=local_equal_area(28.0, -2.0), box=(0.0, 0.0, SIDE * CELL_M, SIDE * CELL_M),
        area=np.array([area], dtype=object), corner=(0.0, SIDE * CELL_M), cell_m=CELL_M, scale=SCALE,
        surface=surface, parts=(replace(surface, name="state"),), shapes=(base,),
        must_read=("Unknown is not low.",), table=(("No.", "Name"), ("1", "A")), table_title="List",
        sources=("Made up",), notes=("Note",), made_by="x",
    )  # fmt: skip


@pytest.fixture(scope="module")
def drawn() -> NDArray[np.uint8]:
    """Return the pixels of one sheet without what would lie over its cells."""
    plain = replace(sheet_spec(), watermark="", shapes=())
    return np.asarray(Image.open(io.BytesIO(render_sheet((plain,), size="a4").png)).convert("RGB"))


def _pixel(image: NDArray[np.uint8], row: float, column: float) -> NDArray[np.uint8]:
    """Return the pixels around a place given in cells."""
    spec = replace(sheet_spec(), watermark="", shapes=())
    at = best_layout(
        spec.box, papers("a4"), parts=True, footer_mm=lambda paper: footer_height_mm(spec, paper)
    )
    made = fit(spec.box, at.frame)
    x_mm = made.frame.x + (column * CELL_M - made.west) * made.mm_per_m
    y_mm = made.frame.y + ((SIDE - row) * CELL_M - made.south) * made.mm_per_m
    x, y = (round(mm / MM_PER_INCH * DPI) for mm in (x_mm, at.paper.rect.height - y_mm))
    return image[y - 2 : y + 3, x - 2 : x + 3].reshape(-1, 3)


def test_every_class_has_its_colour_where_it_lies(drawn: NDArray[np.uint8]) -> None:
    """The pixel in the middle of each class's cells is the colour that the legend of the map has for it."""
    for number, colour in enumerate(SCALE.colours, start=1):
        found = _pixel(drawn, 2.3, 2 * (number - 1) + 0.45)
        assert (found == np.array(rgb(colour))).all(axis=1).any(), (number, colour, found[12])


def test_unknown_is_hatched_and_blank_is_white(drawn: NDArray[np.uint8]) -> None:
    """Unknown cells show both tones of the hatch and no class; cells without an estimate are white."""
    tones = np.concatenate([_pixel(drawn, row, column) for row in (7.3, 8.3) for column in (1.7, 2.4, 3.6)])
    light, dark = (np.array(rgb(colour)) for colour in style.HATCH)
    assert (np.abs(tones - light.astype(int)).max(axis=1) < 6).any()
    assert np.abs(tones - dark.astype(int)).max(axis=1).min() < 60
    assert (tones.max(axis=1) - tones.min(axis=1) < 12).all()
    assert (_pixel(drawn, 10.6, 8.4) == 255).all()


def test_equal_sheets_are_equal_bytes() -> None:
    """PDF and PNG hold the date of the mission, not of their making."""
    spec = sheet_spec()
    first, again = render_sheet((spec,), size="a4"), render_sheet((spec,), size="a4")
    assert first.pdf == again.pdf
    assert first.png == again.png
    assert b"D:20250630000000Z" in first.pdf
    assert first.png != render_sheet((replace(spec, clearance="CL-1"),), size="a4").png


def test_page_has_the_size_of_its_paper() -> None:
    """Pages of a PDF lie alike, and are A4; the picture is one page at the stated resolution."""
    spec = sheet_spec()
    sheet = render_sheet((spec, replace(spec, parts=())), size="a4", lie="portrait")
    assert sheet.pdf.count(b"/MediaBox [ 0 0 595.275") == 2
    assert Image.open(io.BytesIO(sheet.png)).size == (1240, 1753)


@pytest.mark.parametrize(("size", "pages"), [("a5", 1), ("a4", 0)])
def test_what_cannot_be_printed_is_told(size: str, pages: int) -> None:
    """Another paper, and a sheet without pages, are refused."""
    with pytest.raises(SpecError):
        render_sheet((sheet_spec(),) * pages, size=size)
