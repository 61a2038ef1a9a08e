"""Women, men, girls and boys per travel cell from a set of rasters by age and sex.

Nothing inside such a raster says whose it is: only its name does (`cod_f_15_2020.tif`,
`cod_f_15_2025_CN_100m_R2025A_v1.tif`), so here, alone of all layers, names are read, unless the mission
says which file holds which group.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.district_people import people_by_district
from layers.errors import Finding, InputError, raise_errors
from layers.grid import Grid
from layers.rasters import RasterWindow, read_window
from layers.recognise_raster import PEAK_KM2, densities
from layers.subpixels import KeptCells, lay_counts
from layers.whereabouts import describe_cells

GROUPS = ("women", "men", "girls", "boys")
"""What a set is summed to; girls and boys are under 18."""

UNDER_18_OF_15_TO_19 = 0.6
"""Ages 15, 16 and 17 of the five years of that band, taken to be equally many."""

DIFFERENCE = 0.05
"""A district whose groups differ from its people by more than this, as a share, is told."""

MAX_FILES = 200
_SUFFIXES = (".tif", ".tiff", ".geotiff")
_AGES = (0, 1, *range(5, 101, 5))
_NAME = re.compile(r"(?:^|_)([fmt])_(\d{1,2})(?=_|\.|$)", re.IGNORECASE)
_TURNED = re.compile(r"(?:^|_)(\d{1,2})_([fmt])(?=_|\.|$)", re.IGNORECASE)

_Group = tuple[str, int]
_Frame = tuple[tuple[int, ...], tuple[float, ...], str]


@dataclass(frozen=True, slots=True)
class GroupSet:
    """A set of rasters by age and sex.

    Parameters
    ----------
    source : path or sequence of path
        A folder, of which every GeoTIFF is taken, or the files.
    groups : mapping of str to str
        Group ("f_15", "m_0": sex and first year of age) to file name, where names do not say it.
    holes : {"unknown", "nobody"}
        What a pixel without value means, as in :class:`layers.population.PopulationLayer`.
    role : str
        Key of the mission file.
    """

    source: Path | Sequence[Path]
    groups: Mapping[str, str] | None = None
    holes: Literal["unknown", "nobody"] = "unknown"
    role: str = "layers.groups"


def group_of(name: str) -> _Group | None:
    """Return sex ("f", "m" or "t") and first year of age that a file's name states, None if none."""
    found = _NAME.findall(name)
    if not found:
        found = [(sex, age) for age, sex in _TURNED.findall(name)]
    return (found[0][0].lower(), int(found[0][1])) if len(found) == 1 else None


def name_without_group(name: str) -> str:
    """Return what a file's name says besides its group: the same for all rasters of one set."""
    return (_NAME if _NAME.search(name) else _TURNED).sub("", name)


def is_whole(groups: Iterable[_Group]) -> bool:
    """Return whether groups have both sexes and every band of ages."""
    return not _gaps(dict.fromkeys((group for group in groups if group[0] != "t"), Path()), "")


def read_groups(
    given: GroupSet,
    travel: Grid,
    *,
    area_lonlat: BaseGeometry,
    total: NDArray[np.float64] | None = None,
    districts: gpd.GeoDataFrame | None = None,
    area: BaseGeometry | None = None,
    water: NDArray[np.bool_] | None = None,
) -> tuple[Mapping[str, NDArray[np.float64]], tuple[Finding, ...]]:
    """Lay a set of rasters by age and sex on the travel cells, people conserved.

    Parameters
    ----------
    given : GroupSet
        Counts per pixel.
    travel : Grid
    area_lonlat : shapely Polygon or MultiPolygon
        The area, WGS84 degrees; only people inside count.
    total : ndarray of float64, travel shape, optional
        People per cell without displaced people, which the groups are compared with.
    districts : GeoDataFrame, optional
        Columns name, code, geometry: the comparison is per district, else for the area as a whole.
    area : shapely geometry, optional
        The area in the grid's system, metres, for districts.
    water : ndarray of bool, travel shape, optional
        As in :func:`layers.population.people_on_grid`.

    Returns
    -------
    people : mapping of {"women", "men", "girls", "boys"} to ndarray of float64, travel shape
        NaN where no raster of the group has a pixel. The band from 15 to 19 is split 3 to 2 between those
        under 18 and the others.
    findings : tuple of Finding

    Raises
    ------
    InputError
        With every finding, when a file or a band of ages is missing, cannot be read, or holds densities.
    """
    files, findings = _files(given)
    raise_errors(findings)
    people: dict[str, NDArray[np.float64]] = {}
    sizes: list[float] = []
    told: list[Finding] = []
    kept: dict[_Frame, KeptCells] = {}
    for name in GROUPS:
        parts = _parts(files, name)
        people[name] = _laid(parts, given, travel, area_lonlat, water, told, sizes, kept)
    findings += list(dict.fromkeys(told))
    raise_errors(findings)
    findings += _unknown(people, travel, given.role)
    if total is not None:
        findings += _compared(
            people, total, travel, districts, area, float(np.mean(sizes or [1.0])), given.role
        )
    sums = ", ".join(f"{np.nansum(people[name]):,.0f} {name}" for name in GROUPS)
    findings.append(Finding("info", f"by age and sex the area has {sums}", "", "", None, given.role))
    raise_errors(findings)
    return people, tuple(findings)


