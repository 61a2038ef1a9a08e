"""The check of a mission as one self-contained document: findings first, then layers, extents and gaps."""

from __future__ import annotations

from html import escape

from maps.elements import Script, add_map
from maps.legend import swatch
from maps.offline import OfflineFigure, Verbatim, json_block
from maps.page import asset, banner, figure, folded, heading, watermark
from maps.report_extents import ExtentGroup, around, extent_entry, extent_groups, letter_place, rectangle
from maps.report_spec import ReportSpec
from maps.report_tables import finding_tables, layer_table
from maps.spec import LegendEntry, ShapeLayer
from maps.style import AREA


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


def _add_map(made: OfflineFigure, spec: ReportSpec, groups: tuple[ExtentGroup, ...]) -> str:
    """Add the map of extents and return its place; "" where there is nothing to draw."""
    frames = [group.box for group in groups] + ([spec.bounds] if spec.bounds else [])
    if not frames:
        return ""
    west, south, east, north = around(frames)
    pad = max((east - west) / 20, (north - south) / 20, 0.01)
    bounds = (
        max(south - pad, -85.0),
        max(west - pad, -360.0),
        min(north + pad, 85.0),
        min(east + pad, 360.0),
    )
    if not (bounds[0] < bounds[2] and bounds[1] < bounds[3]):
        return ""
    place = add_map(made, "extents", bounds, (*_area(spec), *map(rectangle, groups)))
    letters = [letter_place(group, number, len(groups)) for number, group in enumerate(groups)]
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
            f'<section class="findings" aria-label="Findings">{finding_tables(spec.findings)}</section>',
            f'<section class="layers" aria-label="Layers">{layer_table(spec.layers, letters)}</section>',
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


def _map(spec: ReportSpec, groups: tuple[ExtentGroup, ...], place: str) -> str:
    if not place:
        return "<p>No extent is known: there is no map.</p>"
    entries = [entry for layer in _area(spec) for entry in layer.legend] + [
        extent_entry(group) for group in groups
    ]
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
