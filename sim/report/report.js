"use strict";
// Charts are as wide as the window; on paper they are as wide as the page.
(function () {
  var PAPER_WIDTH = 700;
  function each(action) {
    Array.prototype.forEach.call(
      document.querySelectorAll(".js-plotly-plot"), action);
  }
  window.addEventListener("beforeprint", function () {
    each(function (chart) {
      Plotly.relayout(chart, { width: PAPER_WIDTH });
    });
  });
  window.addEventListener("afterprint", function () {
    each(function (chart) {
      Plotly.relayout(chart, { width: null, autosize: true });
    });
  });
})();
