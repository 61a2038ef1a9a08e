"""Tests of palette images."""

from __future__ import annotations

import base64
import io

import numpy as np
import pytest
from PIL import Image

from maps.contrast import rgb
from maps.errors import SpecError
from maps.png import data_uri, hatched
from maps.style import HATCH

COLOURS = ("#fffacd", "#cb4547")


def pixels(address: str) -> np.ndarray:
    """Return RGBA of a data address, decoded by an independent reader."""
    head, _, body = address.partition(",")
    assert head == "data:image/png;base64"
    image = Image.open(io.BytesIO(base64.b64decode(body)))
    assert image.mode == "P"
    return np.asarray(image.convert("RGBA"))


def test_classes_become_their_colours() -> None:
    """Each class has its colour, and class 0 nothing at all."""
    drawn = pixels(data_uri(np.array([[0, 1, 2], [2, 1, 0]], np.uint8), COLOURS))
    assert drawn.shape == (2, 3, 4)
    assert drawn[0, 0, 3] == drawn[1, 2, 3] == 0
    assert tuple(drawn[0, 1]) == (*rgb(COLOURS[0]), 255)
    assert tuple(drawn[1, 0]) == (*rgb(COLOURS[1]), 255)


def test_one_unknown_cell_shows_hatch_and_its_neighbours_keep_their_place() -> None:
    """A lone unknown cell shows both tones of the hatch; the cell beside it stays whole."""
    drawn = pixels(data_uri(np.array([[255, 1], [0, 2]], np.uint8), COLOURS))
    ny, nx = drawn.shape[0] // 2, drawn.shape[1] // 2
    tones = {tuple(int(v) for v in pixel) for pixel in drawn[:ny, :nx].reshape(-1, 4)}
    assert tones == {(*rgb(HATCH[0]), 255), (*rgb(HATCH[1]), 255)}
    assert (drawn[:ny, nx:, :3] == rgb(COLOURS[0])).all()
    assert (drawn[ny:, :nx, 3] == 0).all()


def test_rasters_without_unknown_are_not_enlarged() -> None:
    """Nothing is repeated where there is no hatch to show."""
    cells = np.ones((7, 5), np.uint8)
    assert hatched(cells, ground=3, line=4) is cells


def test_real_sizes_stay_small() -> None:
    """A smooth raster of 1500 x 1500 cells takes less than 60 kB."""
    row, column = np.indices((1500, 1500))
    cells = (1 + (np.hypot(row - 700, column - 800) // 250) % 2).astype(np.uint8)
    assert len(data_uri(cells, COLOURS)) < 60_000


@pytest.mark.parametrize(
    "cells",
    [np.zeros((0, 3), np.uint8), np.zeros(3, np.uint8), np.ones((2, 2)), np.full((2, 2), 3, np.uint8)],
)
def test_what_has_no_colour_is_refused(cells: np.ndarray) -> None:
    """Empty, one-dimensional, float and unknown classes are refused."""
    with pytest.raises(SpecError):
        data_uri(cells, COLOURS)
