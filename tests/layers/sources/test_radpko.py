"""RADPKO."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers.sources.radpko import is_radpko, read_radpko
from tests.layers.sources.written import DATA, DRC, errors, table, told

HEADER = [
    "mission", "country", "base", "date", "year", "latitude", "longitude", "pko_deployed", "untrp", "unpol",
    "unmob", "kenya_pko",
]  # fmt: skip
AS_OF = date(2019, 12, 31)


def test_recognised_by_its_columns() -> None:
    """All its marks must be there; case does not matter."""
    assert is_radpko([name.upper() for name in HEADER])
    assert not is_radpko(name for name in HEADER if name != "pko_deployed")


def test_means_of_a_year(tmp_path: Path) -> None:
    """The date is that of the first month and does not split the year; parts of a person are nobody."""
    rows = [
        ["M", "DRC", "goma", "2019-01-01", 2019, -1.7, 29.2, 160, 150.5, 9.25, 0.4, 0],
        ["M", "DRC", "kavumu", "2019-06-01", 2019, -2.2, 28.8, 99, 90, 0, 0.5, 0],
        ["M", "DRC", "beni", "2018-01-01", 2018, 0.5, 29.5, 99, 90, 0, 0, 0],
    ]
    layer, findings = read_radpko(table(tmp_path / "r.csv", HEADER, rows), as_of=AS_OF, near=DRC)
    assert layer.frame["name"].tolist() == ["goma", "kavumu"]
    assert layer.frame["personnel"].tolist() == [150.5, 90]
    assert layer.frame["unpol"].tolist() == [1, 0]
    assert layer.frame["unmo"].tolist() == [0, 1]
    assert layer.frame["hq"].isna().all()
    assert (layer.year, layer.month) == (2019, None)
    assert not errors(findings)


def test_months(tmp_path: Path) -> None:
    """A file with rows of several months of one base is taken by month."""
    rows = [
        ["M", "DRC", "goma", f"2019-{month:02d}-01", 2019, -1.7, 29.2, 160, 100 + month, 0, 0, 0]
        for month in (1, 2, 3)
    ]
    rows.append(["M", "DRC", "beni", "2019-01-01", 2019, 0.5, 29.5, 99, 90, 0, 0, 0])
    layer, _ = read_radpko(table(tmp_path / "r.csv", HEADER, rows), as_of=date(2019, 2, 14), near=DRC)
    assert layer.frame["name"].tolist() == ["goma"]
    assert layer.frame["personnel"].tolist() == [102]
    assert (layer.year, layer.month) == (2019, 2)


def test_missing_and_shared_coordinates(tmp_path: Path) -> None:
    """A base with troops and no coordinates is named; two on one coordinate both stay."""
    rows = [
        ["M", "DRC", "goma", "2019-01-01", 2019, -1.7, 29.2, 160, 150, 0, 0, 0],
        ["M", "DRC", "goma airport", "2019-01-01", 2019, -1.7, 29.2, 160, 120, 0, 0, 0],
        ["M", "DRC", "sector hq", "2019-01-01", 2019, "", "", 160, 40, 0, 0, 0],
        ["M", "DRC", "team site", "2019-01-01", 2019, "NA", "NA", 0, 0, 0, 0, 0],
    ]
    layer, findings = read_radpko(table(tmp_path / "r.csv", HEADER, rows), as_of=AS_OF, near=DRC)
    assert layer.frame["id"].tolist() == ["goma", "goma-airport"]
    assert "sector hq (40)" in told(findings, "warning", "troops and no coordinates").message
    assert told(findings, "info", "no known troops").value == "team site"
    assert told(findings, "warning", "very spot").value == "goma airport"
    assert dict(layer.rows_dropped) == {"no coordinates": 2}


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(st.integers(0, 2**31), st.floats(-4, 3), st.floats(28, 31), st.integers(1, 900)),
        min_size=1,
        max_size=8,
        unique_by=lambda row: row[0],
    )
)
def test_what_is_written_is_read_back(tmp_path: Path, rows: list[tuple[int, float, float, int]]) -> None:
    """Bases and troops of one year come back as they were."""
    written = [
        ["M", "DRC", f"b{n}", "2019-01-01", 2019, lat, lon, men, men, 0, 0, 0] for n, lat, lon, men in rows
    ]
    frame = read_radpko(table(tmp_path / "r.csv", HEADER, written), as_of=AS_OF, near=DRC)[0].frame
    read = zip(frame["name"], frame.geometry.y, frame.geometry.x, frame["personnel"], strict=True)
    assert list(read) == [(f"b{n}", lat, lon, men) for n, lat, lon, men in rows]


@pytest.mark.skipif(not DATA.exists(), reason="open data absent")
@pytest.mark.parametrize(
    ("file", "near", "bases", "rows", "troops"),
    [
        ("drc_east/bases/radpko_COD.csv", DRC, 27, 344, 16_136.4),
        ("south_sudan/bases/radpko_SSD.csv", (23.4, 3.4, 36.0, 12.3), 20, 141, 14_703.5),
    ],
)
def test_published(file: str, near: tuple, bases: int, rows: int, troops: float) -> None:
    """The bases of 2019 and the sum of their troops."""
    layer, findings = read_radpko(DATA / file, as_of=date(2024, 12, 31), near=near)
    assert (len(layer.frame), layer.rows_read, layer.year) == (bases, rows, 2019)
    assert layer.frame["id"].is_unique
    assert layer.frame["personnel"].sum() == pytest.approx(troops, abs=0.1)
    assert told(findings, "warning", "state of 2019").message.endswith("60 months old on 2024-12-31")
    assert not errors(findings)
