"""Reading districts."""

from __future__ import annotations

import string
from pathlib import Path

import geopandas as gpd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point, box

from layers.admin import match
from layers.fields import BLANKS
from layers.sources.districts import read_districts, stack_levels
from tests.layers.sources.written import DATA, errors, geojson, told


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"shapeName": "Ituri", "shapeISO": "CD-IT", "shapeID": "x1"}, ("Ituri", "CD-IT")),
        ({"shapeName": "Beni", "shapeISO": "", "shapeID": "x2"}, ("Beni", "x2")),
        ({"ADM1_EN": "Unity", "ADM1_PCODE": "SS10"}, ("Unity", "SS10")),
        (
            {"ADM1_EN": "U", "ADM1_PCODE": "SS10", "ADM2_EN": "Rubkona", "ADM2_PCODE": "SS1002"},
            ("Rubkona", "SS1002"),
        ),
        ({"ADM1_FR": "Nord-Kivu", "ADM1_PCODE": "CD61"}, ("Nord-Kivu", "CD61")),
        ({"NAME_1": "Kasai", "GID_1": "COD.1"}, ("Kasai", "COD.1")),
        ({"name": "Alpha"}, ("Alpha", "")),
    ],
)
def test_published_columns_are_recognised(
    tmp_path: Path, row: dict[str, str], expected: tuple[str, str]
) -> None:
    """geoBoundaries, OCHA and GADM need no mapping; the finest level and the first filled code win."""
    frame, findings = read_districts(geojson(tmp_path / "d.geojson", [(box(0, 0, 1, 1), row)]))
    assert (frame["name"].iloc[0], frame["code"].iloc[0]) == expected
    assert not errors(findings)


def test_mapping_wins(tmp_path: Path) -> None:
    """Mapped columns are used, an empty one too."""
    path = geojson(tmp_path / "d.geojson", [(box(0, 0, 1, 1), {"name": "A", "nom": "B", "kode": ""})])
    frame, findings = read_districts(path, columns={"name": "nom", "code": "kode"})
    assert (frame["name"].iloc[0], frame["code"].iloc[0]) == ("B", "")
    assert not findings


def test_gaps_and_repeats_are_warned(tmp_path: Path) -> None:
    """A district without a name takes its code; one code twice is told."""
    rows = [(box(0, 0, 1, 1), {"name": "", "code": "D1"}), (box(1, 0, 2, 1), {"name": "B", "code": "d1"})]
    frame, findings = read_districts(geojson(tmp_path / "d.geojson", rows))
    assert frame["name"].tolist() == ["D1", "B"]
    assert told(findings, "warning", "no name").row == 1
    assert told(findings, "warning", "twice").row == 2


def test_without_a_name_column_there_are_no_districts(tmp_path: Path) -> None:
    """A file without a recognisable name is an error that lists what it has."""
    frame, findings = read_districts(geojson(tmp_path / "d.geojson", [(box(0, 0, 1, 1), {"zone": "A"})]))
    assert frame.empty
    assert "zone" in errors(findings)[0].remedy


def test_points_are_no_districts(tmp_path: Path) -> None:
    """Points are dropped with a warning."""
    frame, findings = read_districts(geojson(tmp_path / "d.geojson", [(Point(0, 0), {"name": "A"})]))
    assert frame.empty
    assert told(findings, "warning", "no polygon")


