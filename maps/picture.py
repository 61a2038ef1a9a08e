"""What a run's map shows, as values read from the run's files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Classed:
    """A classed raster in Web Mercator, with its breaks.

    Parameters
    ----------
    classes : ndarray of uint8
    bounds : tuple of float
        South, west, north, east, degrees.
    """

    classes: NDArray[np.uint8]
    bounds: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """What a run's map shows, read from the run's files.

    Parameters
    ----------
    risk : mapping of source (or "total") to Classed
        Observed sources only.
    breaks : tuple of float
        Between the classes of risk, the same for every source.
    bands : Classed
        Class 1 = the first time band, and so on.
    bands_min : tuple of float
    tables : mapping of str to GeoDataFrame
        placements, uncovered, reach, area, restrictions, displaced, districts, roads, rivers, lakes, towns;
        where the run has them patrols, threats, reach_night, other_actors.
    not_observed : tuple of str
        Sources that no feed can see.
    risk_unit : str
    headlines, plan_lines : tuple of str
        What is not met and stays uncovered; what the plan reaches and recommends.
    """

    title: str
    subtitle: str
    classification: str
    watermark: str
    as_of: str
    risk: Mapping[str, Classed]
    breaks: tuple[float, ...]
    bands: Classed
    bands_min: tuple[float, ...]
    tables: Mapping[str, gpd.GeoDataFrame]
    not_observed: tuple[str, ...]
    risk_unit: str
    headlines: tuple[str, ...]
    sources: tuple[str, ...]
    notes: tuple[str, ...]
    plan_lines: tuple[str, ...] = ()
