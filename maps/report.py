"""The check of a mission as one self-contained document: findings first, then layers, extents and gaps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Literal

from maps.elements import Script, add_map
from maps.legend import swatch
from maps.offline import OfflineFigure, Verbatim, json_block
from maps.page import asset, banner, figure, folded, heading, watermark
from maps.spec import LegendEntry, ShapeLayer
from maps.style import AREA

MOST_FINDINGS = 300
"""Of one severity; a page with more is not read, and would not stay small."""

LONGEST = 700
"""Characters of one text of a finding."""

COLOURS = ("#0b6fd6", "#a3185a", "#0a6b4f", "#a34b00", "#5e2d91", "#2f3a45")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_HEADINGS = {"error": "Errors", "warning": "Warnings", "info": "What was assumed or noted"}
_COLUMNS = ("Layer", "Taken for", "Rows", "Extent", "Newest", "Marking and source", "Findings")

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


@dataclass(frozen=True, slots=True)
class ExtentGroup:
    """Layers of one extent, under one letter and colour."""

    letter: str
    colour: str
    names: tuple[str, ...]
    box: Box


def render_report(spec: ReportSpec) -> str:
    """Return the report of a check as one HTML document that needs no network.

    Parameters
    ----------
    spec : ReportSpec
        Every string of it is shown as text.

    Raises
    ------
    LeafletError
        When the map library is missing or is another version.
    """
    made = figure(
        title=spec.title, classification=spec.classification, sheets=("page.css", "report.css"), links=()
    )
    groups = extent_groups(spec.layers, spec.bounds)
    place = _add_map(made, spec, groups)
    made.html.add_child(Verbatim(_body(spec, groups, place)), index=0)
    return made.render()


def extent_groups(layers: Iterable[LayerLine], area: Box | None) -> tuple[ExtentGroup, ...]:
    """Return the extents to draw: layers whose edges differ by less than 1 % of the area share one.

    Parameters
    ----------
    layers : iterable of LayerLine
    area : tuple of float or None
        West, south, east, north. Extents are cut there, for what lies beyond says nothing of the area; one
        that does not meet it is drawn beside it, at most half its size away.
    """
    boxes = [(layer.name, layer.bounds) for layer in layers if layer.bounds is not None]
    if not boxes:
        return ()
    limits = area or _around(box for _, box in boxes)
    near = max(limits[2] - limits[0], limits[3] - limits[1], 1e-6) / 100
    found: list[tuple[Box, list[str]]] = []
    for name, box in boxes:
        shown = _inside(box, limits)
        same = next((names for other, names in found if _alike(shown, other, near)), None)
        if same is None:
            found.append((shown, [name]))
        else:
            same.append(name)
    return tuple(
        ExtentGroup(LETTERS[i % len(LETTERS)], COLOURS[i % len(COLOURS)], tuple(names), box)
        for i, (box, names) in enumerate(found)
    )


def _inside(box: Box, area: Box) -> Box:
    """Return the part of a box in the area's; one that lies beyond becomes a short line beside it."""
    west, south, east, north = area
    if box[0] > east or box[2] < west or box[1] > north or box[3] < south:
        wide, tall = (east - west) / 2, (north - south) / 2
        west, south, east, north = west - wide, south - tall, east + wide, north + tall
    across = [min(max(box[i], west), east) for i in (0, 2)]
    up = [min(max(box[i], south), north) for i in (1, 3)]
    return across[0], up[0], across[1], up[1]


def _alike(one: Box, other: Box, near: float) -> bool:
    return all(abs(a - b) <= near for a, b in zip(one, other, strict=True))


def _around(boxes: Iterable[Box]) -> Box:
    edges = list(boxes)
    return (
        min(b[0] for b in edges),
        min(b[1] for b in edges),
        max(b[2] for b in edges),
        max(b[3] for b in edges),
    )


