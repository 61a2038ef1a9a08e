"use strict";
(function () {
  var STEPS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20];
  var shown = geoPoc.maps[0];
  shown.createPane("graticule").style.zIndex = 640;
  shown.getPane("graticule").style.pointerEvents = "none";
  var lines = L.layerGroup().addTo(shown);
  var style = { renderer: L.canvas({ pane: "graticule", padding: 0 }), pane: "graticule", interactive: false,
                color: "#3a4652", weight: 0.6, opacity: 0.3 };

  function words(value, step, positive, negative) {
    return Math.abs(value).toFixed(step < 0.1 ? 2 : step < 1 ? 1 : 0) + "\u00b0 " + (value < 0 ? negative : positive);
  }

  function label(at, text, anchor) {
    var holder = document.createElement("span");
    holder.textContent = text;
    L.marker(at, { interactive: false, keyboard: false, pane: "graticule",
                   icon: L.divIcon({ html: holder, className: "graticule", iconSize: [0, 0], iconAnchor: anchor })
    }).addTo(lines);
  }

  function draw() {
    lines.clearLayers();
    var box = shown.getBounds(), size = shown.getSize();
    var wanted = (box.getEast() - box.getWest()) / size.x * 90;
    var step = STEPS.find(function (one) { return one >= wanted; }) || 30;
    var top = shown.containerPointToLatLng([0, 0]).lat, right = shown.containerPointToLatLng([size.x, 0]).lng;
    for (var i = Math.ceil(box.getWest() / step); i * step <= box.getEast(); i++) {
      L.polyline([[box.getSouth(), i * step], [box.getNorth(), i * step]], style).addTo(lines);
      var x = shown.latLngToContainerPoint([top, i * step]).x;
      if (x < 60 || x > size.x - 80) { continue; } // zoom buttons and the other labels stand there
      label([top, i * step], words(i * step, step, "E", "W"), [-3, -2]);
    }
    for (var j = Math.ceil(box.getSouth() / step); j * step <= box.getNorth(); j++) {
      L.polyline([[j * step, box.getWest()], [j * step, box.getEast()]], style).addTo(lines);
      label([j * step, right], words(j * step, step, "N", "S"), [44, 14]);
    }
  }

  shown.on("moveend resize", draw);
  draw();
})();
