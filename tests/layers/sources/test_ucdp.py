"""Reading UCDP events."""

from __future__ import annotations

import math
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers.sources.events import INCIDENT_COLUMNS
from layers.sources.ucdp import NAMES, read_ucdp, recognise
from tests.layers.sources.written import DATA, DRC, errors, table, told

AS_OF = date(2020, 12, 31)
EVENT: dict[str, object] = {
    "id": 1,
    "type_of_violence": 3,
    "side_a": "ADF",
    "side_b": "Civilians",
    "where_prec": 2,
    "date_prec": 1,
    "where_coordinates": "Oicha town",
    "where_description": "near Oicha",
    "adm_1": "Nord-Kivu",
    "adm_2": "Beni",
    "latitude": 0.7,
    "longitude": 29.5,
    "date_start": "2020-06-01 00:00:00.000",
    "country": "DR Congo (Zaire)",
    "date_end": "2020-06-02 00:00:00.000",
    "best": 3,
    "high": 5,
    "low": 2,
    "source_article": 'He said, "no"\nnew line',
}
HDX = [*NAMES[:34], "iso3", *NAMES[34:]]


def _row(columns: list[str] = NAMES, **changes: object) -> list[object]:
    event = {**EVENT, **changes}
    return [event.get(name, "") for name in columns]


def _written(folder: Path, *changes: dict[str, object], header: bool = True) -> Path:
    rows = [_row(**{"id": number + 1, **change}) for number, change in enumerate(changes)]
    return table(folder / "ged.csv", NAMES if header else None, rows)


def test_published_header_has_49_columns() -> None:
    """The list is the codebook's; HDX adds iso3 after country."""
    assert len(NAMES) == 49
    assert HDX[33:36] == ["country", "iso3", "country_id"]


def test_events_as_documented(tmp_path: Path) -> None:
    """Columns, types and values are as documented."""
    events, findings = read_ucdp(_written(tmp_path, {}), as_of=AS_OF, near=DRC)
    assert list(events.columns) == [*INCIDENT_COLUMNS, "geometry"]
    first = events.iloc[0]
    assert (first["id"], first["type"], first["precision"], first["date_precision"]) == ("1", 3, 2, 1)
    assert (first["date"], first["date_end"]) == (pd.Timestamp(2020, 6, 1), pd.Timestamp(2020, 6, 2))
    assert (first["low"], first["best"], first["high"]) == (2.0, 3.0, 5.0)
    assert (first["side_a"], first["place"], first["adm_2"]) == ("ADF", "Oicha town", "Beni")
    assert first.geometry.coords[0] == (29.5, 0.7)
    assert events["type"].dtype == "int64"
    assert "2020-06-01 to 2020-06-02" in told(findings, "info", "1 events").message
    assert len(findings) == 1


def test_hdx_layout_with_tags(tmp_path: Path) -> None:
    """The 50 columns of HDX with tags on line 2 and newlines in quotes give the same event, on its line."""
    tags = ["#meta" if name == "relid" else "" for name in HDX]
    bad = _row(HDX, id=2, best="x")
    path = table(tmp_path / "h.csv", HDX, [tags, _row(HDX), bad])
    events, findings = read_ucdp(path, as_of=AS_OF)
    assert events["side_b"].tolist() == ["Civilians", "Civilians"]
    assert told(findings, "error", "not a number").row == 5


@pytest.mark.parametrize("columns", [NAMES, HDX])
def test_files_without_a_header(tmp_path: Path, columns: list[str]) -> None:
    """Both layouts are recognised by their number of columns and their types."""
    path = table(tmp_path / "n.csv", None, [_row(columns), _row(columns, id=2)])
    events, findings = read_ucdp(path, as_of=AS_OF)
    assert events["id"].tolist() == ["1", "2"]
    assert not errors(findings)


@pytest.mark.parametrize(
    ("word", "kind"),
    [("1", 1), ("2.0", 2), ("State-based conflict", 1), ("non-state conflict", 2), ("One-sided violence", 3),
     ("Nonstate", 2)],
)  # fmt: skip
def test_types_as_numbers_or_words(tmp_path: Path, word: str, kind: int) -> None:
    """All published writings of the type are read."""
    assert read_ucdp(_written(tmp_path, {"type_of_violence": word}), as_of=AS_OF)[0]["type"].tolist() == [
        kind
    ]


@pytest.mark.parametrize("day", ["2020-06-01", "2020-06-01T00:00:00", "2020-06-01 00:00:00.000"])
def test_dates_in_three_dresses(tmp_path: Path, day: str) -> None:
    """Plain, ISO-T and with milliseconds are one day; an empty end is the start."""
    events, _ = read_ucdp(_written(tmp_path, {"date_start": day, "date_end": ""}), as_of=AS_OF)
    assert events["date_end"].tolist() == [pd.Timestamp(2020, 6, 1)]