def _files(given: GroupSet) -> tuple[dict[_Group, Path], list[Finding]]:
    """Return the file of each group, and what is wrong with the set as a whole."""
    paths, findings = _rasters(given)
    if findings:
        return {}, findings
    files, findings = _assigned(given, paths)
    both = [group for group in files if group[0] == "t"]
    for group in both:
        del files[group]
    if both:
        message = f"{len(both)} rasters of both sexes together are not needed and were left out"
        findings.append(Finding("info", message, "", "", None, given.role))
    return files, [*findings, *_gaps(files, given.role)]


def _rasters(given: GroupSet) -> tuple[list[Path], list[Finding]]:
    """Return the rasters of a set, or what is wrong with it."""
    if not isinstance(given.source, Path):
        paths = list(given.source)
    elif not given.source.is_dir():
        message = "the folder of age and sex rasters is missing"
        return [], [_fault(given, message, "correct its path", given.source.name)]
    else:
        paths = sorted(path for path in given.source.iterdir() if path.suffix.lower() in _SUFFIXES)
    if len(paths) > MAX_FILES:
        message = f"{len(paths):,} rasters are more than a set by age and sex has"
        return [], [_fault(given, message, "give one set of one year")]
    return paths, []


def _assigned(given: GroupSet, paths: Sequence[Path]) -> tuple[dict[_Group, Path], list[Finding]]:
    """Return the file of each group, by its name or as the mission says, and names that do not fit."""
    findings: list[Finding] = []
    by_name = {path.name: path for path in paths}
    files: dict[_Group, Path] = {}
    named: list[tuple[str, _Group | None]] = [(path.name, group_of(path.name)) for path in paths]
    if given.groups is not None:
        named = [(file, group_of(key)) for key, file in given.groups.items()]
    for name, group in named:
        if group is None or group[1] not in _AGES:
            message = "the name does not say one sex and the first year of a band of ages"
            remedy = 'name the file like cod_f_15_2020.tif, or add groups = { f_15 = "..." }'
            findings.append(_fault(given, message, remedy, name))
        elif name not in by_name:
            findings.append(_fault(given, "the set has no such raster", "correct the name", name))
        elif group in files:
            remedy = "leave rasters of one year in the folder"
            findings.append(_fault(given, "a group has two rasters", remedy, name, files[group].name))
        else:
            files[group] = by_name[name]
    return files, findings


def _fault(given: GroupSet, message: str, remedy: str, file: str = "", value: str = "") -> Finding:
    return Finding("error", message, remedy, file, None, given.role, value[:80])


def _gaps(files: Mapping[_Group, Path], role: str) -> list[Finding]:
    """Return the bands of ages that a set lacks: their people would be missing unnoticed."""
    if not files:
        return [
            Finding("error", "the set has no raster of women or of men", "give both sexes", "", None, role)
        ]
    last = max(age for _, age in files)
    wanted = [age for age in _AGES if age <= max(last, 80)]
    if (any((sex, 0) in files for sex in "fm")) and not any((sex, 1) in files for sex in "fm"):
        wanted.remove(1)  # bands of five years from birth
    lack = [f"{sex}_{age}" for sex in "fm" for age in wanted if (sex, age) not in files]
    if not lack:
        return []
    message = f"the set lacks {len(lack)} of {2 * len(wanted)} groups: people of these ages would be missing"
    return [
        Finding("error", message, "fetch the whole set of one year", "", None, role, ", ".join(lack)[:80])
    ]


def _parts(files: Mapping[_Group, Path], name: str) -> Iterator[tuple[Path, float]]:
    """Yield the files of women, men, girls or boys, and the share of each that counts."""
    sex, child = ("f" if name in ("women", "girls") else "m"), name in ("girls", "boys")
    for (of, age), path in sorted(files.items()):
        young = 1.0 if age < 15 else UNDER_18_OF_15_TO_19 if age == 15 else 0.0
        share = young if child else 1.0 - young
        if of == sex and share > 0:
            yield path, share


