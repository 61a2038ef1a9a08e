"""What the report of a check shows, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One finding: its severity, where, what, the value found there, and what to do."""

    severity: Literal["error", "warning", "info"]
    place: str
    message: str
    value: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class LayerLine:
    """One layer of the table.

    Parameters
    ----------
    name, file, recognised : str
    rows : tuple of str
        What was read, then what was dropped and why.
    bounds : tuple of float or None
        West, south, east, north, degrees; drawn on the map.
    extent : str
        The extent against the area, in words.
    newest : tuple of str
        Newest date, then its age; () where there is none.
    marking, source : str
    findings : str
        How many, in words.
    lost : bool
        Nothing of it can be used.
    """

    name: str
    file: str
    recognised: str
    rows: tuple[str, ...] = ()
    bounds: Box | None = None
    extent: str = ""
    newest: tuple[str, ...] = ()
    marking: str = ""
    source: str = ""
    findings: str = ""
    lost: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class ReportSpec:
    """What the report of a check shows.

    Parameters
    ----------
    title, subtitle : str
    verdict : tuple of str
        Whether the mission can be planned on, then more.
    sound : bool
        It can.
    findings : tuple of FindingLine
        In any order.
    layers : tuple of LayerLine
    outline : mapping or None
        A GeoJSON FeatureCollection, EPSG:4326: the area.
    bounds : tuple of float or None
        West, south, east, north of the area.
    gaps : tuple of (words, share of the area, share of the people)
    gap_note : str
        What the shares are of, or why there are none.
    not_given : tuple of str
        Layers that the mission does not have, each with what follows.
    classification, watermark, as_of : str
    sources, notes : tuple of str
    """

    title: str
    subtitle: str
    verdict: tuple[str, ...]
    sound: bool
    findings: tuple[FindingLine, ...]
    layers: tuple[LayerLine, ...]
    outline: Mapping[str, object] | None
    bounds: Box | None
    gaps: tuple[tuple[str, str, str], ...]
    gap_note: str
    not_given: tuple[str, ...]
    classification: str
    watermark: str
    as_of: str
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
