"""Legends and the choice of layers, as HTML: each layer's switch stands above its own swatches."""

from __future__ import annotations

from html import escape
from operator import itemgetter

from maps.contrast import readable_on
from maps.spec import LegendEntry, RasterLayer, ShapeLayer
from maps.style import HATCH, class_number

Layer = RasterLayer | ShapeLayer

REST = "Overlays"
"""Heading of the layers that name no section."""


HOLLOW = ("square", "diamond", "triangle", "circle")
"""Markers whose swatch can be white inside; a hexagon always has a dark rim."""


def swatch(entry: LegendEntry, *, number: int | None = None, opacity: float = 1.0) -> str:
    """Return a small inline drawing of a legend entry, with the class number in it where there is one.

    A fill takes the opacity of its layer, so that legend and map show one colour.

    Raises
    ------
    ColourError
        When the entry's colour is not "#rrggbb".
    """
    text = readable_on(entry.colour)  # also refuses what is not a colour
    colour = entry.colour
    marker = f'fill="{colour}" stroke="#ffffff"'
    if entry.hollow:
        marker = f'fill="#ffffff" stroke="{colour}" stroke-width="1.8"'
    dashes = " ".join(f"{length:g}" for length in entry.dash_px or (6, 4))
    inside = {
        "fill": f'<rect x="0.5" y="0.5" width="25" height="15" fill="{colour}" fill-opacity="{opacity:g}" '
        'stroke="#6b7078" stroke-width="0.6"/>',
        "line": f'<path d="M1 8H25" stroke="{colour}" stroke-width="2.5" fill="none"/>',
        "dashed": f'<path d="M1 8H25" stroke="{colour}" stroke-width="2.5" stroke-dasharray="{dashes}"/>',
        "circle": f'<circle cx="13" cy="8" r="5.5" {marker}/>',
        "square": f'<rect x="7.5" y="2.5" width="11" height="11" {marker}/>',
        "diamond": f'<path d="M13 0.8L20.2 8L13 15.2L5.8 8Z" {marker}/>',
        "triangle": f'<path d="M13 1L20.6 14.4L5.4 14.4Z" {marker}/>',
        "hexagon": f'<path d="M9.8 2.4L16.2 2.4L19.4 8L16.2 13.6L9.8 13.6L6.6 8Z" fill="{colour}" '
        'stroke="#1b2a3a"/>',
        "number": f'<circle cx="13" cy="8" r="6.8" fill="#ffffff" stroke="{colour}" stroke-width="1.8"/>',
        "hatch": _hatch_swatch(),
    }[entry.shape]
    if entry.shape == "number":
        number, text = 1, colour
    if number is not None:
        inside += (
            f'<text x="13" y="8.3" fill="{text}" font-size="10" text-anchor="middle" '
            f'dominant-baseline="central">{number}</text>'
        )
    return f'<svg class="swatch" width="26" height="16" viewBox="0 0 26 16" aria-hidden="true">{inside}</svg>'


def _hatch_swatch() -> str:
    lines = "".join(f"M{x} 15.5L{x + 15} 0.5" for x in range(1, 11, 5))
    ends = "M0.5 10.5L10.5 0.5M0.5 5.5L5.5 0.5M16 15.5L25.5 6M21 15.5L25.5 11"
    return (
        f'<rect x="0.5" y="0.5" width="25" height="15" fill="{HATCH[0]}" '
        'stroke="#6b7078" stroke-width="0.6"/>'
        f'<path d="{lines}{ends}" stroke="{HATCH[1]}" stroke-width="1.3" fill="none"/>'
    )


def entries(layer: Layer) -> str:
    """Return the list of a layer's legend entries, classes with their numbers."""
    raster = layer if isinstance(layer, RasterLayer) else None
    items = []
    for entry in layer.legend:
        number = class_number(raster, entry) if raster else None
        drawn = swatch(entry, number=number, opacity=raster.opacity if raster else 1.0)
        items.append(f"<li>{drawn}<span>{escape(entry.label)}</span></li>")
    title = raster.legend_title if raster else ""
    heading = f'<p class="unit">{escape(title)}</p>' if title else ""
    return f'{heading}<ul class="entries">{"".join(items)}</ul>' if items or heading else ""


def layer_choice(layers: tuple[Layer, ...], *, first: int = 0) -> str:
    """Return the switches of all layers with their legends: groups, then sections, topmost first in each.

    Parameters
    ----------
    layers : tuple of RasterLayer or ShapeLayer
    first : int
        Position on the map of the first of them; those before have no switch.
    """
    groups: dict[str, list[int]] = {}
    for position, layer in enumerate(layers):
        if isinstance(layer, RasterLayer) and layer.group:
            groups.setdefault(layer.group, []).append(position)
    parts = [
        _group(number, name, members, layers, first) for number, (name, members) in enumerate(groups.items())
    ]
    grouped = {position for members in groups.values() for position in members}
    sections: dict[str, list[str]] = {}
    for i in reversed(range(len(layers))):
        if i not in grouped:
            sections.setdefault(layers[i].section or REST, []).append(_overlay(i + first, layers[i]))
    for heading, switches in sections.items():
        parts.append(f"<fieldset><legend>{escape(heading)}</legend>{''.join(switches)}</fieldset>")
    return "".join(parts)


def _group(number: int, name: str, members: list[int], layers: tuple[Layer, ...], first: int) -> str:
    chosen = next((i for i in members if layers[i].shown), None)
    rows = [_radio(number, str(i + first), layers[i].name, checked=i == chosen) for i in members]
    rows.append(_radio(number, "none", "None", checked=chosen is None))
    hide = " hidden"
    legends = [
        f'<div class="classes" data-classes="{i + first}"{hide if i != chosen else ""}>'
        f"{entries(layers[i])}</div>"
        for i in members
    ]
    return f"<fieldset><legend>{escape(name)}</legend>{''.join(rows)}{''.join(legends)}</fieldset>"


def _radio(number: int, value: str, words: str, *, checked: bool) -> str:
    tick = " checked" if checked else ""
    box = f'<input type="radio" name="group{number}" value="{value}" autocomplete="off"{tick}>'
    return f'<label class="switch">{box}<span>{escape(words)}</span></label>'


def _overlay(position: int, layer: Layer) -> str:
    tick = " checked" if layer.shown else ""
    box = f'<input type="checkbox" value="{position}" autocomplete="off"{tick}>'
    single = layer.legend[0] if len(layer.legend) == 1 and isinstance(layer, ShapeLayer) else None
    if single is not None:
        more = f"<small>{escape(single.label)}</small>" if single.label != layer.name else ""
        return f'<label class="switch">{box}{swatch(single)}<span>{escape(layer.name)}{more}</span></label>'
    below = entries(layer)
    classes = f'<div class="classes" data-classes="{position}">{below}</div>' if below else ""
    return f'<label class="switch">{box}<span>{escape(layer.name)}</span></label>{classes}'


def plain_legend(layers: tuple[Layer, ...]) -> str:
    """Return the legend of layers without switches, rasters first, one block per layer that has entries."""
    blocks: list[tuple[bool, str]] = []
    for layer in layers:
        below = entries(layer)
        if below:
            alone = len(layer.legend) == 1 and layer.legend[0].label == layer.name
            heading = "" if alone else f"<h3>{escape(layer.name)}</h3>"
            kind = "ramp" if isinstance(layer, RasterLayer) else "block"
            blocks.append((kind == "block", f'<div class="{kind}">{heading}{below}</div>'))
    return "".join(block for _, block in sorted(blocks, key=itemgetter(0)))
