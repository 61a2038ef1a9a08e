"""Districts as a table: districts.csv and districts.xlsx, people, risk and what is expected in each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from geo_poc.ahead_record import count_columns
from geo_poc.risk_areas import AreaRisk
from layers.workbook_out import plain_text


def district_frame(areas: Sequence[AreaRisk], marks: Mapping[str, str]) -> pd.DataFrame:
    """Return districts as rows in the order of the areas, with marks at the end of each.

    Parameters
    ----------
    areas : sequence of AreaRisk
        With the rest of each level that lies in no district.
    marks : mapping of str to str
        The same columns for every row.

    Returns
    -------
    DataFrame
        `risk_SOURCE` and `events_SOURCE` (a year, recent) are empty where a source is not observed;
        `next_N_months`, its ends and the chance of one event or more are of all sources shown together, and
        empty where there is no forecast.
    """
    return pd.DataFrame([{**_row(area), **marks} for area in areas])


def district_text(areas: Sequence[AreaRisk], marks: Mapping[str, str]) -> str:
    """Return districts.csv."""
    table = plain_text(district_frame(areas, marks))
    return str(table.to_csv(index=False, lineterminator="\r\n", float_format="%.6g"))


def _row(area: AreaRisk) -> dict[str, object]:
    return {
        **area.place_and_people,
        **{f"risk_{name}": value for name, value in area.risk.items()},
        **{f"events_{name}": value for name, value in area.events_per_year.items()},
        **count_columns(area.ahead),
    }
