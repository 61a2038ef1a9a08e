"""Reading ACLED exports; every row here is made up."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers.sources.acled import ACLED_COLUMNS, read_acled, read_acled_rows, recognise
from tests.layers.sources.written import DATA, DRC, errors, table, told
from tests.layers.workbooks import workbook

AS_OF = date(2024, 12, 31)
NOW = [
    "event_id_cnty",
    "event_date",
    "year",
    "time_precision",
    "disorder_type",
    "event_type",
    "sub_event_type",
    "actor1",
    "assoc_actor_1",
    "inter1",
    "actor2",
    "assoc_actor_2",
    "inter2",
    "interaction",
    "civilian_targeting",
    "iso",
    "region",
    "country",
    "admin1",
    "admin2",
    "admin3",
    "location",
    "latitude",
    "longitude",
    "geo_precision",
    "source",
    "source_scale",
    "notes",
    "fatalities",
    "tags",
    "timestamp",
]
FULL = [*NOW, "population_1km", "population_2km", "population_5km", "population_best"]
OLD = [
    "data_id",
    "iso",
    "event_id_cnty",
    "event_id_no_cnty",
    "event_date",
    "year",
    "time_precision",
    "event_type",
    "sub_event_type",
    "actor1",
    "assoc_actor_1",
    "inter1",
    "actor2",
    "assoc_actor_2",
    "inter2",
    "interaction",
    "region",
    "country",
    "admin1",
    "admin2",
    "admin3",
    "location",
    "latitude",
    "longitude",
    "geo_precision",
    "source",
    "source_scale",
    "notes",
    "fatalities",
    "timestamp",
    "iso3",
]
EVENT: dict[str, object] = {
    "event_id_cnty": "XXX1",
    "event_date": "2024-03-08",
    "time_precision": 1,
    "event_type": "Violence against civilians",
    "sub_event_type": "Attack",
    "actor1": "Group A",
    "inter1": 2,
    "actor2": "Civilians (X)",
    "inter2": 7,
    "civilian_targeting": "Civilian targeting",
    "admin1": "North",
    "admin2": "East",
    "location": "Village",
    "latitude": 0.7,
    "longitude": 29.5,
    "geo_precision": 1,
    "fatalities": 3,
    "notes": 'They said "no",\nand left.',
}


def _row(columns: list[str], **changes: object) -> list[object]:
    return [{**EVENT, **changes}.get(name, "") for name in columns]


def _written(folder: Path, *changes: dict[str, object], columns: list[str] = NOW) -> Path:
    rows = [_row(columns, **{"event_id_cnty": f"XXX{n}", **change}) for n, change in enumerate(changes, 1)]
    return table(folder / "a.csv", columns, rows)


def test_events_as_documented(tmp_path: Path) -> None:
    """Columns, types and values are as documented; low and high are unknown."""
    events, findings = read_acled(_written(tmp_path, {}), as_of=AS_OF, near=DRC)
    assert list(events.columns) == [*ACLED_COLUMNS, "geometry"]
    first = events.iloc[0]
    assert (first["id"], first["type"], first["event"]) == ("XXX1", 3, "against_civilians")
    assert first["date"] == first["date_end"] == pd.Timestamp(2024, 3, 8)
    assert (first["best"], math.isnan(first["low"]), math.isnan(first["high"])) == (3.0, True, True)
    assert (first["side_a"], first["inter_a"], first["inter_b"]) == ("Group A", 2, 7)
    assert (first["adm_1"], first["adm_2"], first["place"], first["feed"]) == (
        "North",
        "East",
        "Village",
        "acled",
    )
    assert (first["harm"], first["civilian_targeting"]) == (("killing",), True)
    assert first.geometry.coords[0] == (29.5, 0.7)
    assert "2024-03-08 to 2024-03-08" in told(findings, "info", "1 events").message
    assert len(findings) == 1


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        (NOW, "current layout, 31 columns"),
        (FULL, "with population"),
        (OLD, "before March 2023"),
        ([name.upper() for name in NOW], "31 columns"),
    ],
)
def test_three_layouts(tmp_path: Path, columns: list[str], words: str) -> None:
    """Today's columns, these with population and the old ones give one event; upper case does not matter."""
    row = [{**EVENT}.get(name.lower(), "") for name in columns]
    rows = read_acled_rows(table(tmp_path / "a.csv", columns, [row]), as_of=AS_OF, role="r", near=None)
    assert words in rows.layout
    assert rows.kept.events["id"].tolist() == ["XXX1"]
    assert not errors(rows.kept.findings)


