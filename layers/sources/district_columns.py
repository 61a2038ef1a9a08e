"""Which columns of a boundary file hold names and codes, by publisher and level.

geoBoundaries: shapeName, shapeISO, shapeID, shapeType, shapeGroup. OCHA COD-AB: ADM2_EN (or another
language), ADM2_PCODE and those of the levels above; also adm2_name. GADM: NAME_2, GID_2. Natural Earth: NAME,
ADM0_A3 (countries), name, adm1_code, iso_3166_2, admin (provinces).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from layers.fields import plain

LEVELS = (5, 4, 3, 2, 1, 0)
"""Levels of administration from the finest; 0 is the country."""

UNKNOWN_LEVEL = -1
"""Stands for the level of districts whose file says none."""

_LANGUAGES = ("EN", "FR", "ES", "PT", "AR")
_LEVEL = re.compile(r"adm(?:in)?[\s_]*([0-5])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Layout:
    """The level of a file and the usual names of its columns.

    Parameters
    ----------
    level : int
        -1 where nothing says it.
    wanted : mapping of str to tuple of str
        Our names to the usual names, in order of preference.
    """

    level: int
    wanted: Mapping[str, tuple[str, ...]]


def names_of(level: int) -> tuple[str, ...]:
    """Return the usual columns of the names of a level."""
    spelled = (f"ADM{level}_{language}" for language in _LANGUAGES)
    country = ("COUNTRY",) if level == 0 else ()
    return (*spelled, f"adm{level}_name", *(f"adm{level}_name{n}" for n in (1, 2)), f"NAME_{level}", *country)


def codes_of(level: int) -> tuple[str, ...]:
    """Return the usual columns of the codes of a level."""
    country = ("ADM0_A3", "iso_a3", "adm0_a3") if level == 0 else ()
    return (f"ADM{level}_PCODE", f"GID_{level}", *country)


def layout(present: Iterable[str]) -> Layout:
    """Return the finest level that columns name, and what to look for there.

    Parameters
    ----------
    present : iterable of str
        Columns that hold anything.

    Returns
    -------
    Layout
        Names and codes are those of one level, parents those of the next above that is named.
    """
    have = {plain(name) for name in present}

    def any_of(names: Iterable[str]) -> bool:
        return any(plain(name) in have for name in names)

    def plainly(level: int) -> bool:
        return any_of(names_of(level)) or any_of((f"ADM{level}_PCODE", f"GID_{level}"))

    if any_of(("shapeName",)):
        return Layout(UNKNOWN_LEVEL, _wanted(("shapeName",), ("shapeISO", "shapeID"), (), ("shapeGroup",)))
    if any_of(("adm1_code",)) and any_of(("name", "name_en")):  # Natural Earth's provinces
        codes = ("iso_3166_2", "adm1_code")
        return Layout(1, _wanted(("name", "name_en"), codes, ("admin", "geonunit"), ("adm0_a3", "gu_a3")))
    for level in LEVELS:
        if plainly(level):
            upper = next((above for above in LEVELS if above < level and plainly(above)), None)
            parents = () if upper is None else names_of(upper)
            parent_codes = () if upper is None else codes_of(upper)
            return Layout(level, _wanted(names_of(level), codes_of(level), parents, parent_codes))
    if any_of(("ADM0_A3", "iso_a3")) and any_of(("NAME", "ADMIN")):  # Natural Earth's countries
        return Layout(0, _wanted(("NAME", "ADMIN", "name_en"), ("ADM0_A3", "iso_a3"), (), ()))
    return Layout(UNKNOWN_LEVEL, _wanted((), (), (), ()))


def _wanted(
    names: tuple[str, ...], codes: tuple[str, ...], parents: tuple[str, ...], parent_codes: tuple[str, ...]
) -> Mapping[str, tuple[str, ...]]:
    return {
        "name": (*names, "name"),
        "code": (*codes, "code", "pcode"),
        "parent": (*parents, "parent"),
        "parent_code": (*parent_codes, "parent_code", "parent_pcode"),
        "type": ("shapeType",),
    }


def stated_level(values: Iterable[object]) -> int:
    """Return the one level that a column such as shapeType ("ADM2") states, -1 where it states none."""
    found = {match.group(1) if (match := _LEVEL.search(str(value))) else "" for value in values}
    return int(found.pop()) if len(found) == 1 and found != {""} else UNKNOWN_LEVEL
