"""Tests of the frames that place the training countries on the globe."""

from __future__ import annotations

import pytest
from pyproj import Geod

from layers.training.frame import Frame
from layers.training.large_layout import FRAME as LARGE
from layers.training.layout import FRAME as DEMO


@pytest.mark.parametrize(("frame", "side", "share"), [(DEMO, 200.0, 0.002), (LARGE, 1000.0, 0.005)])
def test_kilometres_are_kilometres_on_the_globe(frame: Frame, side: float, share: float) -> None:
    """100 km east and north are 100 km on the ellipsoid, at every corner."""
    globe = Geod(ellps="WGS84")
    for x in (0.0, side - 100):
        for y in (0.0, side - 100):
            start = frame.to_lonlat(x, y)
            for end in (frame.to_lonlat(x + 100, y), frame.to_lonlat(x, y + 100)):
                metres = globe.line_length([float(start[0]), float(end[0])], [float(start[1]), float(end[1])])
                assert metres == pytest.approx(100_000, rel=share)


@pytest.mark.parametrize(("frame", "side"), [(DEMO, 199.0), (LARGE, 999.0)])
def test_the_raster_holds_the_whole_square(frame: Frame, side: float) -> None:
    """The last centres lie at the far side."""
    x, y = frame.centres()
    assert (x.size, y.size) == (frame.columns, frame.rows)
    assert x[0] < 1
    assert y[0] < 1
    assert x[-1] > side
    assert y[-1] > side
