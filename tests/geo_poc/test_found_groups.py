"""Sets by age and sex among the files of a folder."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from geo_poc.found_groups import age_sex_set
from geo_poc.found_layers import choose
from layers.found.sight import Sight

BANDS = (0, 1, *range(5, 85, 5))
BOX = (0.0, 0.0, 1.0, 1.0)


def _people(name: str, *, density: float = 1.0, folder: str = "set", kind: str = "population") -> Sight:
    unit = "people_per_cell"
    return Sight(Path(folder) / name, kind, kind, rows=4, box=BOX, fineness=100.0, unit=unit, density=density)


def _set(pattern: str = "cod_{}_2020.tif", without: Iterable[str] = (), folder: str = "set") -> list[Sight]:
    groups = [f"{sex}_{age}" for sex in "fm" for age in BANDS]
    return [_people(pattern.format(group), folder=folder) for group in groups if group not in without]


def test_a_whole_set_is_its_folder() -> None:
    """Where nothing else lies in the folder, its path says all."""
    (used,), members = age_sex_set(_set())
    assert (used.key, used.sight.file, dict(used.keys)) == ("layers.groups", Path("set"), {})
    assert used.sight.recognised == "36 rasters of people by age and sex"
    assert used.sight.rows == 36 * 4
    assert "NAMES" in used.assumption
    assert len(members) == 36


def test_newer_names_are_known_too() -> None:
    """The names of the newer releases carry the group in the same form."""
    (used,), _ = age_sex_set(_set("cod_{}_2025_CN_100m_R2025A_v1.tif"))
    assert used.key == "layers.groups"


def test_other_rasters_in_the_folder_make_each_file_named() -> None:
    """A folder read whole would take the total for a group, so the mission names each group's file."""
    (used,), members = age_sex_set([*_set(), _people("cod_ppp_2020.tif", density=30.0)])
    assert used.keys["groups"]["f_15"] == "cod_f_15_2020.tif"
    assert len(used.keys["groups"]) == len(members) == 36


def test_the_last_of_several_sets_is_taken() -> None:
    """Two years in one folder are two sets; a set that lacks a band is none, and single rasters neither."""
    years = [*_set("cod_{}_2019.tif"), *_set("cod_{}_2020.tif"), *_set("cod_{}_2021.tif", ("m_80",))]
    (used,), members = age_sex_set([*years, _people("sheet_f_5.tif")])
    assert used.keys["groups"]["m_80"] == "cod_m_80_2020.tif"
    assert "2 such sets" in used.assumption
    assert len(members) == 3 * 36 - 1
    assert age_sex_set(_set(without=("f_30",)))[0] == []


def test_a_group_never_serves_as_all_people() -> None:
    """Without a total, population is missing rather than one group's; files of the set are not unused."""
    found = choose(_set(), today=date(2025, 1, 1))
    assert "layers.population" in found.missing
    assert not found.unused
    whole = choose([*_set(), _people("x.tif", density=30.0, folder="all")], today=date(2025, 1, 1))
    assert [item.sight.file.name for item in whole.of("layers.population")] == ["x.tif"]
    part = choose(_set(without=("f_30",)), today=date(2025, 1, 1))
    assert all("by its name" in why for _, why in part.unused)
    assert part.of("layers.groups") == ()
