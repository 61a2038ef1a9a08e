"""Looking at csv files and spreadsheets."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from layers.found.tables import see_table
from layers.sources.ucdp import NAMES

TODAY = date(2025, 6, 30)
HEADERS = {
    "incidents": "date,latitude,longitude,killed,perpetrator\n2024-03-08,1,2,3,X\n2025-01-05,1,2,0,Y\n",
    "bases": "site,lat,lon,troops\nA,1,2,120\n",
    "displaced": "site,individuals,date,lat,lon\nA,100,2025-05-01,1,2\n",
    "other_actors": "name,kind,lat,lon\nA,humanitarian,1,2\n",
    "places": "name,place,lat,lon\nA,village,1,2\nB,town,1,2\n",
    "actors": "name,source\nA,communal\nB,armed group\n",
    "contingents": "contingent,caveat,value\nA,none,\nB,no night,\n",
    "": "a,b\n1,2\n",
}


@pytest.mark.parametrize("kind", HEADERS)
def test_a_table_is_known_by_its_header(tmp_path: Path, kind: str) -> None:
    """Each kind of table is told by its columns, whatever the file is called."""
    file = tmp_path / "places.csv"
    file.write_text(HEADERS[kind])
    assert see_table(file, today=TODAY).kind == kind


def test_the_newest_date_is_not_in_the_future(tmp_path: Path) -> None:
    """Dates after today are not believed."""
    file = tmp_path / "x.csv"
    file.write_text(HEADERS["incidents"] + "2029-01-01,1,2,0,Y\n")
    seen = see_table(file, today=TODAY)
    assert (seen.newest, seen.rows, seen.by_year) == (date(2025, 1, 5), 3, False)


def test_years_end_on_their_last_day(tmp_path: Path) -> None:
    """A list of bases by year is of the end of its newest year."""
    file = tmp_path / "x.csv"
    file.write_text("location,year,latitude,longitude,troops\nA,2023,1,2,5\nB,2024,1,2,5\n")
    seen = see_table(file, today=TODAY)
    assert seen.newest == date(2024, 12, 31)
    assert seen.by_year


def test_a_published_feed_is_known_without_its_header(tmp_path: Path) -> None:
    """UCDP GED is known by its columns, with a header or without."""
    values = dict.fromkeys(NAMES, "") | {
        "id": "1",
        "type_of_violence": "3",
        "latitude": "1",
        "longitude": "2",
    }
    values |= {"date_start": "2024-01-01", "date_end": "2024-01-02", "side_a": "A"}
    row = ",".join(values[name] for name in NAMES) + "\n"
    for head in (",".join(NAMES) + "\n", ""):
        file = tmp_path / "x.csv"
        file.write_text(head + row)
        seen = see_table(file, today=TODAY)
        assert (seen.recognised, seen.rows, seen.newest) == ("UCDP GED", 1, date(2024, 1, 2))
        assert seen.box == (2.0, 1.0, 2.0, 1.0)


def test_long_files_are_counted_whole(tmp_path: Path) -> None:
    """Only a sample is looked at, but every row is counted."""
    file = tmp_path / "x.csv"
    file.write_text("name,place,lat,lon\n" + "A,village,1,2\n" * 1000)
    assert see_table(file, today=TODAY).rows == 1000


@pytest.mark.parametrize(
    ("content", "why"),
    [(b"", "empty"), (b"a,b\n", "no rows"), (b"x" * 1_100_000, "longer than 1 MB"), (b'"a\n1,2\n', "quote")],
)
def test_broken_tables_say_why(tmp_path: Path, content: bytes, why: str) -> None:
    """What cannot be read is not understood, with the reason."""
    file = tmp_path / "x.csv"
    file.write_bytes(content)
    seen = see_table(file, today=TODAY)
    assert seen.kind == ""
    assert why in seen.why
