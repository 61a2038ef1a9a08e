"""People by age and sex: one raster for each band of ages of each sex, as WorldPop's sets are made."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from layers.training.files import NODATA, write_population
from layers.training.frame import Frame
from layers.training.terrain import smooth_noise

AGES = (0, 1, *range(5, 85, 5))
"""First years of the bands: the first year of life, four years, then five each; the last is open."""

_YOUNG = 0.042
"""How much smaller each year of age is than the year before: half of the people are under 17."""

_STEP = 1 / 256


def write_age_sex(
    folder: Path,
    people: NDArray[np.float64],
    *,
    rng: np.random.Generator,
    frame: Frame,
    prefix: str,
    year: int,
    block: int = 1,
) -> None:
    """Write `{prefix}_{f|m}_{age}_{year}.tif`, people per cell of each band; together they are all people.

    Parameters
    ----------
    folder : Path
        Made here.
    people : ndarray of float64, shape (rows, columns)
        People per cell, rows from the south, NODATA outside the country.
    rng : Generator
        Where shares differ: women outnumber men where men left for work, and towns have fewer children.
    frame : Frame
    prefix : str
    year : int
    block : int
        Cells along each side that one cell of these rasters holds.
    """
    folder.mkdir()
    outside = _blocks((people == NODATA).astype(float), block) == block**2
    counted = _blocks(np.where(people == NODATA, 0.0, people), block)
    scale = 12.0 / block
    female = np.clip(0.51 + 0.015 * smooth_noise(rng, counted.shape, scale), 0.45, 0.58)
    tilt = np.clip(smooth_noise(rng, counted.shape, scale), -2, 2) * 0.006
    dense = np.clip(np.log10(np.maximum(counted / block**2, 1.0)) - 2.0, 0, 2) * 0.004
    spans = np.array([1, 4, *([5] * (len(AGES) - 3)), 12], dtype=float)
    middles = np.array(AGES) + spans / 2
    bands = spans[:, None, None] * np.exp(-(_YOUNG - dense + tilt) * middles[:, None, None])
    bands /= bands.sum(axis=0)
    for sex, share in (("f", female), ("m", 1 - female)):
        for age, band in zip(AGES, bands, strict=True):
            value = np.round(counted * share * band / _STEP) * _STEP
            path = folder / f"{prefix}_{sex}_{age}_{year}.tif"
            write_population(path, np.where(outside, NODATA, value), frame, block=block)


def _blocks(values: NDArray[np.float64], block: int) -> NDArray[np.float64]:
    """Return sums of block x block cells."""
    rows, columns = values.shape[0] // block, values.shape[1] // block
    parts = values[: rows * block, : columns * block].reshape(rows, block, columns, block)
    return np.asarray(parts.sum(axis=(1, 3)), dtype=float)