@pytest.mark.parametrize(
    ("change", "column", "part"),
    [
        ({"latitude": "NaN"}, "latitude", "missing"),
        ({"longitude": ""}, "longitude", "missing"),
        ({"latitude": 91}, "latitude", "beyond 90"),
        ({"longitude": "29,5"}, "longitude", "comma"),
        ({"type_of_violence": 4}, "type_of_violence", "not 1, 2 or 3"),
        ({"type_of_violence": ""}, "type_of_violence", "not 1, 2 or 3"),
        ({"date_start": "01/06/2020"}, "date_start", "not a date"),
        ({"date_start": ""}, "date_start", "missing"),
        ({"where_prec": 8}, "where_prec", "between 1 and 7"),
        ({"where_prec": 1.5}, "where_prec", "whole"),
        ({"best": -1}, "best", "at least 0"),
        ({"id": ""}, "id", "no id"),
    ],
)
def test_faults_are_errors_with_their_row(
    tmp_path: Path, change: dict[str, object], column: str, part: str
) -> None:
    """Every fault names its column and the first row and count; good rows are still read."""
    events, findings = read_ucdp(_written(tmp_path, {}, change, {**change, "side_a": "x"}), as_of=AS_OF)
    finding = told(findings, "error", part)
    assert (finding.file, finding.column, finding.row) == ("ged.csv", column, 4)
    assert "2 rows" in finding.message
    assert events["id"].iloc[0] == "1"


def test_empty_precision_is_one_warning(tmp_path: Path) -> None:
    """Events without where_prec count as exact, told once with the count."""
    events, findings = read_ucdp(_written(tmp_path, {"where_prec": ""}, {}, {"where_prec": ""}), as_of=AS_OF)
    assert events["precision"].tolist() == [1, 2, 1]
    assert "2 of 3" in told(findings, "warning", "located exactly").message


def test_swapped_coordinates_are_an_error(tmp_path: Path) -> None:
    """Latitude and longitude the wrong way round are recognised by the area."""
    rows = [{"latitude": 29.5, "longitude": 0.7 + step} for step in range(3)]
    assert (
        told(read_ucdp(_written(tmp_path, *rows), as_of=AS_OF, near=DRC)[1], "error", "wrong way round").row
        == 2
    )


def test_later_events_are_not_read(tmp_path: Path) -> None:
    """An event that ends after as_of is not read, even if it began before."""
    changes = [{"date_end": "2020-12-31"}, {"date_end": "2021-01-01"}]
    events, findings = read_ucdp(_written(tmp_path, *changes), as_of=AS_OF)
    assert events["id"].tolist() == ["1"]
    assert told(findings, "info", "1 events end after 2020-12-31")


def test_nothing_up_to_as_of_is_told(tmp_path: Path) -> None:
    """When every event is later the frame is empty, with a warning."""
    events, findings = read_ucdp(_written(tmp_path, {}), as_of=date(2019, 1, 1))
    assert events.empty
    assert told(findings, "warning", "no event")


@pytest.mark.parametrize(("as_of", "old"), [(date(2021, 6, 2), False), (date(2021, 6, 3), True)])
def test_old_incidents_are_warned(tmp_path: Path, as_of: date, old: bool) -> None:
    """More than a year between the last event and as_of is told."""
    _, findings = read_ucdp(_written(tmp_path, {}), as_of=as_of)
    assert any("incidents end on 2020-06-02" in finding.message for finding in findings) is old


def test_repeated_events_count_once(tmp_path: Path) -> None:
    """The same row twice is a warning; two events of one id an error."""
    again = _written(tmp_path, {"id": 7}, {"id": "7.0"})
    events, findings = read_ucdp(again, as_of=AS_OF)
    assert len(events) == 1
    assert told(findings, "warning", "twice").value == "7"
    differing = _written(tmp_path, {"id": 7}, {"id": 7, "latitude": 1.0})
    assert told(read_ucdp(differing, as_of=AS_OF)[1], "error", "one id").row == 4


def test_gaps_are_kept_as_gaps(tmp_path: Path) -> None:
    """Empty deaths are NaN, empty sides are empty text, the place falls back on the description."""
    change = {"best": "", "low": "", "high": "", "side_a": "", "where_coordinates": ""}
    events, findings = read_ucdp(_written(tmp_path, change), as_of=AS_OF)
    assert events[["best", "low", "high"]].isna().all(axis=None)
    assert (events["side_a"].iloc[0], events["place"].iloc[0]) == ("", "near Oicha")
    assert not errors(findings)