def test_old_layout_with_tags_and_no_targeting(tmp_path: Path) -> None:
    """HXL tags on line 2 are skipped; the missing column is told and left open."""
    tags = ["#event+code" if name == "event_id_cnty" else "" for name in OLD]
    path = table(tmp_path / "o.csv", OLD, [tags, _row(OLD)])
    events, findings = read_acled(path, as_of=AS_OF)
    assert events["civilian_targeting"].tolist() == [None]
    assert told(findings, "info", "no civilian_targeting").column == "civilian_targeting"
    assert told(findings, "info", "HXL").row == 2


def test_byte_order_mark_and_workbook(tmp_path: Path) -> None:
    """A mark before the first name and an xlsx of the same columns change nothing."""
    text = _written(tmp_path, {}).read_text(encoding="utf-8")
    (tmp_path / "bom.csv").write_text(text, encoding="utf-8-sig")
    book = workbook(tmp_path / "b.xlsx", {"s": [NOW, _row(NOW)]})
    for path in (tmp_path / "bom.csv", book):
        events, findings = read_acled(path, as_of=AS_OF)
        assert (events["id"].tolist(), events["best"].tolist()) == (["XXX1"], [3.0])
        assert not errors(findings)


@pytest.mark.parametrize("day", ["2024-03-08", "08 March 2023", "8 Mar 2023", "08-March-2023"])
def test_dates_as_published(tmp_path: Path, day: str) -> None:
    """ISO and days with the month in words are read, whatever the language of the machine."""
    events, findings = read_acled(_written(tmp_path, {"event_date": day}), as_of=AS_OF)
    assert events["date"].dt.strftime("%m-%d").tolist() == ["03-08"]
    assert not errors(findings)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("1", 1), ("8.0", 8), ("0", 0), ("", 0), ("State Forces", 1), ("State forces", 1), ("Rebel group", 2),
        ("Rebel Groups", 2), ("Political militia", 3), ("Identity Militias", 4), ("Rioters", 5),
        ("Protesters", 6), ("Civilians", 7), ("External/Other forces", 8), ("Other Forces", 8),
        ("Others", 8), ("Communal Militia", 4), ("Protestors", 6),
    ],
)  # fmt: skip
def test_actor_types_as_numbers_or_names(tmp_path: Path, given: str, code: int) -> None:
    """Old numbers and newer names mean the same."""
    events, findings = read_acled(_written(tmp_path, {"inter1": given}), as_of=AS_OF)
    assert events["inter_a"].tolist() == [code]
    assert not errors(findings)


def test_precision_on_the_scale_of_ucdp(tmp_path: Path) -> None:
    """Codes 1, 2, 3 are the place, near by, the region; and the day, the week, the month."""
    changes = [{"geo_precision": code, "time_precision": code} for code in (1, 2, 3)]
    events, _ = read_acled(_written(tmp_path, *changes), as_of=AS_OF)
    assert events["precision"].tolist() == [1, 2, 4]
    assert events["date_precision"].tolist() == [1, 3, 4]


