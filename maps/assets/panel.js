"use strict";
(function () {
  var shown = geoPoc.maps[0];
  var controls = Array.prototype.slice.call(document.querySelectorAll("#layers input"));

  function apply() {
    controls.forEach(function (input) {
      var key = input.value;
      document.querySelectorAll("[data-classes='" + key + "']").forEach(function (part) {
        part.hidden = !input.checked;
      });
      if (key === "none") { return; }
      var layer = shown.drawn[Number(key)];
      if (input.checked && !shown.hasLayer(layer)) { layer.addTo(shown); }
      if (!input.checked && shown.hasLayer(layer)) { layer.remove(); }
    });
  }

  function show(rank) {
    var found = shown.numbers[rank];
    if (!found) { return; }
    controls.forEach(function (input) {
      if (input.value === String(found.position)) { input.checked = true; }
    });
    apply();
    shown.setView(found.marker.getLatLng(), Math.max(shown.getZoom(), shown.getBoundsZoom(shown.extent) + 1),
                  { animate: false });
    document.querySelectorAll("tr.chosen").forEach(function (row) { row.classList.remove("chosen"); });
    document.querySelectorAll("tr[data-rank]").forEach(function (row) {
      if (row.dataset.rank === rank) { row.classList.add("chosen"); }
    });
    var place = document.getElementById("place");
    if (place.getBoundingClientRect().top < 0) { place.scrollIntoView(); }
    if (found.marker.getTooltip()) { found.marker.openTooltip(); }
  }

  controls.forEach(function (input) { input.addEventListener("change", apply); });
  document.querySelectorAll("tr[data-rank]").forEach(function (row) {
    row.addEventListener("click", function () { show(row.dataset.rank); });
  });
  document.getElementById("whole").addEventListener("click", function () {
    shown.eachLayer(function (layer) { if (layer instanceof L.Tooltip) { layer.close(); } });
    shown.fitBounds(shown.extent, { animate: false, padding: [8, 8] });
  });
  var readout = document.getElementById("readout");
  shown.on("mousemove", function (event) {
    var at = event.latlng.wrap();
    readout.textContent = Math.abs(at.lat).toFixed(4) + "\u00b0 " + (at.lat < 0 ? "S" : "N") + "  " +
      Math.abs(at.lng).toFixed(4) + "\u00b0 " + (at.lng < 0 ? "W" : "E");
  });
  shown.on("mouseout", function () { readout.textContent = ""; });
  apply();
  window.addEventListener("resize", function () { shown.invalidateSize({ animate: false }); });
})();
