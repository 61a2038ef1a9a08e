"""Reading districts."""

from __future__ import annotations

from pathlib import Path

import pytest
from shapely.geometry import Point, box

from layers.sources.districts import read_districts
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
