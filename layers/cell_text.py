"""A typed cell of a spreadsheet or a Parquet file as the text that a csv would hold."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable


def cell_text(value: object) -> str:
    """Return a value as csv would hold it.

    Whole numbers come without a point, dates as YYYY-MM-DD (with a time of day where there is one), true and
    false in words, no value and not-a-number as "".
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if math.isnan(value):
            return ""
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ") if value.time() != dt.time() else value.date().isoformat()
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    return "" if value is None else str(value)


def is_hxl(cells: Iterable[str]) -> bool:
    """Return whether a row holds HXL tags: every filled cell begins with "#"."""
    tags = [cell.strip() for cell in cells if cell.strip()]
    return bool(tags) and all(tag.startswith("#") for tag in tags)
