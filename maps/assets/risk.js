"use strict";
(function () {
  var shown = geoPoc.maps[0];
  var data = JSON.parse(document.getElementById("frames").textContent);
  var tabs = Array.prototype.slice.call(document.querySelectorAll("[data-source]"));
  var slider = document.getElementById("period"), told = document.getElementById("period-words");
  var missing = document.getElementById("missing");
  var views = Array.prototype.slice.call(document.querySelectorAll("input[name='view']"));
  var state = { source: tabs[0].dataset.source, view: "risk" };
  var drawn = null;

  function draw() {
    var period = data.periods[Number(slider.value)];
    var number = data.frames[state.source + "|" + period.key + "|" + state.view];
    told.textContent = period.words;
    tabs.forEach(function (tab) {
      tab.setAttribute("aria-selected", String(tab.dataset.source === state.source));
      tab.tabIndex = tab.dataset.source === state.source ? 0 : -1;
    });
    document.querySelectorAll("[data-view]").forEach(function (part) { part.hidden = part.dataset.view !== state.view; });
    document.querySelectorAll("[data-only]").forEach(function (part) { part.hidden = part.dataset.only !== state.source; });
    if (drawn) { drawn.remove(); drawn = null; }
    missing.textContent = number === undefined ? absent() : "";
    if (number !== undefined) { drawn = shown.drawn[number].addTo(shown); }
  }

  // Says for which periods the view is there, where it is there for any of this source.
  function absent() {
    var there = data.periods.filter(function (period) {
      return data.frames[state.source + "|" + period.key + "|" + state.view] !== undefined;
    });
    if (!there.length) { return "Not estimated for this source and period: nothing is drawn."; }
    var words = there.map(function (period) { return period.words; }).join("; ");
    return data.views[state.view] + " was worked out for this period alone: " + words + ". For the one chosen nothing is drawn.";
  }

  function open(rank) {
    document.querySelectorAll(".why").forEach(function (card) {
      var mine = card.dataset.card === rank;
      card.classList.toggle("chosen", mine);
      if (mine) { card.open = true; card.scrollIntoView({ block: "nearest" }); }
    });
  }

  tabs.forEach(function (tab, i) {
    tab.addEventListener("click", function () { state.source = tab.dataset.source; draw(); });
    tab.addEventListener("keydown", function (event) {
      var step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
      if (!step) { return; }
      var next = tabs[(i + step + tabs.length) % tabs.length];
      next.focus();
      next.click();
    });
  });
  slider.addEventListener("input", draw);
  views.forEach(function (input) {
    input.addEventListener("change", function () { state.view = input.value; draw(); });
  });
  document.querySelectorAll("tr[data-rank]").forEach(function (row) {
    row.addEventListener("click", function () { open(row.dataset.rank); });
  });
  shown.drawn.slice(0, Object.keys(data.frames).length).forEach(function (layer) { layer.remove(); });
  Object.keys(shown.numbers).forEach(function (rank) {
    var element = shown.numbers[rank].marker.getElement();
    if (element) { element.setAttribute("aria-label", "Number " + rank + " of the list"); }
  });
  draw();
})();
