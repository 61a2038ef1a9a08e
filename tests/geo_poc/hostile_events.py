"""Faulty files of incidents."""

from __future__ import annotations

from tests.geo_poc.hostile import Case, cut, features, point, sheet, table, text
from tests.layers.sources.test_acled import NOW as ACLED_NAMES

UCDP = (
    "id;type_of_violence;side_a;side_b;where_prec;where_coordinates;where_description;adm_1;adm_2;"
    "latitude;longitude;date_prec;date_start;date_end;best;high;low"
)
ACLED: dict[str, object] = {
    "event_id_cnty": "TST1",
    "event_date": "2025-03-08",
    "time_precision": 1,
    "event_type": "Violence against civilians",
    "sub_event_type": "Attack",
    "actor1": "Front A",
    "inter1": 2,
    "actor2": "Civilians (Tessaly)",
    "inter2": 7,
    "civilian_targeting": "Civilian targeting",
    "admin1": "North",
    "admin2": "East",
    "location": "Village",
    "latitude": 0.3,
    "longitude": 0.15,
    "geo_precision": 1,
    "fatalities": 3,
}


def _ucdp(**changes: object) -> str:
    row = {
        "id": 1,
        "type_of_violence": 3,
        "side_a": "Front A",
        "side_b": "Civilians",
        "where_prec": 1,
        "latitude": 0.3,
        "longitude": 0.15,
        "date_prec": 1,
        "date_start": "2025-03-08",
        "date_end": "2025-03-08",
        "best": 3,
        "high": 3,
        "low": 3,
    }
    return ";".join(str((row | changes).get(name, "")) for name in UCDP.split(";"))


def _acled(**changes: object) -> str:
    return ";".join(str((ACLED | changes).get(name, "")) for name in ACLED_NAMES)


def _acled_row(**changes: object) -> list[object]:
    return [(ACLED | changes).get(name, "") for name in ACLED_NAMES]


_A = ";".join(ACLED_NAMES)
_OWN = "date;latitude;longitude;source;kind"

