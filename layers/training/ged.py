"""Events as rows of the UCDP GED: its 49 columns, its way of writing dates and names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import shapely

from layers.training.frame import Frame
from layers.training.layout import COUNTRY, DISTRICTS, FRAME, GOVERNMENT, LAKE_NAME
from layers.training.terrain import Terrain
from layers.training.violence import Event

_HEADER = (
    "id relid year active_year code_status type_of_violence conflict_dset_id conflict_new_id "
    "conflict_name dyad_dset_id dyad_new_id dyad_name side_a_dset_id side_a_new_id side_a "
    "side_b_dset_id side_b_new_id side_b number_of_sources source_article source_office source_date "
    "source_headline source_original where_prec where_coordinates where_description adm_1 adm_2 "
    "latitude longitude geom_wkt priogrid_gid country country_id region event_clarity date_prec "
    "date_start date_end deaths_a deaths_b deaths_civilians deaths_unknown best high low gwnoa gwnob"
)
GED_COLUMNS: tuple[str, ...] = tuple(_HEADER.split())
"""UCDP GED 18.1 to 25.1 (Sundberg and Melander 2013; codebook of UCDP), in order."""

_COUNTRY_ID = 9990
_FIRST_ID = 9_900_001


@dataclass(frozen=True, slots=True)
class Register:
    """What a country and its parts are called, and where it lies.

    Parameters
    ----------
    country, government, lake : str
    frame : Frame
    districts : tuple of (str, str)
        Region and name of each district.
    codes : tuple of str
        P-code of each.
    """

    country: str
    government: str
    lake: str
    frame: Frame
    districts: tuple[tuple[str, str], ...]
    codes: tuple[str, ...]


DEMO = Register(
    COUNTRY,
    GOVERNMENT,
    LAKE_NAME,
    FRAME,
    tuple((entry.region, entry.name) for entry in DISTRICTS),
    tuple(entry.code for entry in DISTRICTS),
)


def ged_rows(events: Iterable[Event], terrain: Terrain, register: Register = DEMO) -> list[tuple[str, ...]]:
    """Return one row of 49 texts per event, in the order given."""
    numbers: dict[str, int] = {}
    tree = shapely.STRtree(list(terrain.districts))
    return [
        _row(number, event, _district(event, tree, register), register, numbers)
        for number, event in enumerate(events, start=_FIRST_ID)
    ]


def _row(
    number: int, event: Event, district: tuple[str, str], register: Register, numbers: dict[str, int]
) -> tuple[str, ...]:
    """Return the texts of one event; `numbers` remembers the ids of sides, dyads and conflicts."""
    values = (
        _what(number, event, register)
        | _sides(event, register, numbers)
        | _where(event, district, register)
        | _when_and_how_many(event)
    )
    return tuple(str(values.get(column, "")) for column in GED_COLUMNS)


def _what(number: int, event: Event, register: Register) -> dict[str, object]:
    """Return the numbers of an event, its type, and where it was read."""
    return {
        "id": number,
        "relid": f"{register.country[:3].upper()}-{event.start.year}-{event.kind}-{number - _FIRST_ID + 1}",
        "year": event.start.year,
        "active_year": 1,
        "code_status": "Clear",
        "type_of_violence": event.kind,
        "number_of_sources": 1,
        "source_article": "Generated for training",
        "source_office": "Training cell",
        "source_date": event.end.isoformat(),
        "event_clarity": 1 if event.precision < 4 else 2,
    }


def _sides(event: Event, register: Register, numbers: dict[str, int]) -> dict[str, object]:
    """Return the sides of an event, their dyad and conflict, with ids that `numbers` remembers."""
    dyad = f"{event.side_a} - {event.side_b}"
    conflict = f"{register.country}: Government" if event.kind == 1 else dyad
    values: dict[str, object] = {
        "conflict_name": conflict,
        "dyad_name": dyad,
        "side_a": event.side_a,
        "side_b": event.side_b,
        "gwnoa": _COUNTRY_ID if event.side_a == register.government else "",
    }
    for column, name in (
        ("conflict", conflict),
        ("dyad", dyad),
        ("side_a", event.side_a),
        ("side_b", event.side_b),
    ):
        key = numbers.setdefault(f"{column} {name}", 99_001 + len(numbers)) if name else ""
        values[f"{column}_dset_id"] = values[f"{column}_new_id"] = key
    return values


def _where(event: Event, district: tuple[str, str], register: Register) -> dict[str, object]:
    """Return the place of an event, as precisely as it is known."""
    lon, lat = (round(float(value), 6) for value in register.frame.to_lonlat(*event.at))
    return {
        "where_prec": event.precision,
        "where_coordinates": event.place or register.country,
        "where_description": event.place,
        "adm_1": district[0],
        "adm_2": district[1],
        "latitude": f"{lat:.6f}",
        "longitude": f"{lon:.6f}",
        "geom_wkt": f"POINT ({lon:.6f} {lat:.6f})",
        "priogrid_gid": int((lat + 90) * 2) * 720 + int((lon + 180) * 2) + 1,
        "country": register.country,
        "country_id": _COUNTRY_ID,
        "region": "Fictional",
    }


def _when_and_how_many(event: Event) -> dict[str, object]:
    """Return the days of an event and its deaths."""
    return {
        "date_prec": 1 if event.start == event.end else 2,
        "date_start": f"{event.start} 00:00:00.000",
        "date_end": f"{event.end} 00:00:00.000",
        "deaths_a": event.dead_a,
        "deaths_b": event.dead_b,
        "deaths_civilians": "" if event.civilians is None else event.civilians,
        "deaths_unknown": 0,
        "best": event.best,
        "high": event.high,
        "low": event.low,
    }


def _district(event: Event, tree: shapely.STRtree, register: Register) -> tuple[str, str]:
    """Return region and district of an event as far as its precision knows them."""
    if event.precision >= 5:
        return "", ""
    if event.precision == 4:
        return event.place, ""
    nearest = tree.query_nearest(shapely.Point(event.at))
    return register.districts[int(np.min(nearest))]
