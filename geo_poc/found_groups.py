"""Sets of rasters by age and sex among the files of a folder; alone of all layers they are known by names.

Nothing inside such a raster says whose it is, so names are read here as they are under [layers.groups], and
what is made of them is an assumption.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from geo_poc.found_used import Used
from layers.found.look import RASTER
from layers.found.sight import Sight
from layers.groups import group_of, is_whole, name_without_group

_SERVES = ("population", "")
"""A raster of few people may hold nothing but zeros where it was looked at."""


def age_sex_set(sights: Sequence[Sight]) -> tuple[list[Used], tuple[Sight, ...]]:
    """Return the newest whole set of one folder, and every raster that belongs to any set.

    Parameters
    ----------
    sights : sequence of Sight

    Returns
    -------
    used : list of Used
        One entry for "layers.groups", or none. Its file is the folder; where other rasters lie there too
        its keys name each group's file.
    members : tuple of Sight
        Rasters of sets, whole or not: each has a part of the people, and none serves as all of them.
    """
    sets: dict[tuple[Path, str], dict[tuple[str, int], Sight]] = {}
    for sight in sights:
        group = group_of(sight.file.name)
        if group is not None and sight.kind in _SERVES and sight.file.suffix.lower() in RASTER:
            key = (sight.file.parent, name_without_group(sight.file.name))
            sets.setdefault(key, {})[group] = sight
    # One file with such a name, such as a map sheet, is no set.
    several = {key: found for key, found in sets.items() if len(found) > 1}
    members = tuple(sight for found in several.values() for sight in found.values())
    whole = sorted(key for key, found in several.items() if is_whole(found))
    if not whole:
        return [], members
    # Names of one publisher differ by the year, so the last in their order is the newest.
    folder, series = max(whole, key=lambda key: (key[1], str(key[0])))
    found = several[folder, series]
    rasters = [
        sight for sight in sights if sight.file.parent == folder and sight.file.suffix.lower() in RASTER
    ]
    named = {f"{sex}_{age}": sight.file.name for (sex, age), sight in sorted(found.items())}
    keys = {} if len(rasters) == len(found) else {"groups": named}
    told = "ages and sexes are read from the files' NAMES, for nothing inside says whose a raster is"
    if len(whole) > 1:
        told = f"taken of {len(whole)} such sets: the last by name; {told}"
    words = f"{len(found)} rasters of people by age and sex"
    first = next(iter(found.values()))
    shown = replace(
        first, file=folder, kind="groups", recognised=words, rows=sum(s.rows for s in found.values())
    )
    return [Used(shown, "layers.groups", keys, told)], members