@pytest.mark.parametrize(
    ("event", "sub_event", "word", "kind"),
    [
        ("Battles", "Armed clash", "battle", 2),
        ("Battle-No change of territory", "", "battle", 2),
        ("Explosions/Remote violence", "Grenade", "explosion", 2),
        ("Remote violence", "", "explosion", 2),
        ("Protests", "Peaceful protest", "protest", 0),
        ("Riots/Protests", "", "riot", 2),
        ("Riots", "Mob violence", "riot", 2),
        ("Strategic developments", "Looting/property destruction", "strategic", 0),
        ("Non-violent transfer of territory", "", "strategic", 0),
    ],
)
def test_event_types_of_all_years(tmp_path: Path, event: str, sub_event: str, word: str, kind: int) -> None:
    """Names of today and of before 2019 are read; the type stands on UCDP's scale."""
    change = {"event_type": event, "sub_event_type": sub_event, "inter2": 3, "civilian_targeting": ""}
    events, findings = read_acled(_written(tmp_path, change), as_of=AS_OF)
    assert (events["event"].tolist(), events["type"].tolist()) == ([word], [kind])
    assert not errors(findings)


@pytest.mark.parametrize(
    ("sub_event", "deaths", "harm"),
    [
        ("Sexual violence", 0, ("sexual",)),
        ("Abduction/forced disappearance", 1, ("killing", "abduction")),
        ("Attack", 0, ()),
        ("Excessive force against protesters", 0, ("injury",)),
        ("Looting/property destruction", "", ("looting",)),
    ],
)
def test_harm_is_what_the_export_says(
    tmp_path: Path, sub_event: str, deaths: object, harm: tuple[str, ...]
) -> None:
    """Deaths mean killing, some types name their harm, and an attack without deaths says none."""
    change = {"sub_event_type": sub_event, "fatalities": deaths}
    assert read_acled(_written(tmp_path, change), as_of=AS_OF)[0]["harm"].tolist() == [harm]


@pytest.mark.parametrize(
    ("change", "column", "part"),
    [
        ({"latitude": ""}, "latitude", "missing"),
        ({"longitude": 191}, "longitude", "beyond 180"),
        ({"event_date": "03/08/2024"}, "event_date", "not a date"),
        ({"event_date": "31 Brumaire 2024"}, "event_date", "not a date"),
        ({"event_date": ""}, "event_date", "missing"),
        ({"inter1": "Gang"}, "inter1", "type of actor"),
        ({"inter2": 9}, "inter2", "type of actor"),
        ({"event_type": "Weather"}, "event_type", "none of ACLED's"),
        ({"geo_precision": 4}, "geo_precision", "between 1 and 3"),
        ({"fatalities": -1}, "fatalities", "at least 0"),
        ({"event_id_cnty": ""}, "event_id_cnty", "no id"),
    ],
)
def test_faults_are_errors_with_their_row(
    tmp_path: Path, change: dict[str, object], column: str, part: str
) -> None:
    """Every fault names its column, the first row (by the physical line) and the count."""
    events, findings = read_acled(_written(tmp_path, {}, change, {**change, "notes": "x"}), as_of=AS_OF)
    finding = told(findings, "error", part)
    assert (finding.file, finding.column, finding.row) == ("a.csv", column, 4)
    assert "2 rows" in finding.message
    assert events["id"].iloc[0] == "XXX1"


def test_later_and_repeated_events_are_dropped_and_counted(tmp_path: Path) -> None:
    """The reasons for every row that is not there are given."""
    path = _written(tmp_path, {}, {"event_id_cnty": "XXX1"}, {"event_date": "2025-01-01"}, {"latitude": "x"})
    rows = read_acled_rows(path, as_of=AS_OF, role="r", near=None)
    assert rows.rows_read == 4
    assert rows.kept.dropped == (("at fault", 1), ("repeated", 1), ("later than 2024-12-31", 1))


def test_swapped_coordinates_are_an_error(tmp_path: Path) -> None:
    """Latitude and longitude the wrong way round are recognised by the area."""
    path = _written(tmp_path, {"latitude": 29.5, "longitude": 0.7})
    assert told(read_acled(path, as_of=AS_OF, near=DRC)[1], "error", "wrong way round")


