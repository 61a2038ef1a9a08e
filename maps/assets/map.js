"use strict";
L.Icon.Default.imagePath = "";
var geoPoc = (function () {
  var MANY = 2000;

  function read(id) { return JSON.parse(document.getElementById(id).textContent); }

  function map(id, extent, controls) {
    var made = L.map(id, {
      zoomSnap: 0.25, zoomDelta: 0.5, minZoom: 2, maxZoom: 17, attributionControl: false, zoomControl: controls,
      maxBounds: L.latLngBounds(extent).pad(1), zoomAnimation: false, fadeAnimation: false
    });
    if (made.attributionControl) { made.attributionControl.setPrefix(false); }
    L.control.scale({ imperial: false, maxWidth: 140 }).addTo(made);
    made.fitBounds(extent, { padding: [8, 8], animate: false });
    made.extent = extent;
    return made;
  }

  function svg(name, attributes) {
    var element = L.SVG.create(name);
    Object.keys(attributes).forEach(function (key) { element.setAttribute(key, attributes[key]); });
    return element;
  }

  // Corners on a circle of radius 1, right and down of its middle.
  var CORNERS = {
    diamond: [[0, -1], [1, 0], [0, 1], [-1, 0]],
    triangle: [[0, -1], [0.95, 0.75], [-0.95, 0.75]],
    hexagon: [[-0.5, -0.87], [0.5, -0.87], [1, 0], [0.5, 0.87], [-0.5, 0.87], [-1, 0]]
  };

  function outline(corners, c, r) {
    return "M" + corners.map(function (at) { return (c + r * at[0]) + " " + (c + r * at[1]); }).join("L") + "Z";
  }

  function icon(data, rank) {
    var s = data.style, r = data.radius, w = s.weight, side = 2 * (r + w), c = r + w;
    var paint = { fill: s.fill ? s.fillColor : "none", "fill-opacity": s.fillOpacity, stroke: s.color,
                  "stroke-width": w };
    var root = svg("svg", { width: side, height: side, viewBox: "0 0 " + side + " " + side,
                            "aria-hidden": "true", focusable: "false" });
    var shape = data.marker === "square" ? svg("rect", { x: w, y: w, width: 2 * r, height: 2 * r })
      : CORNERS[data.marker] ? svg("path", { d: outline(CORNERS[data.marker], c, r + w / 2), "stroke-linejoin": "round" })
        : svg("circle", { cx: c, cy: c, r: r });
    Object.keys(paint).forEach(function (key) { shape.setAttribute(key, paint[key]); });
    root.appendChild(shape);
    if (rank !== undefined) {
      var text = svg("text", { x: c, y: c, fill: s.color, "text-anchor": "middle",
                               "dominant-baseline": "central", "font-size": r * (rank.length > 2 ? 0.85 : 1.15),
                               "font-weight": "700" });
      text.textContent = rank;
      root.appendChild(text);
    }
    var holder = document.createElement("div");
    holder.appendChild(root);
    return L.divIcon({ html: holder, className: "marker marker-" + data.marker, iconSize: [side, side],
                       iconAnchor: [c - data.offset[0], c - data.offset[1]] });
  }

  function words(labels, values) {
    var list = document.createElement("dl");
    labels.forEach(function (label, i) {
      if (!values[i]) { return; }
      var term = document.createElement("dt"), value = document.createElement("dd");
      term.textContent = label;
      value.textContent = values[i];
      if (label) { list.appendChild(term); }
      list.appendChild(value);
    });
    return list;
  }

  // A shape with words listens for focus, and so would be a stop of the Tab key: hundreds of roads before the panel.
  function passOver(path) {
    var element = path.getElement();
    if (element) { element.setAttribute("tabindex", "-1"); }
  }

  function shapes(block) {
    var data = read(block), told = data.labels.length > 0;
    var made = {
      numbers: {},
      build: function (pane) {
        var svgDrawn = told && data.features.length <= MANY;
        var renderer = svgDrawn ? L.svg({ pane: pane, padding: 0.5 }) : L.canvas({ pane: pane, padding: 0.5 });
        var style = Object.assign({ renderer: renderer, interactive: told, pane: pane }, data.style);
        return L.geoJSON({ type: "FeatureCollection", features: data.features }, {
          style: function () { return style; }, pane: pane, interactive: told,
          pointToLayer: function (feature, at) { return point(feature, at, pane, style); },
          onEachFeature: function (feature, layer) {
            if (!told || !feature.properties.t.some(Boolean)) { return; }
            layer.bindTooltip(function () { return words(data.labels, feature.properties.t); },
                              { sticky: !layer.getLatLng, direction: "auto", className: "told" });
            if (layer instanceof L.Path) { layer.on("add", function () { passOver(layer); }); }
          }
        });
      }
    };
    function point(feature, at, pane, style) {
      if (data.marker === "circle" && !data.offset[0] && !data.offset[1]) {
        return L.circleMarker(at, Object.assign({ radius: data.radius }, style));
      }
      var rank = data.marker === "number" ? feature.properties.rank : undefined;
      var marker = L.marker(at, { icon: icon(data, rank), pane: pane, interactive: told, keyboard: rank !== undefined,
                                  zIndexOffset: -1000 * data.features.indexOf(feature),
                                  alt: rank === undefined ? "" : (/^[A-Z]/.test(rank) ? "Plan " : "Uncovered area ") + rank });
      if (rank) { made.numbers[rank] = marker; }
      return marker;
    }
    return made;
  }

  function start(onMap, layers, block) {
    var states = read(block), numbers = {};
    var drawn = layers.map(function (layer, i) {
      var pane = "layer" + i;
      onMap.createPane(pane).style.zIndex = 400 + i;
      var raster = layer instanceof L.ImageOverlay;
      if (raster) {
        layer.options.pane = pane;
        layer.options.alt = states[i].name;
      }
      var result = raster ? layer : layer.build(pane);
      if (!raster) {
        Object.keys(layer.numbers).forEach(function (rank) {
          numbers[rank] = { marker: layer.numbers[rank], position: i };
        });
      }
      if (states[i].shown) { result.addTo(onMap); }
      return result;
    });
    onMap.drawn = drawn;
    onMap.numbers = numbers;
    geoPoc.maps.push(onMap);
    markWater(onMap);
    fitWhenPrinted(onMap);
    return onMap;
  }

  // The watermark lies above every layer and below what a reader opens; it stays while the map moves.
  function markWater(onMap) {
    var mark = onMap.getContainer().parentNode.querySelector(".watermark");
    if (!mark) { return; }
    var pane = onMap.createPane("watermark");
    pane.style.zIndex = 645;
    pane.appendChild(mark);
    function place() {
      var size = onMap.getSize();
      mark.style.width = size.x + "px";
      mark.style.height = size.y + "px";
      L.DomUtil.setPosition(mark, onMap.containerPointToLayerPoint([0, 0]));
    }
    onMap.on("move resize viewreset zoom", place);
    place();
  }

  function fitWhenPrinted(onMap) {
    window.addEventListener("beforeprint", function () {
      onMap.before = onMap.getBounds();
      document.body.classList.add("printing");
      onMap.invalidateSize({ animate: false, pan: false });
      onMap.fitBounds(onMap.extent, { animate: false, padding: [2, 2] });
      document.querySelectorAll("details").forEach(function (part) { part.open = true; });
    });
    window.addEventListener("afterprint", function () {
      document.body.classList.remove("printing");
      onMap.invalidateSize({ animate: false, pan: false });
      if (onMap.before) { onMap.fitBounds(onMap.before, { animate: false }); }
    });
  }

  return { map: map, shapes: shapes, start: start, maps: [] };
})();
