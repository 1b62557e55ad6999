// One chart of series over the time of the run, drawn by dygraphs; cursor, range and marks are shared by all of them.
import { button, element, plain, stamp, themed, valueAt, whenResized } from './dom.js';
import { titled } from './exports.js';
import { seconds, show, tick } from './format.js';
import { Panel } from './panel.js';

/** The value of a series in a frame; null where nothing was sampled. */
export function reading(frame, series) {
  if (series.needs && !valueAt(frame, series.needs)) return null;
  const value = valueAt(frame, series.path);
  return typeof value === 'number' ? value : null;
}

/** The frame itself, or where nothing was sampled the last one before it that has a value; 600 frames back at most. */
function latest(store, frame, series) {
  if (!frame || !series.needs) return frame;
  const place = store.placeBy('frame', frame.frame);
  for (let back = place; back >= 0 && back > place - 600; back -= 1) {
    if (reading(store.frames[back], series) !== null) return store.frames[back];
  }
  return frame;
}

/** Ticks of a logarithmic axis: powers of ten, with twice and five times them where there is room. */
function decades(from, to, pixels, unit) {
  if (!(from > 0)) return [];
  const low = Math.floor(Math.log10(from));
  const high = Math.ceil(Math.log10(to));
  const room = Math.max(2, Math.floor(pixels / 18));
  const powers = Array.from({ length: high - low + 1 }, (_, step) => low + step);
  const fine = powers.flatMap((power) => [1, 2, 5].map((lead) => lead * 10 ** power)).filter((value) => value >= from && value <= to);
  const every = Math.ceil(powers.length / room);
  const coarse = powers.filter((power) => (power - low) % every === 0).map((power) => 10 ** power).filter((value) => value >= from && value <= to);
  return (fine.length <= room || coarse.length < 2 ? fine : coarse).map((v) => ({ v, label: tick(v, unit) }));
}

export class LineChart extends Panel {
  /** `shared` carries cursor and marks between charts: {cursor, moveCursor(frame), marks(), openMark(mark)}. */
  constructor(spec, view, shared, options = {}) {
    super(spec.id, spec.title, view, { size: spec.size, ...options });
    this.spec = spec;
    this.shared = shared;
    this.plot = element('div', {
      class: 'plot', tabindex: 0, role: 'group', 'aria-roledescription': 'chart',
      'aria-label': `${spec.title} over time. Arrow keys move the cursor, plus and minus zoom, Enter goes to the frame.`,
    });
    this.body.append(this.plot);
    this.rows = [];
    this.useSeries(spec.series);
  }

  /** Shows these series from now on. */
  useSeries(series) {
    this.series = series;
    this.rowsVersion = null;
    this.buttons = series.map((one) => {
      const value = element('b', { class: 'value' });
      const swatch = element('i', { class: `swatch c${one.colour}` });
      const press = button('', () => this.view.toggle('hidden', `${this.id}.${one.id}`), { class: 'series' });
      press.append(swatch, element('span', {}, one.label), value);
      return { press, value };
    });
    this.readings.replaceChildren(...this.buttons.map(({ press }) => press));
    this.chart?.destroy();
    this.chart = null;
  }

  isHidden(series) { return this.view.hidden.has(`${this.id}.${series.id}`); }

  /** What dygraphs draws for a series of a frame; the overlay scales it. */
  drawn(frame, series) {
    const value = reading(frame, series);
    return this.spec.log && value !== null && value <= 0 ? null : value;
  }

  render(context) {
    this.context = context;
    this.arrange();
    const { store, frame, span } = context;
    const at = context.cursor ?? frame;
    this.series.forEach((one, index) => {
      const { press, value } = this.buttons[index];
      press.setAttribute('aria-pressed', String(!this.isHidden(one)));
      const from = context.cursor ? at : latest(store, at, one);
      stamp(value, from, one.path, from ? show(reading(from, one), one.unit) : '–');
      value.classList.toggle('earlier', from !== at);
      value.title = from === at ? '' : `of frame ${from.frame}: no operation was sampled since`;
    });
    this.fill(`${store.version} ${span} ${this.series.map((one) => one.path)}`, () => this.describe());
    if (this.showsTable || !context.hasCharts || !frame) return;
    this.draw(context);
  }

