"""Classed rasters as palette PNG images, and the hatch for what is unknown."""

from __future__ import annotations

import base64
import struct
import zlib

import numpy as np
from numpy.typing import NDArray

from maps.contrast import rgb
from maps.errors import SpecError
from maps.style import HATCH, UNKNOWN

_HATCH_PIXELS = 480
"""Rasters with unknown cells are repeated up to about this many pixels, so that a lone cell shows hatch."""

_HATCH_STRIPES = 90
"""Stripes along the longer side, whatever the resolution."""


def data_uri(classes: NDArray[np.uint8], colours: tuple[str, ...]) -> str:
    """Return a classed raster as a "data:image/png;base64," address.

    Parameters
    ----------
    classes : ndarray of uint8, shape (ny, nx)
        Position in `colours` plus 1; 0 is transparent; 255 is drawn as hatch.
    colours : tuple of str
        "#rrggbb", at most 252.

    Raises
    ------
    SpecError
        When the raster is empty, not uint8, or holds a class that has no colour.
    """
    cells = np.asarray(classes)
    if cells.ndim != 2 or cells.size == 0 or cells.dtype != np.uint8:
        raise SpecError(f"a classed raster is uint8 in two dimensions, not {cells.dtype} {cells.shape}")
    if len(colours) > UNKNOWN - 3:
        raise SpecError(f"a raster has at most {UNKNOWN - 3} colours, not {len(colours)}")
    known = cells[cells != UNKNOWN]
    if known.size and int(known.max()) > len(colours):
        raise SpecError(f"a raster has class {int(known.max())} but only {len(colours)} colours")
    pixels = hatched(cells, ground=len(colours) + 1, line=len(colours) + 2)
    palette = [(0, 0, 0), *(rgb(colour) for colour in (*colours, *HATCH))]
    return "data:image/png;base64," + base64.b64encode(indexed_png(pixels, palette)).decode("ascii")


def hatched(classes: NDArray[np.uint8], *, ground: int, line: int) -> NDArray[np.uint8]:
    """Return the raster with unknown cells as diagonal stripes of two palette positions.

    Cells are repeated a whole number of times where any is unknown, so every edge stays where it was.
    """
    unknown = classes == UNKNOWN
    if not unknown.any():
        return classes
    factor = max(1, _HATCH_PIXELS // max(classes.shape))
    pixels = np.repeat(np.repeat(classes, factor, axis=0), factor, axis=1)
    row, column = np.ogrid[: pixels.shape[0], : pixels.shape[1]]
    period = max(4, round(max(pixels.shape) / _HATCH_STRIPES))
    stripe = (row + column) % period < max(1, period // 4)
    return np.where(pixels == UNKNOWN, np.where(stripe, line, ground), pixels).astype(np.uint8)


def indexed_png(pixels: NDArray[np.uint8], palette: list[tuple[int, int, int]]) -> bytes:
    """Return PNG bytes of palette positions, position 0 transparent (PNG 1.2, colour type 3)."""
    ny, nx = pixels.shape
    # Filter 0 before each row: palette positions have no gradients that another filter could use.
    rows = np.zeros((ny, nx + 1), dtype=np.uint8)
    rows[:, 1:] = pixels
    header = struct.pack(">IIBBBBB", nx, ny, 8, 3, 0, 0, 0)
    parts = (
        (b"IHDR", header),
        (b"PLTE", bytes(value for colour in palette for value in colour)),
        (b"tRNS", b"\x00"),
        (b"IDAT", zlib.compress(rows.tobytes(), 8)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, body) for name, body in parts)


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
