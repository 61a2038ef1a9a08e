"""From several runs to the values of one comparison: the same layers, breaks and extent for all."""

from __future__ import annotations

from collections.abc import Sequence

from maps.access import DENIED
from maps.compose import bounds_of, plan_layers
from maps.country import context_layers
from maps.picture import Picture
from maps.spec import ComparisonColumn, ComparisonSpec, RasterLayer, ShapeLayer
from maps.surfaces import bands_layer, risk_layers


def compose_comparison(
    pictures: Sequence[tuple[str, str, tuple[str, ...], str, Picture]],
    *,
    title: str,
    subtitle: str,
    figure_names: tuple[str, ...],
    notes: tuple[str, ...],
) -> ComparisonSpec:
    """Return scenarios side by side.

    Parameters
    ----------
    pictures : sequence of (name, intent, figures, link, Picture)
        All pictures have the same breaks.
    """
    first = pictures[0][4]
    columns = []
    for name, intent, figures, href, picture in pictures:
        tables = picture.tables
        context = [
            layer
            for layer in context_layers(tables)
            if layer.name in ("Lakes", "Area") or layer.name.startswith(DENIED)
        ]
        layers: tuple[RasterLayer | ShapeLayer, ...] = (
            *risk_layers(picture)[-1:],
            bands_layer(picture),
            *context,
            *plan_layers(tables),
        )
        columns.append(ComparisonColumn(name, intent, figures, layers, href))
    return ComparisonSpec(
        title=title,
        subtitle=subtitle,
        bounds=bounds_of(first.tables["area"]),
        figure_names=figure_names,
        columns=tuple(columns),
        classification=first.classification,
        watermark=first.watermark,
        as_of=first.as_of,
        sources=first.sources,
        notes=notes,
    )
