
'use strict';
// Draws the graphs of the report: all on the same axis, seconds since the first event. The tables
// behind them have the figures, for whoever has no script.
(function () {
  var series = JSON.parse(document.getElementById('series').textContent);
  var times = series.points.map(function (p) { return Date.parse(p.at); });
  series.attempts.forEach(function (a) { times.push(Date.parse(a.began), Date.parse(a.ended)); });
  var zero = times.length ? Math.min.apply(null, times) : 0;
  var end = times.length ? Math.max.apply(null, times) : 1;
  function seconds(text) { return (Date.parse(text) - zero) / 1000; }
  function colour(name) { return getComputedStyle(document.documentElement).getPropertyValue(name).trim(); }
  function values(key) {
    return series.points.map(function (p) { return { x: seconds(p.at), y: p[key] }; });
  }
  function line(label, key, name, axis, dashed) {
    return { label: label, data: values(key), borderColor: colour(name), backgroundColor: colour(name),
      borderWidth: 2, borderDash: dashed ? [6, 4] : [], pointRadius: 0, stepped: true, yAxisID: axis || 'y' };
  }
  // behind each line: when an attempt was under way
  var bands = {
    id: 'bands',
    beforeDatasetsDraw: function (chart) {
      var area = chart.chartArea, x = chart.scales.x, context = chart.ctx;
      context.save();
      context.fillStyle = colour('--line');
      context.globalAlpha = 0.45;
      series.attempts.forEach(function (a) {
        var from = x.getPixelForValue(seconds(a.began)), to = x.getPixelForValue(seconds(a.ended));
        context.fillRect(from, area.top, Math.max(1, to - from), area.bottom - area.top);
      });
      context.restore();
    }
  };
  function axis(text) { return { type: 'linear', min: 0, max: Math.max(0.001, (end - zero) / 1000),
    title: { display: true, text: text, color: colour('--ink') }, ticks: { color: colour('--ink') },
    grid: { color: colour('--line') } }; }
  function scale(text, right) { return { beginAtZero: true, position: right ? 'right' : 'left',
    title: { display: true, text: text, color: colour('--ink') }, ticks: { color: colour('--ink'), precision: 0 },
    grid: { color: right ? 'transparent' : colour('--line') } }; }
  function options(scales, legend) { return { animation: false, responsive: true, maintainAspectRatio: false,
    scales: scales, plugins: { legend: { display: legend, labels: { color: colour('--ink') } } } }; }
  var when = 'seconds since ' + new Date(zero).toISOString();
  var charts = [];
  function draw(key, config) {
    charts.push(new Chart(document.getElementById('graph-' + key), config));
  }
  function all() {
    charts.forEach(function (chart) { chart.destroy(); });
    charts = [];
    draw('victims', { type: 'line', plugins: [bands], data: { datasets: [line('sessions waiting', 'victims', '--a')] },
      options: options({ x: axis(when), y: scale('sessions') }, false) });
    draw('longest', { type: 'line', plugins: [bands], data: { datasets: [line('longest wait', 'longestWaitMs', '--c')] },
      options: options({ x: axis(when), y: scale('ms') }, false) });
    draw('locks', { type: 'line', plugins: [bands], data: { datasets: [
      line('strong locks held', 'locksHeld', '--b'), line('our wait in the queue', 'queuedMs', '--a', 'q', true)] },
      options: options({ x: axis(when), y: scale('locks'), q: scale('ms', true) }, true) });
    var scripts = series.attempts.map(function (a) { return a.script; })
      .filter(function (s, i, l) { return l.indexOf(s) === i; });
    var outcomes = [['done', '--d'], ['contended', '--a'], ['other', '--c']];
    draw('attempts', { type: 'bar', data: { labels: scripts, datasets: outcomes.map(function (o) {
      return { label: o[0] === 'contended' ? 'gave way' : o[0], backgroundColor: colour(o[1]), grouped: false, minBarLength: 2,
        data: series.attempts.filter(function (a) {
          return o[0] === 'other' ? a.outcome !== 'done' && a.outcome !== 'contended' : a.outcome === o[0];
        }).map(function (a) { return { x: [seconds(a.began), seconds(a.ended)], y: a.script }; }) };
    }) }, options: Object.assign(options({ x: axis(when), y: { ticks: { color: colour('--ink'),
      callback: function (v) { var s = this.getLabelForValue(v); return s.length > 18 ? s.slice(0, 17) + '\u2026' : s; } },
      grid: { display: false } } }, true), { indexAxis: 'y' }) });
    document.documentElement.dataset.graphs = charts.length;
  }
  all();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', all);
  addEventListener('beforeprint', function () { charts.forEach(function (c) { c.resize(); }); });
})();
