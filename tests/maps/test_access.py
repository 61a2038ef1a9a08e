"""Restrictions of access on maps: each denial says to whom and by whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import pytest

from maps import style
from maps.access import access_rows, personas_of
from maps.country import context_layers
from tests.maps.pictures import SQUARE, frame, properties, table_set


def _limits(*rows: tuple[Any, str, str]) -> gpd.GeoDataFrame:
    """Return restrictions of (applies to, state, authority)."""
    columns: Sequence[tuple[Any, ...]] = list(zip(*rows, strict=True))
    named = dict(zip(("applies_to", "state", "authority"), columns, strict=True))
    return frame({"name": [f"r{n}" for n in range(len(rows))], **named}, [SQUARE] * len(rows))


def test_each_denial_is_told_to_whom_and_by_whom() -> None:
    """Areas denied to civilians and those denied to troops are layers of their own, drawn apart."""
    limits = _limits(
        ("civilian", "denied", "Government"),
        ("military;civilian", "denied", "Front"),
        ("civilian", "denied", "Committee"),
        ("civilian;military", "denied", "Front"),
        ("military", "free", "Front"),
        ("military", "notify", "Government"),
    )
    troops, civilians, asked = access_rows(limits)
    assert troops[0] == "Access denied to troops and civilians"
    assert troops[3] == "by Front"
    assert civilians[0] == "Access denied to civilians"
    assert civilians[3] == "by Committee or Government"
    assert [len(row[1]) for row in (troops, civilians, asked) if row[1] is not None] == [2, 2, 1]
    assert (troops[2], civilians[2]) == (style.RESTRICTION, style.RESTRICTION_OTHERS)
    assert asked[3] == "notify"


@pytest.mark.parametrize(
    ("authorities", "told"),
    [
        (("A", ""), "Access denied to police"),
        (("A", None), "Access denied to police"),
        (("A", "B", "C"), "by 3 authorities"),
        (("A", "A"), "by A"),
    ],
)
def test_legend_names_no_authority_that_some_area_lacks(authorities: Sequence[Any], told: str) -> None:
    """Where one area says nothing of its authority the legend is silent; of many it has the number."""
    (row, _) = access_rows(_limits(*(("police", "denied", one) for one in authorities)))
    assert row[:1] + row[3:4] == ("Access denied to police", told)


@pytest.mark.parametrize(
    "who", ["police; civilian", "civilian;police", ("civilian", "police"), ["police", "civilian"]]
)
def test_personas_are_read_as_landscapes_and_files_have_them(who: Any) -> None:
    """A tuple of a landscape, a list of a document and the text of a file say the same, in any order."""
    assert personas_of(who) == ("police", "civilian")


def test_each_area_says_for_whom_it_is_closed() -> None:
    """The popup of an area has it in words."""
    layers = {layer.name: layer for layer in context_layers(table_set())}
    layer = layers["Access denied to police and civilians"]
    assert ("applies_to", "For") in layer.tooltip
    assert properties(layer)[0]["applies_to"] == "police and civilians"
