"""What page, printed sheet and rasters of a risk estimate share: marks, classes and their words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict

import numpy as np
from numpy.typing import NDArray

from geo_poc.risk_bands import RISK_UNIT
from geo_poc.risk_surfaces import Surfaces
from layers.risk.classes import NOTHING, UNKNOWN
from maps.risk_scale import RiskScale

PRESENCE_CODE = 254
"""In a raster of classes: low with presence, whatever the number of classes."""


class Marks(TypedDict):
    """What page and sheet say of themselves in the same words."""

    subtitle: str
    classification: str
    watermark: str
    as_of: str
    sources: tuple[str, ...]


def risk_marks(document: Mapping[str, Any]) -> Marks:
    """Return the marks of a product from risk.json."""
    return Marks(
        subtitle=f"{document['scenario']}: {document['intent']}" if document["scenario"] else "",
        classification=document["classification"],
        watermark=document["watermark"],
        as_of=risk_date(document),
        sources=tuple(document["attributions"]),
    )


def risk_date(document: Mapping[str, Any]) -> str:
    """Return the date a product is as of, and that of the risk where it is earlier."""
    as_of, decay_from = str(document["as_of"]), str(document["validation"]["decay_from"])
    return as_of if as_of[:7] == decay_from[:7] else f"{as_of}; risk as of {decay_from}"


def total_words(found: Surfaces) -> str:
    """Return what a total is the sum of."""
    return "all sources shown here" if found.withheld else "all observed sources"


def risk_scale(found: Surfaces) -> RiskScale:
    """Return the classes that every product of an estimate draws."""
    return RiskScale(found.breaks, RISK_UNIT)


def shown_classes(found: Surfaces, surface: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Return the class of each cell as map and sheet draw it: low with presence after the last, 0 outside."""
    low = found.low_with_presence(surface)
    classes = np.where(low, risk_scale(found).presence_class, found.classes(surface))
    return np.where(found.landscape.grid.mask, classes, NOTHING).astype(np.uint8)


def class_band(found: Surfaces, surface: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the drawn class of each cell as a raster holds it: NaN outside the area alone.

    Returns
    -------
    ndarray of float64, demand shape
        0 where nothing is estimated above 0, 1 and more the classes of risk, 254 low with presence,
        255 unknown: never nodata, which a reader would take for nothing.
    """
    classes = shown_classes(found, surface).astype(np.float64)
    classes[classes == risk_scale(found).presence_class] = PRESENCE_CODE
    return np.where(found.landscape.grid.mask, classes, np.nan)


def class_words(found: Surfaces) -> str:
    """Return what the numbers of a raster of classes mean, for its tags."""
    labels = "; ".join(
        f"{number} = {label}" for number, label in enumerate(risk_scale(found).labels, start=1)
    )
    return (
        f"{NOTHING} = no estimate above 0; {labels} {RISK_UNIT}; {PRESENCE_CODE} = low with presence, "
        f"not low; {UNKNOWN} = unknown, not low"
    )