@pytest.mark.skipif(not DATA.exists(), reason="open data absent")
def test_ocha_files() -> None:
    """South Sudan has 10 states and 79 counties, all with P-codes."""
    for name, count in (("adm1_imwg_nbs_20210924", 10), ("adm2_imwg_nbs_20180817", 79)):
        frame, findings = read_districts(DATA / f"south_sudan/admin/ssd_admbnda_{name}.geojson")
        assert len(frame) == count
        assert frame["code"].str.startswith("SS").all()
        assert not findings


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (
            {"ADM2_EN": "Juba", "ADM2_PCODE": "SS0101", "ADM1_EN": "CES", "ADM1_PCODE": "SS01",
             "ADM0_PCODE": "SS"},
            (2, "CES", "SS01"),
        ),
        ({"ADM1_EN": "CES", "ADM1_PCODE": "SS01", "ADM0_EN": "South Sudan", "ADM0_PCODE": "SS"},
         (1, "South Sudan", "SS")),
        ({"shapeName": "A", "shapeID": "1", "shapeGroup": "SSD", "shapeType": "ADM1"}, (1, "", "SSD")),
        ({"NAME": "S. Sudan", "ADM0_A3": "SSD"}, (0, "", "")),
        ({"name": "Kivu", "adm1_code": "X1", "iso_3166_2": "CD-NK", "admin": "Congo", "adm0_a3": "COD"},
         (1, "Congo", "COD")),
        ({"NAME_2": "Beni", "GID_2": "C.1.2", "NAME_1": "Kivu", "GID_1": "C.1"}, (2, "Kivu", "C.1")),
        ({"name": "A"}, (-1, "", "")),
    ],
)  # fmt: skip
def test_level_and_parent_are_kept(
    tmp_path: Path, row: dict[str, str], expected: tuple[int, str, str]
) -> None:
    """Each publisher's level and area above come out, or -1 and nothing."""
    frame, findings = read_districts(geojson(tmp_path / "d.geojson", [(box(0, 0, 1, 1), row)]))
    assert (frame["level"].iloc[0], frame["parent"].iloc[0], frame["parent_code"].iloc[0]) == expected
    assert not findings


def test_a_code_of_the_area_above_is_not_a_districts(tmp_path: Path) -> None:
    """Where the finest level has names only, there is no code."""
    row = {"ADM2_EN": "Juba", "ADM1_EN": "CES", "ADM1_PCODE": "SS01"}
    frame, _ = read_districts(geojson(tmp_path / "d.geojson", [(box(0, 0, 1, 1), row)]))
    assert (frame["code"].iloc[0], frame["parent_code"].iloc[0]) == ("", "SS01")


def test_stated_level_must_agree(tmp_path: Path) -> None:
    """A level fills what the file does not say, and is an error where it says otherwise."""
    path = geojson(tmp_path / "d.geojson", [(box(0, 0, 1, 1), {"name": "A"})])
    frame, findings = read_districts(path, level=3)
    assert (frame["level"].iloc[0], findings) == (3, ())
    path = geojson(tmp_path / "e.geojson", [(box(0, 0, 1, 1), {"ADM1_EN": "A", "ADM1_PCODE": "X"})])
    (finding,) = errors(read_districts(path, level=2)[1])
    assert finding.column == "layers.districts.level"


def test_codes_of_two_editions_are_warned(tmp_path: Path) -> None:
    """A P-code that does not begin with its parent's is told."""
    row = {"ADM2_EN": "A", "ADM2_PCODE": "SS0101", "ADM1_PCODE": "SSD01", "ADM1_EN": "B"}
    assert told(
        read_districts(geojson(tmp_path / "d.geojson", [(box(0, 0, 1, 1), row)]))[1], "warning", "P-code"
    )


def test_one_name_in_two_provinces_is_no_repeat(tmp_path: Path) -> None:
    """Names may recur under other parents."""
    rows = [(box(x, 0, x + 1, 1), {"NAME_2": "Bor", "NAME_1": above}) for x, above in enumerate("AB")]
    assert not read_districts(geojson(tmp_path / "d.geojson", rows))[1]


def test_overlaps_and_gaps_are_warned(tmp_path: Path) -> None:
    """Districts that share ground are told of, with the area."""
    rows = [(box(0, 0, 1, 1), {"name": "A"}), (box(0.5, 0, 2, 1), {"name": "B"})]
    assert (
        "km2" in told(read_districts(geojson(tmp_path / "d.geojson", rows))[1], "warning", "overlap").message
    )