def _add_map(made: OfflineFigure, spec: ReportSpec, groups: tuple[ExtentGroup, ...]) -> str:
    """Add the map of extents and return its place; "" where there is nothing to draw."""
    frames = [group.box for group in groups] + ([spec.bounds] if spec.bounds else [])
    if not frames:
        return ""
    west, south, east, north = _around(frames)
    pad = max((east - west) / 20, (north - south) / 20, 0.01)
    bounds = (
        max(south - pad, -85.0),
        max(west - pad, -360.0),
        min(north + pad, 85.0),
        min(east + pad, 360.0),
    )
    if not (bounds[0] < bounds[2] and bounds[1] < bounds[3]):
        return ""
    place = add_map(made, "extents", bounds, (*_area(spec), *map(_rectangle, groups)))
    letters = [_letter(group, number, len(groups)) for number, group in enumerate(groups)]
    made.html.add_child(Verbatim(json_block("letters", letters)))
    made.add_child(Script("report", asset("report.js")))
    return place


def _area(spec: ReportSpec) -> tuple[ShapeLayer, ...]:
    if spec.outline is None:
        return ()
    entry = LegendEntry("Area of the mission", AREA.colour, "line")
    return (
        ShapeLayer("Area", spec.outline, AREA.colour, (entry,), "#c9ced4", 0.5, weight_px=AREA.weight_px),
    )


