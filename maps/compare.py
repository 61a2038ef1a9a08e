"""Scenarios side by side as one self-contained document: the figures first, then comparable maps."""

from __future__ import annotations

from html import escape

import numpy as np

from maps.direction import plain
from maps.elements import Script, add_map
from maps.errors import SpecError
from maps.legend import plain_legend
from maps.offline import Verbatim
from maps.page import asset, banner, figure, folded, heading, watermark
from maps.spec import ComparisonColumn, ComparisonSpec, RasterLayer, ShapeLayer

_MARKERS = 0.75
"""Markers of the small maps beside those of a full one."""


def render_comparison(spec: ComparisonSpec) -> str:
    """Return scenarios side by side as one HTML document that needs no network.

    The table comes first, figures row by row; then one small map per scenario, all of the same extent (they
    move together), with one legend for all. A layer of one name is drawn the same way in every scenario.

    Parameters
    ----------
    spec : ComparisonSpec
        What to show. A column's `href` is a relative address of its own map, or "".

    Raises
    ------
    SpecError
        When a column lacks figures, or two columns draw one layer with different breaks or styles.
    OfflineError
        When a link is not a plain relative address.
    LeafletError
        When the map library is missing or is another version.
    """
    _check_figures(spec)
    legend = shared_legend(spec.columns)
    links = {column.href for column in spec.columns if column.href}
    made = figure(
        title=spec.title, classification=spec.classification, sheets=("page.css", "compare.css"), links=links
    )
    places = [
        add_map(made, f"m{i}", spec.bounds, _shown(column), scale=_MARKERS, controls=i == 0)
        for i, column in enumerate(spec.columns)
    ]
    made.html.add_child(Verbatim(_body(spec, places, plain_legend(legend))), index=0)
    made.add_child(Script("side", asset("side.js")))
    return made.render()


def shared_legend(columns: tuple[ComparisonColumn, ...]) -> tuple[RasterLayer | ShapeLayer, ...]:
    """Return one layer per name over all columns, of those that the small maps show, topmost first.

    Raises
    ------
    SpecError
        When two columns draw layers of one name differently: their maps could not be compared.
    """
    first: dict[str, RasterLayer | ShapeLayer] = {}
    for column in columns:
        for layer in _shown(column):
            known = first.setdefault(layer.name, layer)
            if _look(known) != _look(layer):
                raise SpecError(
                    f"layer {layer.name!r} of scenario {column.name!r} has other breaks, colours or words "
                    "than in the scenarios before it; compare maps of the same breaks only"
                )
    return tuple(reversed(first.values()))


def _look(layer: RasterLayer | ShapeLayer) -> tuple[object, ...]:
    if isinstance(layer, RasterLayer):
        return (layer.colours, layer.legend, layer.legend_title, layer.opacity)
    return (
        layer.colour,
        layer.fill,
        layer.legend,
        layer.marker,
        layer.radius_px,
        layer.weight_px,
        layer.dashed,
        layer.dash_px,
    )


def _shown(column: ComparisonColumn) -> tuple[RasterLayer | ShapeLayer, ...]:
    return tuple(layer for layer in column.map_layers if layer.shown and not _empty(layer))


def _empty(layer: RasterLayer | ShapeLayer) -> bool:
    return isinstance(layer, RasterLayer) and not np.any(layer.classes)


def _check_figures(spec: ComparisonSpec) -> None:
    if not spec.columns:
        raise SpecError("a comparison needs at least one scenario")
    for column in spec.columns:
        if len(column.figures) != len(spec.figure_names):
            given, wanted = len(column.figures), len(spec.figure_names)
            raise SpecError(f"scenario {column.name!r} has {given} figures for {wanted} rows")


def _body(spec: ComparisonSpec, places: list[str], legend: str) -> str:
    folds = folded("Notes", spec.notes, opened=True) + folded("Sources", spec.sources, opened=False)
    maps = "".join(_map(spec, column, place) for column, place in zip(spec.columns, places, strict=True))
    return "\n".join(
        (
            banner(spec.classification, where="top"),
            heading(spec.title, spec.subtitle, spec.as_of),
            '<main class="compare">',
            f'<section aria-label="Figures"><div class="wide">{_table(spec)}</div></section>',
            f'<section class="maps" aria-label="Maps">{maps}</section>',
            f'<section class="legend" aria-label="Legend"><h2>Legend of all maps</h2>{legend}</section>',
            f'<section class="folds">{folds}</section>',
            "</main>",
            banner(spec.classification, where="bottom"),
        )
    )


def _table(spec: ComparisonSpec) -> str:
    names = "".join(
        f'<th scope="col">{escape(column.name)}<small>{escape(column.intent)}</small></th>'
        for column in spec.columns
    )
    rows = []
    for position, name in enumerate(spec.figure_names):
        values = [column.figures[position] for column in spec.columns]
        same = len(set(values)) == 1 and len(values) > 1
        cells = "".join(f"<td>{plain(value)}</td>" for value in values)
        rows.append(f'<tr{" class=same" if same else ""}><th scope="row">{escape(name)}</th>{cells}</tr>')
    head = f'<tr><th scope="col">Scenario</th>{names}</tr>'
    return f"<table><thead>{head}</thead><tbody>{''.join(rows)}</tbody></table>"


def _map(spec: ComparisonSpec, column: ComparisonColumn, place: str) -> str:
    link = f'<a href="{escape(column.href)}">Full map</a>' if column.href else ""
    name = escape(column.name)
    return (
        f"<figure><figcaption><strong>{name}</strong>{link}</figcaption>"
        f'<div class="frame"><div id="{place}" class="map" role="region" aria-label="Map of {name}"></div>'
        f"{watermark(spec.watermark, times=2)}</div></figure>"
    )
