"""The classed rasters of a run's map: risk by source, and the time bands of the plan."""

from __future__ import annotations

from maps import style
from maps.picture import Picture
from maps.spec import LegendEntry, RasterLayer
from maps.wording import SOURCE_WORDS

REACH = "Reach in time"
"""Heading of everything that shows what lies within some minutes."""


def risk_layers(picture: Picture, *, shown: str = "total") -> tuple[RasterLayer, ...]:
    """Return one raster layer for each observed source and the total, of which one is drawn at a time."""
    count = len(picture.breaks) + 1
    colours = style.risk_colours(count)
    missing = ", ".join(SOURCE_WORDS[name] for name in picture.not_observed)
    layers = []
    for name, raster in picture.risk.items():
        words = "all observed sources" if name == "total" else SOURCE_WORDS[name]
        legend = style.class_legend(
            colours, style.class_labels(picture.breaks), unknown="unknown: nobody observes"
        )
        legend = (
            *legend,
            LegendEntry("blank: no estimate above 0 (nobody, or nothing near)", "#ffffff"),
        )
        if name == "total" and missing:
            legend = (
                *legend,
                LegendEntry(f"not observed, so not told apart: {missing}", "#8d8d8a", "square"),
            )
        layers.append(
            RasterLayer(
                name=f"Risk: {words}",
                classes=raster.classes,
                bounds=raster.bounds,
                colours=colours,
                legend=legend,
                legend_title=f"Risk, {words} ({picture.risk_unit})",
                group="risk",
                shown=name == shown,
                opacity=1.0,
            )
        )
    return tuple(layers)


def bands_layer(picture: Picture) -> RasterLayer:
    """Return the bands of minutes from the nearest base or other tier II asset, drawn when asked for.

    Over risk its colours would blend into ones that no legend has; the outlines of reach stand for it.
    """
    count = len(picture.bands_min)
    colours = tuple(style.BANDS[min(i, len(style.BANDS) - 1)] for i in range(count))
    return RasterLayer(
        name="Reach of bases",
        classes=picture.bands.classes,
        bounds=picture.bands.bounds,
        colours=colours,
        legend=style.class_legend(colours, style.band_labels(picture.bands_min)),
        legend_title="Reach by road and on foot, under these assumptions",
        shown=False,
        opacity=0.85,
        section=REACH,
    )