  draw({ store, span, theme }) {
    const dataVersion = `${store.version} ${this.series.map((one) => one.path)}`;
    const isStale = this.rowsVersion !== dataVersion;
    if (isStale) {
      this.rowsVersion = dataVersion;
      this.rows = store.frames.map((frame) => [frame.t, ...this.series.map((one) => this.drawn(frame, one))]);
    }
    const changes = { dateWindow: span };
    if (isStale) changes.file = this.rows;
    // Without a value above 0 there is no logarithmic axis.
    const isLog = Boolean(this.spec.log) && this.rows.some(([, ...values]) => values.some((value) => value > 0));
    if (isLog !== this.isLog) Object.assign(changes, { logscale: isLog, includeZero: !isLog });
    this.isLog = isLog;
    const look = `${theme} ${this.series.map((one) => this.isHidden(one))}`;
    if (!this.chart) {
      this.isDrawing = true;
      this.chart = new window.Dygraph(this.plot, this.rows, { ...this.options(), ...this.look(), dateWindow: span });
      this.isDrawing = false;
      this.listen();
    } else if (isStale || this.drawnWindow !== String(span) || this.drawnLook !== look || this.drawnFrame !== this.context.frame.frame) {
      if (this.drawnLook !== look) Object.assign(changes, this.look());
      this.isDrawing = true;
      this.chart.updateOptions(changes);
      this.isDrawing = false;
    }
    this.drawnWindow = String(span);
    this.drawnLook = look;
    this.drawnFrame = this.context.frame.frame;
    this.showCursor();
  }

  look() {
    const soft = themed('--grid');
    return {
      colors: this.series.map((one) => themed(`--c${one.colour}`)),
      visibility: this.series.map((one) => !this.isHidden(one)),
      gridLineColor: soft, axisLineColor: soft,
    };
  }

  options() {
    const { spec } = this;
    const labels = ['t', ...this.series.map((one) => one.id)];
    const axis = (unit, axisLabelWidth) => ({
      axisLabelFormatter: (value) => tick(value, unit), axisLabelWidth, pixelsPerLabel: 22, drawGrid: true,
      labelsKMG2: unit === 'bytes',
    });
    const y2 = this.series.filter((one) => one.axis === 2);
    return {
      labels, legend: 'never', showLabelsOnHighlight: false, animatedZooms: false, logscale: this.isLog,
      includeZero: !this.isLog, rightGap: 6, strokeWidth: 1.6, highlightCircleSize: 3.5, xRangePad: 2, yRangePad: 4,
      drawGapEdgePoints: true, axisLabelFontSize: 11, titleHeight: 0,
      series: Object.fromEntries(this.series.map((one) => [one.id, {
        axis: one.axis === 2 ? 'y2' : 'y', strokeWidth: one.thin ? 0.9 : 1.6,
        strokePattern: one.axis === 2 ? [6, 3] : null,
      }])),
      axes: {
        x: { axisLabelFormatter: (value) => tick(value, 'seconds'), drawGrid: false, pixelsPerLabel: 70 },
        y: { ...axis(spec.unit, 54), ...(spec.log ? { ticker: (from, to, pixels) => decades(from, to, pixels, spec.unit) } : {}) },
        ...(y2.length ? { y2: { ...axis(spec.unit2, 40), drawGrid: false, independentTicks: true } } : {}),
      },
      interactionModel: interaction(window.Dygraph.defaultInteractionModel),
      underlayCallback: (canvas, area, graph) => this.drawMarks(canvas, area, graph),
      highlightCallback: (_, __, ___, row) => this.shared.moveCursor(this.context.store.frames[row] ?? null),
      unhighlightCallback: () => this.shared.moveCursor(null),
      zoomCallback: (from, to) => this.took([from, to]),
      drawCallback: (graph, isInitial) => {
        if (!isInitial && !this.isDrawing) this.took(graph.xAxisRange());
      },
      clickCallback: (event, x) => this.shared.openNear(x, this.chart ? this.pixelsPerSecond() : 1),
    };
  }

  pixelsPerSecond() {
    const [from, to] = this.chart.xAxisRange();
    return this.chart.getArea().w / (to - from);
  }

  /** The reader has zoomed or panned this chart: all follow. */
  took([from, to]) {
    const { store, span } = this.context;
    const slack = (span[1] - span[0]) * 1e-6;
    const isSame = Math.abs(from - span[0]) <= slack && Math.abs(to - span[1]) <= slack;
    if (!store.first || isSame) return;
    const all = from <= store.first.t && to >= store.last.t;
    if (all) this.view.set({ range: 'all' });
    else if (to > from) this.view.set({ range: [Math.max(0, from), to] });
  }