def test_odd_orders_are_warned(tmp_path: Path) -> None:
    """An end before the start and a low above the best do not stop the work."""
    events, findings = read_ucdp(_written(tmp_path, {"date_end": "2020-05-01", "low": 9}), as_of=AS_OF)
    assert events["date_end"].iloc[0] == events["date"].iloc[0]
    assert told(findings, "warning", "ends before it starts").row == 2
    assert told(findings, "warning", "not in this order").row == 2


def test_events_of_another_area_are_warned(tmp_path: Path) -> None:
    """A file of another country is read, with a warning."""
    events, findings = read_ucdp(_written(tmp_path, {}), as_of=AS_OF, near=(-80, 10, -70, 20))
    assert len(events) == 1
    assert told(findings, "warning", "no event lies")


def test_wrong_files_are_one_error(tmp_path: Path) -> None:
    """Header only, missing columns, no header and an unknown width, and no file: one error each."""
    short = [name for name in NAMES if name not in ("where_prec", "best")]
    cases = [
        (table(tmp_path / "a.csv", NAMES, []), "no rows"),
        (table(tmp_path / "b.csv", short, [_row(short)]), "missing: where_prec, best"),
        (table(tmp_path / "c.csv", None, [_row()[:48], _row()[:48]]), "neither the header"),
        (
            table(tmp_path / "d.csv", ["event_id_cnty", "event_date"], [["SSD1", "2020-01-01"]]),
            "neither the header",
        ),
        (tmp_path / "none.csv", "does not exist"),
    ]
    for path, part in cases:
        events, findings = read_ucdp(path, as_of=AS_OF)
        assert told(findings, "error", part).file == path.name
        assert len(errors(findings)) == 1
        assert events.empty
        assert list(events.columns) == [*INCIDENT_COLUMNS, "geometry"]


def test_recognise_by_header() -> None:
    """Both layouts are recognised, with a byte-order mark too; ACLED is not."""
    assert recognise(NAMES)
    assert recognise(["\ufeffid", *HDX[1:]])
    assert not recognise(["event_id_cnty", "event_date", "latitude", "longitude"])
    assert not recognise([])


SIDE = (
    st.text(st.characters(codec="utf-8", exclude_categories=("C",)), max_size=10)
    .map(str.strip)
    .filter(lambda text: text.lower() not in {"na", "nan", "n/a", "none", "null", "<na>", "nat"})
)
SAMPLE = st.fixed_dictionaries(
    {
        "type_of_violence": st.integers(1, 3),
        "side_a": SIDE,
        "where_description": st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=10),
        "where_prec": st.integers(1, 7),
        "latitude": st.floats(-90, 90).map(lambda value: round(value, 6)),
        "longitude": st.floats(-180, 180).map(lambda value: round(value, 6)),
        "date_start": st.dates(date(1989, 1, 1), AS_OF).map(str),
        "date_end": st.just(""),
        "best": st.one_of(st.just(""), st.integers(0, 900)),
        "low": st.just(""),
        "high": st.just(""),
    }
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(samples=st.lists(SAMPLE, min_size=1, max_size=4), header=st.booleans())
def test_whatever_is_written_is_read(tmp_path: Path, samples: list[dict[str, object]], header: bool) -> None:
    """Events come back as they were, with a header or without."""
    events, findings = read_ucdp(_written(tmp_path, *samples, header=header), as_of=AS_OF + timedelta(days=1))
    assert not errors(findings)
    assert events["type"].tolist() == [sample["type_of_violence"] for sample in samples]
    assert events["precision"].tolist() == [sample["where_prec"] for sample in samples]
    assert events["side_a"].tolist() == [sample["side_a"] for sample in samples]
    assert events.geometry.y.tolist() == [sample["latitude"] for sample in samples]
    assert events.geometry.x.tolist() == [sample["longitude"] for sample in samples]
    assert events["date"].dt.strftime("%Y-%m-%d").tolist() == [sample["date_start"] for sample in samples]
    assert ["" if math.isnan(best) else best for best in events["best"]] == [
        sample["best"] for sample in samples
    ]


@pytest.mark.skipif(not DATA.exists(), reason="open data absent")
@pytest.mark.parametrize(
    ("path", "count", "first"),
    [
        ("drc_east/incidents/ucdp_ged_drc_east.csv", 3321, "1993-03-20"),
        ("south_sudan/incidents/conflict_data_ssd.csv", 941, "2011-08-18"),
        ("samples/incidents/ucdp_ged231_sample_1000_global_49col.csv", 1000, "1989-01-07"),
    ],
)
def test_published_files(path: str, count: int, first: str) -> None:
    """The published files give all their events and no error."""
    events, findings = read_ucdp(DATA / path, as_of=date(2024, 12, 31))
    assert len(events) == count
    assert str(events["date"].min().date()) == first
    assert not errors(findings)
