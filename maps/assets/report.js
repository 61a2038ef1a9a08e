"use strict";
(function () {
  var shown = geoPoc.maps[0];
  shown.createPane("letters").style.zIndex = 642;
  JSON.parse(document.getElementById("letters").textContent).forEach(function (one) {
    var text = document.createElement("span");
    text.textContent = one.letter;
    text.style.color = one.colour;
    L.marker([one.lat, one.lon], {
      pane: "letters", interactive: false, keyboard: false,
      icon: L.divIcon({ html: text, className: "extent", iconSize: [20, 20], iconAnchor: [10, 10] })
    }).addTo(shown);
  });
})();
