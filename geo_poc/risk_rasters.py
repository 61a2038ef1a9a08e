"""One GeoTIFF for each source and period, nodata where unknown, with its style for QGIS beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from geo_poc.risk_bands import LIKELIHOOD_UNIT, RISK_UNIT
from geo_poc.risk_periods import EARLIER, RECENT, Period, periods_of
from geo_poc.risk_surfaces import TOTAL, Surfaces
from layers.rasters import write_cog
from maps.qgis_style import raster_qml
from maps.risk_scale import RiskScale

VALIDATED, NOTHING = "likelihood", "nothing"
"""What was checked against later incidents."""

COUNT_UNIT = "weighted events in the cell within the period"
SHARE_UNIT = "share of members in which the cell is among the top tenth"


def write_rasters(found: Surfaces, folder: Path, tags: Mapping[str, str]) -> None:
    """Write risk_SOURCE_PERIOD.tif and its .qml into an existing folder.

    Parameters
    ----------
    found : Surfaces
    folder : Path
    tags : mapping of str to str
        Of every file; source, period and what nodata means are added.
    """
    style = raster_qml(RiskScale(found.breaks, RISK_UNIT))
    for period in periods_of(found):
        for source in period.risk:
            bands, units = source_bands(found, period, source)
            told = {
                "SOURCE": source,
                "PERIOD": period.words,
                "NODATA": "nobody observes, or outside the area: unknown, never low",
                "UNIT": "; ".join(f"{name}: {unit}" for name, unit in units.items()),
            }
            if period.key == EARLIER:  # what was checked is the recent surface, decayed or learned
                told["VALIDATED"] = NOTHING
            if found.ensemble is not None:
                told["MEMBERS"] = str(found.ensemble.count)
            name = f"risk_{source}_{period.key}"
            write_cog(folder / f"{name}.tif", bands, found.landscape.grid, tags={**tags, **told}, units=units)
            (folder / f"{name}.qml").write_text(style, encoding="utf-8")


def write_total_style(found: Surfaces, path: Path, bands: Iterable[str]) -> None:
    """Write the style of the raster of all sources: the total, in the classes of the map."""
    names = list(bands)
    style = raster_qml(RiskScale(found.breaks, RISK_UNIT), band=names.index(TOTAL) + 1)
    path.write_text(style, encoding="utf-8")


def source_bands(
    found: Surfaces, period: Period, source: str
) -> tuple[dict[str, NDArray[np.float64]], dict[str, str]]:
    """Return the bands of a source and period by name, and the unit of each.

    Risk comes first; a forecast has the events expected and their range; the recent period has the
    likelihood, and what the ensemble says where there is one.
    """
    known = found.landscape.grid.mask & ~found.unknown
    bands = {"risk": np.where(known, period.risk[source], np.nan)}
    units = {"risk": RISK_UNIT}
    for name, counts in period.counts.items():
        for key, values in counts.items():
            if key == source:
                bands[name] = np.where(known, values, np.nan)
                units[name] = COUNT_UNIT
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