def _laid(
    parts: Iterator[tuple[Path, float]],
    given: GroupSet,
    travel: Grid,
    area: BaseGeometry,
    water: NDArray[np.bool_] | None,
    told: list[Finding],
    sizes: list[float],
    kept: dict[_Frame, KeptCells],
) -> NDArray[np.float64]:
    """Sum rasters of one frame pixel by pixel, lay the sums, and note pixel sizes and what is wrong."""
    result = np.full(travel.shape, np.nan)
    sums: dict[_Frame, RasterWindow] = {}
    west, south, east, north = (float(edge) for edge in area.bounds)
    for path, share in parts:
        try:
            window = read_window(path, bbox=(west, south, east, north), role="age and sex")
        except InputError as problem:
            told += problem.findings
            continue
        told += window.findings
        told += _dense(window, given.role, sizes)
        window.values[...] *= share
        if given.holes == "nobody":
            window.values[np.isnan(window.values)] = 0.0
        key = window.values.shape, tuple(window.transform[:6]), window.crs.to_wkt()
        if key in sums:
            before = sums[key].values
            fresh, known = np.isnan(before), ~np.isnan(window.values)
            np.add(before, window.values, out=before, where=known & ~fresh)
            np.copyto(before, window.values, where=known & fresh)
        else:
            sums[key] = replace(window)
    for key, window in sums.items():
        count, known = lay_counts(
            window,
            travel,
            area_lonlat=area,
            receiving=travel.mask,
            water=water,
            kept=kept.setdefault(key, KeptCells()),
        )
        known &= travel.mask
        result[known] = np.nan_to_num(result[known]) + count[known]
    return result


def _dense(window: RasterWindow, role: str, sizes: list[float]) -> tuple[Finding, ...]:
    """Return an error for a raster that holds more people per km2 than live anywhere."""
    means = densities(window)
    if means is None:
        return ()
    sizes.append(means.pixel_km2)
    if means.peak_as_count <= PEAK_KM2:
        return ()
    message = (
        f"the raster holds a density: as people per pixel its peak would be {means.peak_as_count:,.0f} "
        f"people per km2 of one sex and age (pixels of {means.pixel_km2:.3g} km2)"
    )
    return (
        Finding(
            "error", message, "give people per pixel, as WorldPop publishes them", window.file, None, role
        ),
    )


def _unknown(people: Mapping[str, NDArray[np.float64]], travel: Grid, role: str) -> list[Finding]:
    holes = travel.mask & np.isnan(np.stack(list(people.values()))).any(axis=0)
    share = float(travel.share[holes].sum(dtype=float) / travel.share.sum(dtype=float))
    if share < 0.001:
        return []
    message = f"age and sex are unknown in {share:.1%} of the area, {describe_cells(holes, travel)}"
    remedy = 'add rasters that cover it, or set holes = "nobody" for a constrained set'
    return [Finding("warning", message, remedy, "", None, role)]


def _compared(
    people: Mapping[str, NDArray[np.float64]],
    total: NDArray[np.float64],
    travel: Grid,
    districts: gpd.GeoDataFrame | None,
    area: BaseGeometry | None,
    pixel_km2: float,
    role: str,
) -> list[Finding]:
    """Compare the sum of the groups with the people, where both are known."""
    summed = np.sum(list(people.values()), axis=0)
    both = ~np.isnan(summed) & ~np.isnan(total)
    mine, theirs = np.where(both, summed, np.nan), np.where(both, total, np.nan)
    whole, expected = float(np.nansum(mine)), float(np.nansum(theirs))
    if not expected > 0:
        return []
    ratio = whole / expected
    if abs(ratio - 1) > 0.5 and abs(ratio * pixel_km2 - 1) < 0.25:
        message = (
            f"the groups hold densities: as people per pixel they sum to {whole:,.0f}, as people per km2 to "
            f"{whole * pixel_km2:,.0f}, and the area has {expected:,.0f} people"
        )
        return [Finding("error", message, "give people per pixel", "", None, role)]
    names, sums, wanted = ["the area"], np.array([whole]), np.array([expected])
    if districts is not None and len(districts):
        first = people_by_district(mine, travel, districts, area=area)
        second = people_by_district(theirs, travel, districts, area=area)
        names, sums, wanted = list(first["name"]), first["people"].to_numpy(), second["people"].to_numpy()
    with np.errstate(divide="ignore", invalid="ignore"):
        off = np.where(wanted > 0, sums / wanted - 1, 0.0)
    wrong = np.flatnonzero(np.abs(np.nan_to_num(off)) > DIFFERENCE)
    if not len(wrong):
        return []
    worst = int(wrong[np.argmax(np.abs(off[wrong]))])
    message = (
        f"in {len(wrong)} of {len(names)} districts the groups differ from the population layers by more "
        f"than {DIFFERENCE:.0%}; most in {names[worst]}: {sums[worst]:,.0f} by age and sex, "
        f"{wanted[worst]:,.0f} in all"
    )
    remedy = (
        "take both of one year and one edition; shares of the groups are kept, the population layers count"
    )
    return [Finding("warning", message, remedy, "", None, role, f"{off[worst]:+.0%}")]
