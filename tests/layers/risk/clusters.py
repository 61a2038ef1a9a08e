"""A country of made-up clusters: where violence comes back, spreads and moves over ten years."""

from __future__ import annotations

import numpy as np
import pandas as pd

from layers.landscape import Landscape
from tests.layers.risk.tiny import incidents, landscape

BEGIN = pd.Timestamp("2010-01-01")
YEARS = 10


def clustered(
    count: int = 700, *, seed: int = 7, extra: list[tuple[float, float, str]] | None = None
) -> Landscape:
    """Return `count` events around places that wake and fall silent, and others given as (x, y, day)."""
    rng = np.random.default_rng(seed)
    centres = rng.uniform(10e3, 90e3, (6, 2))
    wakes = rng.uniform(0, 0.8 * YEARS, 6) * (np.arange(6) > 1)
    year = rng.uniform(0, YEARS, count)
    alive = (wakes[None, :] <= year[:, None]) & (year[:, None] <= wakes[None, :] + 4 + 6 * (np.arange(6) < 2))
    pick = np.array([rng.choice(np.flatnonzero(row)) for row in alive])
    xy = np.clip(centres[pick] + rng.normal(0, 4e3, (count, 2)), 500, 99_500)
    days = (BEGIN + pd.to_timedelta(np.floor(year * 365.25), "D")).strftime("%Y-%m-%d")
    rows = [(x, y, day) for (x, y), day in zip(xy.tolist(), days, strict=True)] + list(extra or [])
    rows.sort(key=lambda row: row[2])
    return landscape(incidents([(x, y) for x, y, _ in rows], [day for *_, day in rows]))