EVENTS: dict[str, Case] = {
    "UCDP: type of violence": Case(
        "incidents",
        "i.csv",
        table(UCDP, _ucdp(), _ucdp(id=2, type_of_violence=7)),
        ":3 [type_of_violence]",
        "the type of violence is not 1, 2 or 3, nor a name of one",
    ),
    "UCDP: date": Case(
        "incidents",
        "i.csv",
        table(UCDP, _ucdp(date_start="08/03/2025")),
        ":2 [date_start]",
        "the value is not a date",
    ),
    "UCDP: one id twice": Case(
        "incidents",
        "i.csv",
        table(UCDP, _ucdp(), _ucdp(latitude=0.4, side_a="Other")),
        ":3 [id]",
        "two different events have one id",
    ),
    "UCDP: where_prec": Case(
        "incidents",
        "i.csv",
        table(UCDP, _ucdp(where_prec=9)),
        ":2 [where_prec]",
        "the value is not a number between 1 and 7",
    ),
    "UCDP: decimal comma": Case(
        "incidents",
        "i.csv",
        table(UCDP, _ucdp(best="1,234")),
        ":2 [best]",
        "a number is written with a comma",
    ),
    "UCDP: short row": Case(
        "incidents",
        "i.csv",
        table(UCDP, _ucdp(), "2;3;Front A"),
        ":3 [layers.incidents]",
        "the row has 3 fields where the header has 17",
    ),
    "UCDP: quote never closed": Case(
        "incidents",
        "i.csv",
        text(UCDP.replace(";", ",") + '\n1,3,"Front A,' + "x," * 40),
        " [layers.incidents]",
        "a quote is opened and never closed, so the rest of the file",
    ),
    "UCDP: two columns of one name": Case(
        "incidents", "i.csv", table(UCDP + ";best", _ucdp() + ";4"), ":1 [best]", "two columns have one name"
    ),
    "UCDP: empty file": Case("incidents", "i.csv", text(""), " [layers.incidents]", "the file is empty"),
    "UCDP: binary": Case(
        "incidents", "i.csv", text(bytes(range(256)) * 40), " [layers.incidents]", "the file is not text"
    ),
    "ACLED: no actor column": Case(
        "incidents",
        "a.csv",
        table(";".join(n for n in ACLED_NAMES if n != "actor2"), ";".join(["x"] * 30)),
        ":1 [layers.incidents]",
        "columns of ACLED are missing: actor2",
    ),
    "ACLED: event type": Case(
        "incidents",
        "a.csv",
        table(_A, _acled(event_type="Flood")),
        ":2 [event_type]",
        "the type of event is none of ACLED's",
    ),
    "ACLED: date": Case(
        "incidents",
        "a.csv",
        table(_A, _acled(event_date="03/08/2025")),
        ":2 [event_date]",
        "the value is not a date",
    ),
    "ACLED: inter": Case(
        "incidents",
        "a.csv",
        table(_A, _acled(), _acled(event_id_cnty="TST2", inter1=12)),
        ":3 [inter1]",
        "the type of actor is neither 0 to 8 nor one of ACLED's names",
    ),
    "ACLED: geo_precision": Case(
        "incidents",
        "a.csv",
        table(_A, _acled(geo_precision=5)),
        ":2 [geo_precision]",
        "the value is not a number between 1 and 3",
    ),
    "ACLED: fatalities": Case(
        "incidents",
        "a.csv",
        table(_A, _acled(fatalities="many")),
        ":2 [fatalities]",
        "the value is not a number",
    ),
    "ACLED: latitude": Case(
        "incidents",
        "a.csv",
        table(_A, _acled(latitude=95)),
        ":2 [latitude]",
        "the coordinate is beyond 90 degrees",
    ),
    "ACLED sheet: serial day": Case(
        "incidents",
        "a.xlsx",
        sheet(ACLED_NAMES, _acled_row(), _acled_row(event_id_cnty="TST2", event_date=45123)),
        ":3 [event_date]",
        "the value is not a date",
    ),
    "own csv: no date column": Case(
        "incidents",
        "o.csv",
        table("when;latitude;longitude", "2025-01-01;0.3;0.15"),
        " [layers.incidents.columns.date]",
        "no column for date was recognised",
    ),
    "own csv: source": Case(
        "incidents",
        "o.csv",
        table(_OWN, "2025-01-01;0.3;0.15;aliens;fighting"),
        ":2 [source]",
        "there is no such source of threat",
        'columns = { source = "source" }\n',
    ),
    "own csv: kind": Case(
        "incidents",
        "o.csv",
        table("date;latitude;longitude;incident_kind", "2025-01-01;0.3;0.15;picnic"),
        ":2 [incident_kind]",
        "there is no such kind of incident",
    ),
    "own csv: mapped to nothing": Case(
        "incidents",
        "o.csv",
        table(_OWN, "2025-01-01;0.3;0.15;state;fighting"),
        " [layers.incidents.columns.best]",
        "the file has no such column",
        'columns = { best = "Killed" }\n',
    ),
    "own csv: mgrs": Case(
        "incidents",
        "o.csv",
        table("date;mgrs", "2025-01-01;99ZZZ12"),
        ":2 [mgrs]",
        "the value is no MGRS reference",
    ),
    "own xlsx: damaged": Case(
        "incidents",
        "o.xlsx",
        cut(sheet(["date", "latitude", "longitude"], ["2025-01-01", 0.3, 0.15]), 300),
        " [layers.incidents]",
        "the workbook cannot be read: File is not a zip file",
    ),
    "own xlsx: empty": Case(
        "incidents",
        "o.xlsx",
        sheet(),
        " [layers.incidents]",
        "no visible sheet of the workbook holds anything",
    ),
    "own geojson: precision": Case(
        "incidents",
        "o.geojson",
        features(({"date": "2025-01-01", "precision": 9}, point(0.15, 0.3))),
        ":1 [precision]",
        "the value is not a number between 1 and 7",
    ),
    "own geojson: coordinates": Case(
        "incidents",
        "o.geojson",
        features(({"date": "2025-01-01"}, point(0.15, 0.3)), ({"date": "2025-01-01"}, point(500, 0.3))),
        ":2 [layers.incidents]",
        "the feature has coordinates beyond 180 and 90 degrees, or",
    ),
    "old sheet format": Case(
        "incidents",
        "o.xls",
        text(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4000)),
        " [layers.incidents]",
        "the file is no xlsx workbook",
    ),
    "own xlsx: source": Case(
        "incidents",
        "o.xlsx",
        sheet(
            ["date", "latitude", "longitude", "threat_source"],
            ["2025-01-01", 0.3, 0.15, "state"],
            ["2025-01-01", 0.3, 0.15, "aliens"],
        ),
        ":3 [threat_source]",
        "there is no such source of threat",
    ),
    "own xlsx: one id twice": Case(
        "incidents",
        "o.xlsx",
        sheet(
            ["id", "date", "latitude", "longitude"],
            [1, "2025-01-01", 0.3, 0.15],
            [1, "2025-01-02", 0.3, 0.15],
        ),
        ":3 [id]",
        "two different events have one id",
    ),
}
