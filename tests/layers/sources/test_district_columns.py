"""Columns of boundary files."""

from __future__ import annotations

import pytest

from layers.sources.district_columns import layout, stated_level


@pytest.mark.parametrize(
    ("present", "level"),
    [
        (["ADM1_FR", "ADM1_PCODE", "ADM0_FR"], 1),
        (["adm2_name", "adm2_pcode", "adm1_name"], 2),
        (["ADM2_PCODE", "name"], 2),
        (["NAME_0", "NAME_1", "GID_1"], 1),
        (["shapeName", "shapeID"], -1),
        (["ADM0_A3", "NAME"], 0),
        (["adm1_code", "name", "admin"], 1),
        (["name", "code"], -1),
        ([], -1),
    ],
)
def test_finest_level_named_is_the_files(present: list[str], level: int) -> None:
    """Columns of a level above do not make a file one of that level."""
    assert layout(present).level == level


def test_names_and_codes_are_of_one_level() -> None:
    """A finer name is never paired with the code of the area above."""
    wanted = layout(["ADM2_EN", "ADM1_EN", "ADM1_PCODE"]).wanted
    assert "ADM1_PCODE" not in wanted["code"]
    assert "ADM1_PCODE" in wanted["parent_code"]


@pytest.mark.parametrize(
    ("values", "level"),
    [
        (["ADM2", "ADM2"], 2),
        (["admin 1"], 1),
        (["ADM1", "ADM2"], -1),
        (["ADM1", ""], -1),
        (["x"], -1),
        ([], -1),
    ],
)
def test_stated_levels(values: list[str], level: int) -> None:
    """A column states a level only where every row states the same."""
    assert stated_level(values) == level