def test_missing_columns_are_one_error(tmp_path: Path) -> None:
    """What is missing is listed; the frame keeps its columns."""
    short = [name for name in NOW if name not in ("inter2", "fatalities")]
    events, findings = read_acled(table(tmp_path / "s.csv", short, [_row(short)]), as_of=AS_OF)
    assert told(findings, "error", "missing: inter2, fatalities").remedy
    assert list(events.columns) == [*ACLED_COLUMNS, "geometry"]


def test_recognised_by_published_headers() -> None:
    """The three published headers are recognised, a UCDP one is not."""
    assert all(recognise(header) for header in (NOW, FULL, OLD, ["\ufeff" + NOW[0], *NOW[1:]]))
    assert not recognise(["id", "type_of_violence", "side_a", "side_b", "date_start"])


@pytest.mark.skipif(not DATA.exists(), reason="open data absent")
def test_headers_are_those_published() -> None:
    """The headers here are those that were published."""
    lines = (DATA / "samples/headers/ACLED_headers.txt").read_text(encoding="utf-8").splitlines()
    assert [line.split(",") for line in lines if "actor1," in line] == [NOW, FULL, OLD]


NAME = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=3, max_size=9)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    samples=st.lists(
        st.fixed_dictionaries(
            {
                "actor1": NAME.map(lambda name: f"A {name}"),
                "inter1": st.integers(1, 8),
                "inter2": st.integers(0, 8),
                "latitude": st.floats(-90, 90).map(lambda value: round(value, 4)),
                "longitude": st.floats(-180, 180).map(lambda value: round(value, 4)),
                "event_date": st.dates(date(1997, 1, 1), AS_OF).map(lambda day: day.strftime("%d %B %Y")),
                "fatalities": st.integers(0, 500),
                "geo_precision": st.integers(1, 3),
            }
        ),
        min_size=1,
        max_size=4,
    ),
    columns=st.sampled_from([NOW, FULL, OLD]),
)
def test_whatever_is_written_is_read(
    tmp_path: Path, samples: list[dict[str, object]], columns: list[str]
) -> None:
    """Events come back as they were, in every layout."""
    events, findings = read_acled(_written(tmp_path, *samples, columns=columns), as_of=AS_OF)
    assert not errors(findings)
    for ours, theirs in (
        ("side_a", "actor1"),
        ("inter_a", "inter1"),
        ("inter_b", "inter2"),
        ("best", "fatalities"),
    ):
        assert events[ours].tolist() == [sample[theirs] for sample in samples]
    assert events["date"].dt.strftime("%d %B %Y").tolist() == [sample["event_date"] for sample in samples]
    assert events.geometry.x.tolist() == [sample["longitude"] for sample in samples]


def test_associated_actors_of_civilians_tell_whom_it_was_against(tmp_path: Path) -> None:
    """The civilians' column counts, whichever side they are; what goes with an armed side is no victim."""
    women, other = {"assoc_actor_2": "Women (X)"}, {"assoc_actor_1": "Group B"}
    turned = {"actor1": "Civilians (X)", "inter1": 7, "actor2": "Group A", "inter2": 2}
    path = _written(tmp_path, women, other, {**women, **other}, {**turned, **other}, {**turned, **women}, {})
    events, findings = read_acled(path, as_of=AS_OF, near=DRC)
    assert events["victim_group"].tolist() == ["Women (X)", "", "Women (X)", "Group B", "", ""]
    assert not errors(findings)


def test_a_file_without_associated_actors_names_nobody(tmp_path: Path) -> None:
    """The columns may be missing: nothing is said of whom it was against."""
    columns = [name for name in NOW if not name.startswith("assoc")]
    events, findings = read_acled(_written(tmp_path, {}, columns=columns), as_of=AS_OF, near=DRC)
    assert events["victim_group"].tolist() == [""]
    assert not errors(findings)