def _level(tmp_path: Path, level: int, rows: list[dict[str, str]]) -> gpd.GeoDataFrame:
    features = [(box(x, 0, x + 1, 1), row) for x, row in enumerate(rows)]
    return read_districts(geojson(tmp_path / f"{level}.geojson", features), level=level)[0]


def test_levels_are_joined(tmp_path: Path) -> None:
    """Parents are filled from the level above by code or by name; those that are not there are told."""
    upper = _level(tmp_path, 1, [{"name": "Nord-Kivu", "code": "CD61"}, {"name": "Ituri", "code": "CD54"}])
    lower = _level(
        tmp_path, 2,
        [{"name": "Beni", "parent_code": "cd61"}, {"name": "Aru", "parent": "ITURI"},
         {"name": "X", "parent": "Y"}],
    )  # fmt: skip
    made, findings = stack_levels([lower, upper])
    assert list(made) == [1, 2]
    assert made[2]["parent"].tolist() == ["Nord-Kivu", "ITURI", "Y"]
    assert made[2]["parent_code"].tolist() == ["cd61", "CD54", ""]
    assert "1 districts" in told(findings, "warning", "not there").message


def test_levels_must_be_told_apart(tmp_path: Path) -> None:
    """One level in two files, and a file without a level beside others, are errors."""
    one = _level(tmp_path, 1, [{"name": "A"}])
    unsaid = read_districts(geojson(tmp_path / "d.geojson", [(box(0, 0, 1, 1), {"name": "A"})]))[0]
    assert told(stack_levels([one, one])[1], "error", "level 1 is given")
    assert told(stack_levels([one, unsaid])[1], "error", "does not say its level")
    assert told(stack_levels([unsaid, unsaid])[1], "error", "no level is stated")
    assert not stack_levels([unsaid])[1]
    assert stack_levels([]) == ({}, ())


_NAME = st.text(string.ascii_letters + "éàç '-", min_size=1, max_size=12).filter(
    lambda text: bool(text.strip()) and text.strip().lower() not in BLANKS
)


@settings(max_examples=30, deadline=None)
@given(names=st.lists(_NAME, min_size=1, max_size=6), level=st.integers(1, 3))
def test_what_is_written_comes_back(
    tmp_path_factory: pytest.TempPathFactory, names: list[str], level: int
) -> None:
    """Names, codes and parents survive a file; each code finds its own row."""
    rows = [
        (
            box(x, 0, x + 1, 1),
            {f"ADM{level}_FR": name, f"ADM{level}_PCODE": f"A{x:02d}", f"ADM{level - 1}_PCODE": "A"},
        )
        for x, name in enumerate(names)
    ]
    frame, findings = read_districts(geojson(tmp_path_factory.mktemp("d") / "d.geojson", rows))
    assert frame["name"].tolist() == [name.strip() for name in names]
    assert frame["parent_code"].tolist() == ["A"] * len(names)
    assert set(frame["level"]) == {level}
    assert match(frame["code"], frame)[0].tolist() == list(range(len(names)))
    assert not errors(findings)


@pytest.mark.skipif(not DATA.exists(), reason="open data absent")
def test_real_levels_fit_together() -> None:
    """South Sudan's counties all lie under its states, and all names of states are found in them."""
    folder = DATA / "south_sudan/admin"
    tables = [
        read_districts(folder / f"ssd_admbnda_{name}.geojson")[0]
        for name in ("adm2_imwg_nbs_20180817", "adm1_imwg_nbs_20210924")
    ]
    made, findings = stack_levels(tables)
    assert list(made) == [1, 2]
    assert not findings
    index, unmatched = match(made[2]["parent"], made[1])
    assert (index >= 0).all()
    assert not unmatched


@pytest.mark.skipif(not DATA.exists(), reason="open data absent")
def test_real_outline_is_a_country() -> None:
    """Natural Earth's outline is one district of level 0 with its code."""
    frame, findings = read_districts(DATA / "drc_east/admin/ne_10m_admin_0_COD.geojson")
    assert frame[["name", "code", "level"]].iloc[0].tolist() == ["Dem. Rep. Congo", "COD", 0]
    assert not findings
