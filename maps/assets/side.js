"use strict";
(function () {
  var moving = false;
  geoPoc.maps.forEach(function (one) {
    one.on("moveend", function () {
      if (moving) { return; }
      moving = true;
      geoPoc.maps.forEach(function (other) {
        if (other !== one) { other.setView(one.getCenter(), one.getZoom(), { animate: false }); }
      });
      moving = false;
    });
  });
})();
