"""The Folium elements of a document: a map without tiles or fetched scripts, images, and shapes of one style.

Scripts made here hold numbers, names of variables and image data only. Every string that came from data
travels in JSON data blocks and is put on the page as text.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, cast

import folium
from branca.element import Element
from folium.map import Layer
from folium.raster_layers import ImageOverlay
from folium.template import Template

from maps.errors import SpecError
from maps.offline import OfflineFigure, Verbatim, json_block
from maps.png import data_uri
from maps.spec import RasterLayer, ShapeLayer

_DECIMALS = 5
"""Of a degree: about a metre."""


class OfflineMap(folium.Map):
    """A Folium map that fetches nothing and stands where the page has a place for it."""

    default_js: list[tuple[str, str]] = []  # noqa: RUF012 - Folium reads a list
    default_css: list[tuple[str, str]] = []  # noqa: RUF012
    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = geoPoc.map(
                {{ this.get_name()|tojson }}, {{ this.extent|tojson }}, {{ this.controls|tojson }}
            );
        {% endmacro %}
        """
    )

    def __init__(
        self, identifier: str, bounds: tuple[float, float, float, float], *, controls: bool = True
    ) -> None:
        south, west, north, east = bounds
        super().__init__(location=[(south + north) / 2, (west + east) / 2], tiles=None)
        self._id = identifier
        self.controls = controls
        self.extent = [[south, west], [north, east]]


class ShapeElement(Layer):
    """Shapes of one layer, read from a data block and drawn in one constant style."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = geoPoc.shapes({{ this.block|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self, identifier: str, block: str) -> None:
        super().__init__(name=identifier, overlay=True, control=False, show=False)
        self._name = "Shapes"
        self._id = identifier
        self.block = block


class ClassedImage(ImageOverlay):
    """A classed raster; Folium's own element, named predictably so that equal maps are equal bytes."""

    def __init__(self, identifier: str, layer: RasterLayer) -> None:
        south, west, north, east = layer.bounds
        super().__init__(
            data_uri(layer.classes, layer.colours),
            [[south, west], [north, east]],
            pixelated=False,
            name=identifier,
            control=False,
            show=False,
            opacity=layer.opacity,
            class_name="classes",
        )
        self._id = identifier


class Script(Layer):
    """Lines run after the map and its layers exist."""

    _template = Template("{% macro script(this, kwargs) %}{{ this.lines }}{% endmacro %}")

    def __init__(self, identifier: str, lines: str) -> None:
        super().__init__(name=identifier, control=False, show=False)
        self._name = "Script"
        self._id = identifier
        self.lines = lines


def check_bounds(bounds: tuple[float, float, float, float], name: str) -> None:
    """Raise :class:`SpecError` unless the bounds are south, west, north, east in degrees, and rise."""
    south, west, north, east = bounds
    if not (-85.06 <= south < north <= 85.06 and -360 <= west < east <= 360):
        raise SpecError(f"{name}: bounds are south, west, north, east in degrees and rise, not {bounds}")


def add_map(
    figure: OfflineFigure,
    identifier: str,
    bounds: tuple[float, float, float, float],
    layers: tuple[RasterLayer | ShapeLayer, ...],
    *,
    scale: float = 1.0,
    controls: bool = True,
) -> str:
    """Add a map with its layers to the figure and return the identifier of its place on the page.

    Parameters
    ----------
    figure : OfflineFigure
        The document.
    identifier : str
        Unique in the document, of letters and digits.
    bounds : tuple of float
        South, west, north, east to fit, degrees.
    layers : tuple of RasterLayer or ShapeLayer
        Bottom first.
    scale : float
        Of markers and lines; below 1 for small maps.
    controls : bool
        Whether the map has buttons to zoom.

    Raises
    ------
    SpecError
        When a layer cannot be drawn.
    """
    check_bounds(bounds, "map")
    frame = OfflineMap(identifier, bounds, controls=controls)
    figure.add_child(frame)
    names = []
    for position, layer in enumerate(layers):
        element = _element(figure, f"{identifier}_{position}", layer, scale)
        frame.add_child(element)
        names.append(element.get_name())
    block = f"state_{identifier}"
    _put(figure, json_block(block, [_state(layer) for layer in layers]))
    lines = f"geoPoc.start({frame.get_name()}, [{', '.join(names)}], '{block}');"
    frame.add_child(Script(f"start_{identifier}", lines))
    return str(frame.get_name())


