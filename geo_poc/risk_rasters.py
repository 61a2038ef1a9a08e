"""GeoTIFFs of all sources, and of each source and period, with their styles for QGIS beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from geo_poc.ahead_record import skill_row
from geo_poc.ahead_words import CASES, NONE, checked_words
from geo_poc.risk_bands import FORECAST_UNIT, LIKELIHOOD_UNIT, RISK_UNIT, surface_bands
from geo_poc.risk_periods import EARLIER, RECENT, Period, periods_of
from geo_poc.risk_shown import PRESENCE_CODE, class_band, class_words, risk_scale
from geo_poc.risk_surfaces import TOTAL, Surfaces
from layers.rasters import write_cog
from layers.risk.classes import UNKNOWN
from layers.risk.forecast import Period as Window
from maps.qgis_style import class_raster_qml

VALIDATED, NOTHING = "likelihood", "nothing"
"""What was checked against later incidents."""

CLASS = "class"
CLASS_UNIT = "class, see the tag CLASSES"
COUNT_UNIT = f"{FORECAST_UNIT}, in the cell"
CHANCE = "chance"
CHANCE_UNIT = "chance of one event or more in the cell within the period"
SHARE_UNIT = "share of members in which the cell is among the top tenth"


def raster_jobs(found: Surfaces, folder: Path, tags: Mapping[str, str]) -> Iterator[Callable[[], None]]:
    """Yield what writes each risk_SOURCE_PERIOD.tif and its .qml; they can run side by side.

    Parameters
    ----------
    found : Surfaces
    folder : Path
        Exists when they run.
    tags : mapping of str to str
        Of every file; source, period and what nodata means are added.
    """
    for period in periods_of(found):
        for source in period.risk:
            yield partial(_write_raster, found, period, source, folder, tags)


def _write_raster(
    found: Surfaces, period: Period, source: str, folder: Path, tags: Mapping[str, str]
) -> None:
    bands, units = source_bands(found, period, source)
    told = {
        "SOURCE": source,
        "PERIOD": period.words,
        "NODATA": f"nobody observes, or outside the area: unknown, never low; {CLASS} tells which",
        "CLASSES": class_words(found),
        "UNIT": "; ".join(f"{name}: {unit}" for name, unit in units.items()),
    }
    if period.key == EARLIER:  # what was checked is the recent surface, decayed or learned
        told["VALIDATED"] = NOTHING
    if period.ahead is not None:
        told |= _ahead_tags(found, period.ahead, source)
    if found.ensemble is not None:
        told["MEMBERS"] = str(found.ensemble.count)
    name = f"risk_{source}_{period.key}"
    write_cog(folder / f"{name}.tif", bands, found.landscape.grid, tags={**tags, **told}, units=units)
    _write_style(found, folder / f"{name}.qml", bands)


def _ahead_tags(found: Surfaces, ahead: Window, source: str) -> dict[str, str]:
    """Return what a forecast's raster says of itself: what was checked, and its sum with its range."""
    count = ahead.count(source, None, found.landscape.grid.cell_m)
    ends = f"{count.low:g} to {count.high:g} in {CASES}" if count.high > 0 else NONE
    unknown = float(ahead.surface(source)[found.unknown].sum())
    return {
        "VALIDATED": "expected, as where events of all sources lie; not risk, nor one source against another",
        "FORECAST": checked_words({**skill_row(ahead.skill), "beyond_noise": ahead.skill.beyond_noise}),
        "BEGINS": ahead.begins.isoformat(),
        "ENDS": ahead.ends.isoformat(),
        "EVENTS_IN_AREA": f"{count.expected:.6g} ({ends})",
        "EVENTS_WHERE_UNKNOWN": f"{unknown:.6g} of them, in cells without a value here",
    }


def write_total(found: Surfaces, folder: Path, tags: Mapping[str, str]) -> None:
    """Write risk.tif, every source and their total, with the classes of the total, and risk.qml."""
    bands, units = surface_bands(found)
    bands[CLASS] = class_band(found, found.risk.total())
    units[CLASS] = CLASS_UNIT
    told = {**tags, "CLASSES": class_words(found)}
    write_cog(folder / "risk.tif", bands, found.landscape.grid, tags=told, units=units)
    _write_style(found, folder / "risk.qml", bands)


def _write_style(found: Surfaces, path: Path, bands: Iterable[str]) -> None:
    """Write the style of a raster: its classes, as the map draws them."""
    band = list(bands).index(CLASS) + 1
    style = class_raster_qml(risk_scale(found), band=band, presence=PRESENCE_CODE, unknown=UNKNOWN)
    path.write_text(style, encoding="utf-8")


def source_bands(
    found: Surfaces, period: Period, source: str
) -> tuple[dict[str, NDArray[np.float64]], dict[str, str]]:
    """Return the bands of a source and period by name, and the unit of each.

    Risk comes first, then its class, which alone is known where nobody observes; a forecast has the events
    expected and their range; the recent period has the likelihood, and what an ensemble says of it.
    """
    known = found.landscape.grid.mask & ~found.unknown
    surface = period.risk[source]
    bands = {"risk": np.where(known, surface, np.nan), CLASS: class_band(found, surface)}
    units = {"risk": RISK_UNIT, CLASS: CLASS_UNIT}
    if period.ahead is not None:
        low, high = period.ahead.ends_of(source)
        counts = {"expected_low_10": low, "expected": period.ahead.surface(source), "expected_high_90": high}
        for name, values in {**counts, CHANCE: period.ahead.chance(source)}.items():
            bands[name] = np.where(known, values, np.nan)
            units[name] = CHANCE_UNIT if name == CHANCE else COUNT_UNIT
    if period.key != RECENT:
        return bands, units
    likelihood = {str(name): values for name, values in found.risk.likelihood.items()}
    if source != TOTAL:
        bands["likelihood"] = np.where(known, likelihood[source], np.nan)
        units["likelihood"] = LIKELIHOOD_UNIT
    ensemble = found.ensemble
    if ensemble is not None and source in ensemble.median:
        for name, surfaces, unit in (
            ("median", ensemble.median, RISK_UNIT),
            ("low_10", ensemble.low, RISK_UNIT),
            ("high_90", ensemble.high, RISK_UNIT),
            ("top_decile", ensemble.top_decile, SHARE_UNIT),
        ):
            bands[name] = np.where(known, surfaces[source], np.nan)
            units[name] = unit
    return bands, units