def _rectangle(group: ExtentGroup) -> ShapeLayer:
    west, south, east, north = group.box
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    feature = {
        "type": "Feature",
        "properties": {"layers": ", ".join(group.names)},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    return ShapeLayer(
        f"Extent {group.letter}",
        {"type": "FeatureCollection", "features": [feature]},
        group.colour,
        (_entry(group),),
        tooltip=(("layers", group.letter),),
        weight_px=1.6,
        dashed=True,
    )


def _entry(group: ExtentGroup) -> LegendEntry:
    return LegendEntry(f"{group.letter}: {', '.join(group.names)}", group.colour, "dashed")


def _letter(group: ExtentGroup, number: int, of: int) -> dict[str, object]:
    """Return a letter's place on the upper edge of its box, side by side where edges meet."""
    west, _, east, north = group.box
    lon = west + (east - west) * (number + 1) / (of + 1)
    return {"letter": group.letter, "colour": group.colour, "lon": round(lon, 5), "lat": round(north, 5)}


def _body(spec: ReportSpec, groups: tuple[ExtentGroup, ...], place: str) -> str:
    lines = "".join(f"<p>{escape(line)}</p>" for line in spec.verdict)
    letters = {name: group for group in groups for name in group.names}
    folds = folded("Notes", spec.notes, opened=True) + folded("Sources", spec.sources, opened=False)
    return "\n".join(
        (
            banner(spec.classification, where="top"),
            heading(spec.title, spec.subtitle, spec.as_of),
            f'<p class="mark">{escape(spec.watermark)}</p>' if spec.watermark else "",
            '<main class="report">',
            f'<section class="verdict {_mood(spec)}" aria-label="Verdict">{lines}</section>',
            f'<section class="findings" aria-label="Findings">{_findings(spec.findings)}</section>',
            f'<section class="layers" aria-label="Layers">{_layers(spec.layers, letters)}</section>',
            f'<section class="below">{_map(spec, groups, place)}{_gaps(spec)}</section>',
            f'<section class="folds">{folds}</section>',
            "</main>",
            banner(spec.classification, where="bottom"),
        )
    )


def _mood(spec: ReportSpec) -> str:
    if not spec.sound:
        return "bad"
    return "fair" if any(finding.severity == "warning" for finding in spec.findings) else "good"


def _findings(findings: tuple[FindingLine, ...]) -> str:
    parts = []
    for severity, words in _HEADINGS.items():
        chosen = [finding for finding in findings if finding.severity == severity]
        if not chosen:
            continue
        table = _finding_table(chosen)
        head = f"{words} <span>{len(chosen):,}</span>"
        if severity == "info":
            body = f"<details><summary>{words} ({len(chosen):,})</summary>{table}</details>"
        else:
            body = f"<h2>{head}</h2>{table}"
        parts.append(f'<div class="{severity}">{body}</div>')
    return "".join(parts) or "<p>No findings.</p>"


def _finding_table(findings: list[FindingLine]) -> str:
    rows = []
    for finding in findings[:MOST_FINDINGS]:
        value = f"<small>{_text(finding.value)}</small>" if finding.value else ""
        cells = _text(finding.place), _text(finding.message) + value, _text(finding.remedy)
        rows.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
    more = len(findings) - MOST_FINDINGS
    if more > 0:
        rows.append(f'<tr><td colspan="3">{more:,} more: geo-poc check --json prints them all.</td></tr>')
    head = "".join(f'<th scope="col">{name}</th>' for name in ("Where", "What", "What to do"))
    return (
        f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table></div>'
    )


def _text(words: str) -> str:
    return escape(words if len(words) <= LONGEST else f"{words[:LONGEST]}...")


def _layers(layers: tuple[LayerLine, ...], letters: Mapping[str, ExtentGroup]) -> str:
    if not layers:
        return ""
    head = "".join(f'<th scope="col">{name}</th>' for name in _COLUMNS)
    rows = "".join(_layer(layer, letters.get(layer.name)) for layer in layers)
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return f'<h2>Layers, as they were understood</h2><div class="wide">{table}</div>'


def _layer(layer: LayerLine, group: ExtentGroup | None) -> str:
    name = f'<th scope="row">{_text(layer.name)}<small>{_text(layer.file)}</small></th>'
    recognised = _text(layer.recognised)
    if layer.lost:
        recognised = f'<span class="lost">{recognised}</span>'
    extent = _small(layer.extent)
    if group is not None:
        extent = f'<span class="letter">{swatch(_entry(group))}{group.letter}</span>{extent}'
    cells = (
        recognised,
        _stacked(layer.rows),
        extent,
        _stacked(layer.newest),
        f"{_text(layer.marking)}{_small(layer.source)}",
        _text(layer.findings),
    )
    return f"<tr>{name}{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _small(words: str) -> str:
    return f"<small>{_text(words)}</small>" if words else ""


def _stacked(lines: tuple[str, ...]) -> str:
    return _text(lines[0]) + "".join(map(_small, lines[1:])) if lines else ""


def _map(spec: ReportSpec, groups: tuple[ExtentGroup, ...], place: str) -> str:
    if not place:
        return "<p>No extent is known: there is no map.</p>"
    entries = [entry for layer in _area(spec) for entry in layer.legend] + [_entry(group) for group in groups]
    legend = "".join(f"<li>{swatch(entry)}<span>{escape(entry.label)}</span></li>" for entry in entries)
    return (
        "<figure><figcaption>Extent of each layer over the area</figcaption>"
        f'<div class="frame"><div id="{place}" class="map" role="region" aria-label="Map of extents"></div>'
        f'{watermark(spec.watermark)}</div><ul class="entries">{legend}</ul></figure>'
    )


def _gaps(spec: ReportSpec) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape(words)}</th><td class="figure">{escape(area)}</td>'
        f'<td class="figure">{escape(people)}</td></tr>'
        for words, area, people in spec.gaps
    )
    head = '<th scope="col">No data</th><th scope="col" class="figure">Area</th>'
    head += '<th scope="col" class="figure">People</th>'
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>" if rows else ""
    items = "".join(f"<li>{escape(line)}</li>" for line in spec.not_given)
    absent = f"<h2>Layers not given</h2><ul>{items}</ul>" if items else ""
    return f"<div><h2>What the layers leave out</h2>{table}<p>{escape(spec.gap_note)}</p>{absent}</div>"
