"""What a mission's own incidents say besides where, when and who: harm, victims, reliability, response."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import pandas as pd

from layers.errors import Finding
from layers.fields import numbers, plain, rows_finding, shorten, words, written

VICTIMS = ("women", "men", "girls", "boys")
"""Groups of victims, by sex and age."""

NOTE_COLUMNS = (
    *(f"victims_{group}" for group in VICTIMS),
    *("victim_group", "reliability", "credibility", "section", "alert_minutes", "response_minutes"),
)
"""Columns of the result, besides harm."""

NOTES: Mapping[str, tuple[str, ...]] = {
    "harm": ("harm", "violation", "violation_type"),
    **{group: (f"victims_{group}", f"{group}_victims", group) for group in VICTIMS},
    "victim_group": ("victim_group", "targeted_group"),
    "reliability": ("reliability", "source_reliability", "grading"),
    "credibility": ("credibility", "information_credibility"),
    "section": ("reporting_section", "section", "reported_by"),
    "alert_time": ("alert_time", "alerted", "alert"),
    "response_time": ("response_time", "responded", "response"),
}
"""Our names of the columns, each with the usual ones."""

_FIGURES = frozenset({*VICTIMS, "credibility", "alert_time", "response_time"})
"""Columns in which a word for no value is at fault."""

HARMS = ("killing", "injury", "sexual", "abduction", "recruitment", "displacement", "looting")
"""Kinds of harm."""

_HARM_WORDS: Mapping[str, str] = {
    **{harm: harm for harm in HARMS},
    **dict.fromkeys(("killed", "murder", "execution", "death"), "killing"),
    **dict.fromkeys(("injured", "wounded", "maiming"), "injury"),
    **dict.fromkeys(("rape", "crsv", "sgbv", "sexualviolence"), "sexual"),
    **dict.fromkeys(("abducted", "kidnapping", "kidnapped"), "abduction"),
    **dict.fromkeys(("childrecruitment", "forcedrecruitment"), "recruitment"),
    **dict.fromkeys(("displaced", "forceddisplacement"), "displacement"),
    **dict.fromkeys(("looted", "pillage", "pillaging"), "looting"),
}
_GRADE = re.compile(r"^([A-Fa-f])?[ /-]?([1-6])?$")
_MOMENT = re.compile(r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}")


def read_notes(
    table: pd.DataFrame, found: Mapping[str, str], *, file: str, start: pd.Series, deaths: pd.Series
) -> tuple[dict[str, pd.Series], tuple[Finding, ...]]:
    """Return harm, victims, grading and times of each incident. Nothing here stops the work but bad numbers.

    Parameters
    ----------
    table : DataFrame
        Its index holds row numbers.
    found : mapping of str to str
        Our names (keys of :data:`NOTES`, and date) to the file's columns.
    file : str
    start : Series of datetime64
        Day of each incident.
    deaths : Series of float64

    Returns
    -------
    dict of str to Series
        harm (tuple of str; killing where the file has no harm and somebody died), victims_women, _men,
        _girls, _boys (float64, NaN unknown), victim_group (text; it enters no export), reliability (A to F
        or ""), credibility (1 to 6, NaN unknown), section (text), alert_minutes (from the incident to the
        alert), response_minutes (from the alert to the response; NaN unknown).
    tuple of Finding
    """
    blank = pd.Series("", index=table.index, dtype=object)
    text = {
        name: (written if name in _FIGURES else words)(table[found[name]]) if name in found else blank
        for name in NOTES
    }
    harm, findings = _harm(text["harm"], found.get("harm", ""), file, deaths)
    notes: dict[str, pd.Series] = {
        "harm": harm,
        "section": text["section"],
        "victim_group": text["victim_group"],
    }
    for group in VICTIMS:
        column = found.get(group, group)
        notes[f"victims_{group}"], faults = numbers(text[group], file=file, column=column, low=0)
        findings += faults
    grades, faults = _grades(text, found, file)
    times, more = _times(table, text, found, file, start)
    return {**notes, **grades, **times}, (*findings, *faults, *more)


def _harm(
    text: pd.Series, column: str, file: str, deaths: pd.Series
) -> tuple[pd.Series, tuple[Finding, ...]]:
    unknown: dict[str, int] = {}
    rows: list[tuple[str, ...]] = []
    for row, words_of_row in text.items():
        parts = [part.strip() for part in re.split(r"[;,/|+]", words_of_row) if part.strip()]
        named = [_HARM_WORDS.get(plain(part)) for part in parts]
        unknown |= {
            part: int(str(row))
            for part, harm in zip(parts, named, strict=True)
            if harm is None and part not in unknown
        }
        rows.append(tuple(harm for harm in HARMS if harm in named))
    harms = pd.Series(rows, index=text.index, dtype=object)
    if not column:
        harms = harms.mask(deaths > 0, pd.Series([("killing",)] * len(text), index=text.index, dtype=object))
    if not unknown:
        return harms, ()
    message = f"{len(unknown)} words for harm are not known and were left out"
    remedy = f"use {', '.join(HARMS)}, several joined by semicolons"
    shown = shorten("; ".join(unknown), limit=120)
    return harms, (Finding("warning", message, remedy, file, next(iter(unknown.values())), column, shown),)


def _grades(
    text: Mapping[str, pd.Series], found: Mapping[str, str], file: str
) -> tuple[dict[str, pd.Series], tuple[Finding, ...]]:
    """Return letter and figure of the grading; both may stand in one column ("B2")."""
    parts = text["reliability"].map(_GRADE.match)
    letter = parts.map(lambda match: (match.group(1) or "").upper() if match else "")
    figure = parts.map(lambda match: match.group(2) if match else None)
    own = text["credibility"].map(lambda word: word if word in tuple("123456") else None)
    figure = own.where(own.notna(), figure)
    values = {"reliability": letter.astype(object), "credibility": pd.to_numeric(figure).astype(float)}
    findings: tuple[Finding, ...] = ()
    for name, bad in (
        ("reliability", parts.isna()),
        ("credibility", (text["credibility"] != "") & own.isna()),
    ):
        findings += rows_finding(
            "warning",
            "the grading is not A to F and 1 to 6, and is taken as unknown",
            "write it as B2, or its two parts in two columns",
            file=file,
            column=found.get(name, name),
            bad=bad,
            values=text[name],
        )
    return values, findings


def _times(
    table: pd.DataFrame,
    text: Mapping[str, pd.Series],
    found: Mapping[str, str],
    file: str,
    start: pd.Series,
) -> tuple[dict[str, pd.Series], tuple[Finding, ...]]:
    """Return minutes to the alert, and from there to the response, from minutes or from dates with a time."""
    happened = _moments(table[found["date"]])
    alert, response = (
        _moments(table[found[name]]) if name in found else pd.Series(pd.NaT, index=table.index)
        for name in ("alert_time", "response_time")
    )
    spans = {
        "alert_time": (alert - happened).dt.total_seconds() / 60,
        "response_time": (response - alert.fillna(happened)).dt.total_seconds() / 60,
    }
    minutes: dict[str, pd.Series] = {}
    findings: tuple[Finding, ...] = ()
    for name, moment, result in (
        ("alert_time", alert, "alert_minutes"),
        ("response_time", response, "response_minutes"),
    ):
        given = pd.to_numeric(text[name], errors="coerce").astype(float)
        value = given.where(given.notna(), spans[name])
        unread = (text[name] != "") & given.isna() & moment.isna()
        early = (value < 0) | (moment.dt.normalize() < start)
        minutes[result] = value.mask(early | ~np.isfinite(value))
        for bad, message in (
            (unread, "the time is neither minutes nor a date with a time of day, and is taken as unknown"),
            (early, "the time lies before the incident or the alert, and is taken as unknown"),
        ):
            findings += rows_finding(
                "warning",
                message,
                "write minutes, or YYYY-MM-DD HH:MM",
                file=file,
                column=found.get(name, name),
                bad=bad,
                values=text[name],
            )
    return minutes, findings


def _moments(values: pd.Series) -> pd.Series:
    """Return dates that carry a time of day, NaT for all others."""
    if pd.api.types.is_datetime64_any_dtype(values):
        moment = values.dt.tz_localize(None) if getattr(values.dtype, "tz", None) else values
        return moment.astype("datetime64[us]")
    text = words(values)
    shown = text.where(text.str.match(_MOMENT), "").str.slice(0, 16).str.replace("T", " ")
    return pd.to_datetime(shown, format="%Y-%m-%d %H:%M", errors="coerce").astype("datetime64[us]")