def _element(
    figure: OfflineFigure, identifier: str, layer: RasterLayer | ShapeLayer, scale: float
) -> Element:
    if isinstance(layer, RasterLayer):
        check_bounds(layer.bounds, layer.name)
        return ClassedImage(identifier, layer)
    block = f"shapes_{identifier}"
    _put(figure, json_block(block, shape_data(layer, scale=scale)))
    return ShapeElement(identifier, block)


def _put(figure: OfflineFigure, text: str) -> None:
    figure.html.add_child(Verbatim(text))


def _state(layer: RasterLayer | ShapeLayer) -> dict[str, object]:
    group = layer.group if isinstance(layer, RasterLayer) else ""
    return {"name": layer.name, "shown": layer.shown, "group": group}


def shape_data(layer: ShapeLayer, *, scale: float = 1.0) -> dict[str, object]:
    """Return what the page needs to draw a shape layer: rounded geometry, tooltip rows, and one style.

    Properties that the tooltip does not name do not enter the document.

    Raises
    ------
    SpecError
        When the GeoJSON is not a FeatureCollection.
    """
    if layer.geojson.get("type") != "FeatureCollection":
        raise SpecError(f"{layer.name}: the shapes are not a GeoJSON FeatureCollection")
    dashes = " ".join(f"{length:g}" for length in layer.dash_px or (6, 5))
    features = cast("list[Mapping[str, Any]]", layer.geojson.get("features") or [])
    return {
        "style": {
            "color": layer.colour,
            "weight": layer.weight_px * scale,
            "fill": bool(layer.fill),
            "fillColor": layer.fill or layer.colour,
            "fillOpacity": layer.fill_opacity,
            "dashArray": dashes if layer.dashed else None,
            "lineJoin": "round",
        },
        "marker": layer.marker,
        "radius": layer.radius_px * scale,
        "offset": [distance * scale for distance in layer.offset_px],
        "labels": [label for _, label in layer.tooltip],
        "features": [_feature(layer, feature) for feature in features if feature.get("geometry")],
    }


def _feature(layer: ShapeLayer, feature: Mapping[str, Any]) -> dict[str, object]:
    known = feature.get("properties") or {}
    properties: dict[str, object] = {}
    if layer.tooltip:
        properties["t"] = [_words(known.get(name)) for name, _ in layer.tooltip]
    if layer.marker == "number":
        properties["rank"] = _words(known.get("rank"))
    geometry = feature["geometry"]
    if geometry["type"] == "GeometryCollection":
        raise SpecError(f"{layer.name}: a GeometryCollection has no one style; give its parts as features")
    rounded = {"type": geometry["type"], "coordinates": _rounded(geometry["coordinates"])}
    return {"type": "Feature", "properties": properties, "geometry": rounded}


def _words(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:,.6g}" if math.isfinite(value) else ""
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def _rounded(coordinates: Any) -> Any:
    if isinstance(coordinates, (int, float)):
        return round(float(coordinates), _DECIMALS)
    return [_rounded(part) for part in coordinates]


def ranks(layers: tuple[RasterLayer | ShapeLayer, ...]) -> frozenset[str]:
    """Return the numbers that stand on the map."""
    found: set[str] = set()
    for layer in layers:
        if isinstance(layer, ShapeLayer) and layer.marker == "number":
            for feature in cast("list[Mapping[str, Any]]", layer.geojson.get("features") or []):
                found.add(_words((feature.get("properties") or {}).get("rank")))
    return frozenset(found - {""})
