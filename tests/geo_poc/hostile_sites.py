"""Faulty files of actors, bases, displaced people and others who are there."""

from __future__ import annotations

from tests.geo_poc.hostile import Case, sheet, table

GEOPKO = "mission;year;month;location;latitude;longitude;No.troops;HQ"
DASHBOARD = "mission;year;location;latitude;longitude;NoTroops;hq"
RADPKO = "mission;base;year;latitude;longitude;pko_deployed;untrp;unpol;unmob"
_ACTOR = "name;source;proxy"
_PEOPLE = "name;latitude;longitude;people;date"
_OTHERS = "name;kind;latitude;longitude;hrddp_expiry;from"

SITES: dict[str, Case] = {
    "actors: source": Case(
        "actors",
        "actors.csv",
        table(_ACTOR, "Front A;aliens;"),
        ":2 [source]",
        "there is no such source of threat",
    ),
    "actors: no name": Case(
        "actors",
        "actors.csv",
        table(_ACTOR, "Front A;state;", ";state;"),
        ":3 [name]",
        "the actor has no name",
    ),
    "actors: two sources": Case(
        "actors",
        "actors.csv",
        table(_ACTOR, "Front A;state;", "front a;communal;"),
        ":3 [name]",
        "the actor is listed with two sources",
    ),
    "actors: flag": Case(
        "actors",
        "actors.xlsx",
        sheet(["name", "source", "proxy"], ["Front A", "state", "perhaps"]),
        ":2 [proxy]",
        "proxy is neither true nor false",
    ),
    "bases csv: longitude": Case(
        "bases",
        "b.csv",
        table("name;latitude;longitude", "West;0.3;0.15", "East;0.3;east"),
        ":3 [longitude]",
        "the value is not a number",
    ),
    "bases csv: no name column": Case(
        "bases",
        "b.csv",
        table("latitude;longitude", "0.3;0.15"),
        " [layers.bases.columns.name]",
        "no column for name was recognised",
    ),
    "bases csv: header only": Case(
        "bases",
        "b.csv",
        table("name;latitude;longitude"),
        " [layers.bases]",
        "the file has a header and no rows",
    ),
    "bases xlsx: latitude": Case(
        "bases",
        "b.xlsx",
        sheet(["name", "latitude", "longitude"], ["West", 123, 0.15]),
        ":2 [latitude]",
        "the coordinate is beyond 90 degrees",
    ),
    "bases xlsx: opened": Case(
        "bases",
        "b.xlsx",
        sheet(["name", "latitude", "longitude", "opened"], ["West", 0.3, 0.15, "soon"]),
        ":2 [opened]",
        "the value is not a date",
    ),
    "Geo-PKO: year": Case(
        "bases",
        "g.csv",
        table(GEOPKO, "UNX;2024;5;West;0.3;0.15;120;0", "UNX;last;5;East;0.3;0.45;120;0"),
        ":3 [year]",
        "the value is not a number",
    ),
    "Geo-PKO: elsewhere": Case(
        "bases",
        "g.csv",
        table(GEOPKO, "UNX;2024;5;West;40.3;80.15;120;0"),
        " [mission]",
        "none of the 1 rows is of a mission with a site in or near",
    ),
    "Geo-PKO: mission asked": Case(
        "bases",
        "g.csv",
        table(GEOPKO, "UNX;2024;5;West;0.3;0.15;120;0"),
        " [mission]",
        "no row is of the missions asked for",
        'missions = ["UNY"]\n',
    ),
    "Geo-PKO dashboard: later years": Case(
        "bases",
        "g.csv",
        table(DASHBOARD, "UNX;2031;West;0.3;0.15;120;0"),
        " [year]",
        "the file has no row that is not after 2025-06-30; it has",
    ),
    "RADPKO: year asked": Case(
        "bases",
        "r.csv",
        table(RADPKO, "UNX;West;2024;0.3;0.15;100;90;5;5"),
        " [year]",
        "the file has no row of the year 1999 that is not after",
        "year = 1999\n",
    ),
    "displaced: below zero": Case(
        "displaced",
        "d.csv",
        table(_PEOPLE, "Camp;0.3;0.2;-5;2025-06-01"),
        ":2 [people]",
        "the value is not a number of at least 0",
    ),
    "displaced: no people": Case(
        "displaced",
        "d.csv",
        table(_PEOPLE, "Camp;0.3;0.2;500;2025-06-01", "Two;0.3;0.2;;2025-06-01"),
        ":3 [people]",
        "the value is missing",
    ),
    "displaced: date": Case(
        "displaced", "d.csv", table(_PEOPLE, "Camp;0.3;0.2;500;June"), ":2 [date]", "the value is not a date"
    ),
    "other actors: kind": Case(
        "other_actors",
        "others.csv",
        table(_OTHERS, "Police;friends;0.3;0.2;;"),
        ":2 [kind]",
        "the kind of actor is unknown",
    ),
    "other actors: expiry": Case(
        "other_actors",
        "others.csv",
        table(_OTHERS, "Army;host_state;0.3;0.2;someday;"),
        ":2 [hrddp_expiry]",
        "the value is not a date",
    ),
    "RADPKO: longitude": Case(
        "bases",
        "r.csv",
        table(RADPKO, "UNX;West;2024;0.3;0.15;100;90;5;5", "UNX;East;2024;0.3;200;100;90;5;5"),
        ":3 [longitude]",
        "the coordinate is beyond 180 degrees",
    ),
}
