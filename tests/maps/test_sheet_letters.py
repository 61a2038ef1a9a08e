"""Letters that the font of the sheets lacks."""

from __future__ import annotations

import pytest

from maps.sheet_letters import MISSING, drawable, legible, legible_sheet
from tests.maps.test_sheet import sheet_spec


@pytest.mark.parametrize("name", ["Bor", "Bôrô N'Djaména", "الخرطوم", "Łódź – 5 °"])
def test_names_the_font_has_stay_whole(name: str) -> None:
    """Latin and Arabic names are drawn as they are."""
    assert drawable(name)
    assert legible(name) == name


def test_a_mark_stands_for_what_the_font_lacks() -> None:
    """Ethiopic words in a row become one mark, the rest stays."""
    assert not drawable("አዲስ አበባ")
    assert legible("near አዲስ አበባ, 5 km") == f"near {MISSING} 5 km"


def test_sheet_says_how_many_names_it_lacks() -> None:
    """A name that cannot be drawn is left off the map, and the note at the foot counts it."""
    spec = sheet_spec()
    shown = legible_sheet(spec)
    assert [layer.texts for layer in shown.shapes] == [("",)]
    assert shown.notes[:-1] == spec.notes
    assert "lacks: 1." in shown.notes[-1]
    assert "files" in shown.notes[-1]
    assert legible_sheet(shown) == shown