  listen() {
    if (this.isListening) return;
    this.isListening = true;
    whenResized(this.plot, () => { if (this.chart && this.plot.clientWidth > 0) this.quietly(() => this.chart.resize()); });
  }

  quietly(body) {
    this.isDrawing = true;
    body();
    this.isDrawing = false;
  }

  /** Highlights the frame under the shared cursor. */
  showCursor() {
    if (!this.chart) return;
    const { cursor, store } = this.context;
    if (!cursor) { this.chart.clearSelection(); return; }
    const row = store.placeBy('frame', cursor.frame);
    if (row >= 0) this.chart.setSelection(row);
  }

  /** Lines at migrations and compactions, bands while they run, and the frame that is shown. */
  drawMarks(canvas, area, graph) {
    const line = (seconds_, colour, dash, width = 1) => {
      const x = Math.round(graph.toDomXCoord(seconds_)) + 0.5;
      if (x < area.x || x > area.x + area.w) return;
      canvas.strokeStyle = colour;
      canvas.lineWidth = width;
      canvas.setLineDash(dash);
      canvas.beginPath();
      canvas.moveTo(x, area.y);
      canvas.lineTo(x, area.y + area.h);
      canvas.stroke();
    };
    canvas.save();
    for (const band of this.shared.bands()) {
      const from = Math.max(area.x, graph.toDomXCoord(band.from));
      const to = Math.min(area.x + area.w, graph.toDomXCoord(band.to));
      canvas.fillStyle = themed('--band');
      if (to > from) canvas.fillRect(from, area.y, Math.max(to - from, 1), area.h);
    }
    for (const mark of this.shared.marks()) {
      if (mark.isStructural) line(mark.t, themed(`--mark-${mark.family}`), mark.isBegin ? [2, 3] : mark.kind === 'forecast' ? [6, 5] : []);
    }
    if (this.view.mode !== 'live') line(this.context.frame.t, themed('--text'), [], 1);
    canvas.restore();
  }

  /** Rows of the table: the frames in sight. */
  describe() {
    const { store, span } = this.context;
    return {
      columns: ['Frame', 'Time', ...this.series.map((one) => one.label)],
      rows: store.within(span),
      values: (frame) => [frame.frame, frame.t, ...this.series.map((one) => reading(frame, one))],
      cells: (frame) => [
        element('th', { scope: 'row' }, String(frame.frame)), element('td', {}, seconds(frame.t)),
        ...this.series.map((one) => {
          const cell = element('td');
          stamp(cell, frame, one.path, show(reading(frame, one), one.unit));
          return cell;
        }),
      ],
    };
  }

  /** The chart as one picture, with the axis labels that dygraphs keeps outside its canvas. */
  picture() {
    if (!this.chart) return null;
    const box = this.plot.getBoundingClientRect();
    const base = this.plot.querySelectorAll('canvas');
    const density = base[0].width / box.width;
    const canvas = document.createElement('canvas');
    canvas.width = base[0].width;
    canvas.height = base[0].height;
    const context = canvas.getContext('2d');
    for (const layer of base) context.drawImage(layer, 0, 0);
    context.scale(density, density);
    context.fillStyle = themed('--muted');
    context.font = '11px system-ui, sans-serif';
    context.textBaseline = 'middle';
    context.textAlign = 'center';
    for (const label of this.plot.querySelectorAll('.dygraph-axis-label')) {
      const at = label.getBoundingClientRect();
      context.fillText(label.textContent, at.left - box.left + at.width / 2, at.top - box.top + at.height / 2);
    }
    const keys = this.series.filter((one) => !this.isHidden(one)).map((one) => [themed(`--c${one.colour}`), plain(one.label)]);
    return titled(canvas, box.width, box.height, this.title, keys);
  }
}

/** The gestures of dygraphs, but one finger scrolls the page as everywhere. */
function interaction(standard) {
  const twoFingers = (gesture) => (event, graph, context) => {
    if (event.touches.length > 1 || context.isZooming) standard[gesture](event, graph, context);
  };
  return { ...standard, touchstart: twoFingers('touchstart'), touchmove: twoFingers('touchmove') };
}
