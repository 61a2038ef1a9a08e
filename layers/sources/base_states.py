"""Which rows of a history of deployments are its state on one day."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from layers.errors import Finding
from layers.fields import numbers, plain, rows_finding, shorten, words
from layers.positions import BBox, within

NO_MONTH = 0
_MONTHS = 13
"""Steps in a year: an unknown month stands before January."""

EARLIER = "earlier than the state that was taken"


@dataclass(frozen=True, slots=True, eq=False)
class States:
    """What became of each row.

    Parameters
    ----------
    fate : Series of str, length rows
        Why the row is not in the state; "" where it is.
    year, month : int or None
        The newest state that was taken; month is None in yearly files.
    """

    fate: pd.Series
    year: int | None = None
    month: int | None = None


def current_states(
    table: pd.DataFrame,
    found: Mapping[str, str],
    *,
    file: str,
    as_of: date,
    near: BBox | None,
    year: int | None,
    missions: Collection[str] = (),
) -> tuple[States, tuple[Finding, ...]]:
    """Return the rows of each mission's latest state not after a day.

    A year or month counts once it has begun. Missions without any site in `near` are left out. A mission
    that has no row in the newest year (or in the twelve months before the newest month), nor any later,
    has ended.

    Parameters
    ----------
    table : DataFrame of str
        Its index holds row numbers.
    found : mapping of str to str
        Columns of "name" and "year", and of "mission", "month", "latitude", "longitude" where there are any.
    file : str
    as_of : date
    near : tuple of float, optional
    year : int, optional
        This year instead of the latest.
    missions : collection of str, optional
        Only these, as the file writes them but for case; all with a site in `near` where empty.
    """
    fate = pd.Series("", index=table.index, dtype=object)
    monthly = "month" in found
    step, findings = _steps(table, found, file)
    fate.loc[step.isna()] = "no readable year"
    mission = words(table[found["mission"]]) if "mission" in found else pd.Series("", index=table.index)
    here = _missions_here(table, found, mission, near)
    wanted = {name.casefold() for name in missions}
    _mark(fate, ~mission.isin(here), "a mission elsewhere")
    if wanted:
        _mark(fate, ~mission.str.casefold().isin(wanted), "a mission not asked for")
    known = fate == ""
    if not known.any():
        return States(fate), (*findings, *_nothing(fate, file, found, sorted(here)))
    newest = step.loc[known].groupby(mission.loc[known]).max()
    now = as_of.year * _MONTHS + as_of.month
    _mark(fate, step > now, "after as_of")
    if year is not None:
        _mark(fate, (step // _MONTHS) != year, "not of the year asked for")
    state = step.loc[fate == ""].groupby(mission.loc[fate == ""]).max()
    if state.empty:
        years = sorted({int(value) // _MONTHS for value in step.loc[known]})
        return States(fate), (*findings, _no_state(file, found["year"], as_of, year, years))
    ended = _ended(state, newest, monthly=monthly, asked=year is not None)
    _mark(fate, mission.isin(ended.index), "a mission that has ended")
    alive = state.drop(ended.index)
    _mark(fate, step < mission.map(alive).astype(float), EARLIER)
    findings += _age(alive, ended, table, found, fate, file=file, as_of=as_of, monthly=monthly)
    top = int(alive.max())
    return States(fate, top // _MONTHS, top % _MONTHS if monthly else None), findings


def _mark(fate: pd.Series, where: pd.Series, reason: str) -> None:
    """Write why rows are left out, for those not left out already."""
    fate.loc[np.asarray(where, dtype=bool) & (fate == "").to_numpy()] = reason


def _steps(table: pd.DataFrame, found: Mapping[str, str], file: str) -> tuple[pd.Series, tuple[Finding, ...]]:
    """Return a number that grows with time, NaN where there is no year."""
    column = found["year"]
    year, findings = numbers(table[column], file=file, column=column, required=True, low=1900, high=2200)
    if "month" not in found:
        return np.floor(year) * _MONTHS, findings
    column = found["month"]
    text = words(table[column])
    month = pd.to_numeric(
        text.str.extract(r"^(?:\d{4}-)?(\d{1,2})(?:-\d{2})?(?:[T .].*)?$")[0], errors="coerce"
    )
    month = month.where(month.between(1, 12))
    findings += rows_finding(
        "warning",
        "the month is not known: the row counts before January of its year",
        "write it as 1 to 12",
        file=file,
        column=column,
        bad=month.isna() & year.notna(),
        values=text,
    )
    return np.floor(year) * _MONTHS + month.fillna(NO_MONTH), findings


def _missions_here(
    table: pd.DataFrame, found: Mapping[str, str], mission: pd.Series, near: BBox | None
) -> set[str]:
    """Return the missions with a site in the box, all of them where that cannot be said."""
    if near is None or not {"latitude", "longitude"} <= set(found):
        return set(mission)
    lon, lat = (
        pd.to_numeric(table[found[name]], errors="coerce").to_numpy(dtype=float)
        for name in ("longitude", "latitude")
    )
    if not np.isfinite(lon + lat).any():
        return set(mission)
    # Swapped columns are told later, when the chosen rows are read
    here = within(lon, lat, near) | within(lat, lon, near)
    return set(mission.loc[here])


def _ended(state: pd.Series, newest: pd.Series, *, monthly: bool, asked: bool) -> pd.Series:
    """Return the missions that have ended, with the step of their last state."""
    behind = state.max() - state
    over = behind > _MONTHS if monthly else behind >= _MONTHS
    ended: pd.Series = state.loc[over & (newest.loc[state.index] <= state) & (not asked)]
    return ended


def _nothing(fate: pd.Series, file: str, found: Mapping[str, str], here: list[str]) -> tuple[Finding, ...]:
    column = found.get("mission", found["name"])
    if (fate == "a mission not asked for").any():
        message, remedy = "no row is of the missions asked for", f"choose among: {', '.join(here[:10])}"
        return (Finding("error", message, remedy, file, None, column),)
    elsewhere = int((fate == "a mission elsewhere").sum())
    if not elsewhere:
        return ()  # every row has an unreadable year, which is told
    message = f"none of the {elsewhere:,} rows is of a mission with a site in or near the area"
    return (Finding("error", message, "check that this file is for the area", file, None, column),)


def _no_state(file: str, column: str, as_of: date, year: int | None, years: list[int]) -> Finding:
    asked = f"of the year {year} " if year is not None else ""
    message = f"the file has no row {asked}that is not after {as_of}; it has {years[0]} to {years[-1]}"
    return Finding("error", message, "give a file of that time, or a later as_of", file, None, column)


def _age(
    alive: pd.Series,
    ended: pd.Series,
    table: pd.DataFrame,
    found: Mapping[str, str],
    fate: pd.Series,
    *,
    file: str,
    as_of: date,
    monthly: bool,
) -> tuple[Finding, ...]:
    """Say which state is taken, how old it is, what it closes, and which missions have ended."""
    names = words(table[found["name"]]).map(plain)
    closed = len(set(names.loc[fate == EARLIER]) - set(names.loc[fate == ""]))
    findings = list(_taken(alive, file, found["year"], as_of, monthly=monthly))
    if len(alive) > 1:
        counts = words(table[found["mission"]]).loc[fate == ""].value_counts()
        listed = ", ".join(f"{shorten(mission)} ({count:,} rows)" for mission, count in counts.items())
        message = f"sites of several missions are in or near the area, and all count: {listed}"
        remedy = "name the missions to plan for, where the others are not yours"
        findings.append(Finding("info", message, remedy, file, None, found["mission"]))
    if closed:
        message = f"places of earlier states that are not in it are taken as closed: {closed:,}"
        findings.append(Finding("info", message, "", file, None, found["name"]))
    newest = int(alive.max()) // _MONTHS
    column = found.get("mission", found["year"])
    return (*findings, *_over(ended, file, column, newest_year=newest, monthly=monthly))


def _taken(alive: pd.Series, file: str, column: str, as_of: date, *, monthly: bool) -> Iterator[Finding]:
    """Say which state of each mission is taken, and how old it is."""
    for mission, step in alive.items():
        when, year = _when(int(step), monthly=monthly), int(step) // _MONTHS
        old = (as_of.year - year) * 12 + as_of.month - (int(step) % _MONTHS if monthly else 12)
        message = f"the state of {when} is taken" + (f" for {shorten(mission)}" if mission else "")
        plural = "s" if old > 1 else ""
        message += f": {old} month{plural} old on {as_of}" if old > 0 else f", on {as_of}"
        if not monthly and year == as_of.year and (as_of.month, as_of.day) != (12, 31):
            message += "; that year is not over then, so later months may show in it"
        remedy = "give a newer file, or a list of the bases of today" if old > 12 else ""
        yield Finding("warning" if old > 12 else "info", message, remedy, file, None, column)


def _over(ended: pd.Series, file: str, column: str, *, newest_year: int, monthly: bool) -> Iterator[Finding]:
    """Say which missions are taken as ended; where that is not long ago it may be a gap in the file."""
    for mission, step in ended.items():
        late = newest_year - int(step) // _MONTHS <= 2
        when = _when(int(step), monthly=monthly)
        message = f"{shorten(mission)} has no row after {when}: it is taken as ended"
        remedy = "if it has not, give its present bases in a file of their own" if late else ""
        yield Finding("warning" if late else "info", message, remedy, file, None, column)


def _when(step: int, *, monthly: bool) -> str:
    year, month = divmod(step, _MONTHS)
    return f"{year}-{month:02d}" if monthly and month != NO_MONTH else str(year)
