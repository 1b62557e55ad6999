// Bars over classes: durations by their bounds, entries by their distance.
import { element, fittedContext, isFitted, setText, themed, valueAt, whenResized } from './dom.js';
import { titled } from './exports.js';
import { count, milliseconds, percent, tick } from './format.js';
import { Panel } from './panel.js';

/** Classes shown at most; the last one adds up the rest. */
const mostBars = 80;

/** Pixels left of the bars, and of the widest bar with the gap beside it. */
const [margin, widest] = [44, 90];

/** Pixels a label of the axis needs. */
const labelWidth = 50;

/** Upper bounds of the fine classes in nanoseconds, as `docs/metrics_schema.md` has them. */
const classBounds = Array.from({ length: 117 }, (_, place) => (place < 9 ? 10 * (place + 1)
  : [100, 125, 160, 200, 250, 315, 400, 500, 630, 800][(place - 9) % 10] * 10 ** Math.floor((place - 9) / 10)));

/** How much a bound wants to be written below the axis: 2 for powers of ten, 1 for twice and five times them. */
function weightOf(bound) {
  const lead = bound / 10 ** Math.floor(Math.log10(bound));
  return lead === 1 ? 2 : lead === 2 || lead === 5 ? 1 : 0;
}

/** The durations of an operation kind: all classes from the shortest to the longest that was seen. */
export function latencyClasses(frame, kind) {
  const pairs = valueAt(frame, `latency_hist_ns.${kind}`);
  if (!Array.isArray(pairs) || !pairs.length) return coarseClasses(frame, kind);
  const counts = new Map(pairs);
  const [first, last] = [pairs[0][0], pairs[pairs.length - 1][0]];
  // A bound that is not among ours keeps its bar all the same.
  const shown = [...new Set([...classBounds.filter((bound) => bound >= first && bound <= last), ...counts.keys()])].sort((one, other) => one - other);
  let [cumulative, edge] = [0, classBounds[classBounds.indexOf(first) - 1] ?? 0];
  return shown.map((bound) => {
    const own = counts.get(bound) ?? 0;
    cumulative += own;
    const before = edge;
    edge = bound;
    return {
      key: bound, from: before, count: own, cumulative, end: tick(bound, 'nanoseconds'), weight: weightOf(bound),
      label: `${tick(before, 'nanoseconds')} to ${tick(bound, 'nanoseconds')}`,
    };
  });
}

/** The few classes that frames of earlier programs have: made of cumulative counts. */
function coarseClasses(frame, kind) {
  let before = 0;
  return (valueAt(frame, `latency_hist_ms.${kind}`) ?? []).map(({ le, count: cumulative }) => {
    const own = Math.max(0, cumulative - before);
    before = Math.max(before, cumulative);
    const label = le === '+Inf' ? 'more' : `≤ ${tick(Number(le), 'milliseconds')}`;
    return { key: le, label, count: own, cumulative };
  });
}

/** Where quantiles lie among the fine classes: the place in bars and fractions of bars. */
export function latencyMarks(frame, kind, bars) {
  if (!bars.length || bars[0].from === undefined) return [];
  return [['p50', '50 %'], ['p99', '99 %'], ['p99_9', '99.9 %']].flatMap(([name, label]) => {
    const value = (valueAt(frame, `latency_ms.${kind}.${name}`) ?? 0) * 1e6;
    const place = bars.findIndex((bar) => value <= bar.key);
    if (place < 0 || value <= 0) return [];
    const from = Math.max(bars[place].from, 1);
    return [{ at: place + Math.max(0, Math.log(Math.max(value, from) / from) / Math.log(bars[place].key / from)), label }];
  });
}

/** Entries by distance from home. */
export function probeClasses(frame) {
  return (frame?.probe_hist ?? []).map(([distance, entries]) => ({ key: distance, label: String(distance), count: entries }));
}

export class BarChart extends Panel {
  /**
   * `spec`: {id, title, metric(view), classes(frame, view), unit: what is counted, axis: words under the bars,
   * marks(frame, view, bars): lines across the bars, most: bars at most}.
   */
  constructor(spec, view, options) {
    super(spec.id, spec.title, view, options);
    this.spec = spec;
    this.place = null;
    this.canvas = element('canvas', { 'aria-hidden': 'true' });
    this.plot = element('div', {
      class: 'plot', tabindex: 0, role: 'group', 'aria-roledescription': 'chart',
      'aria-label': `${spec.title}. Left and right walk along the bars.`,
      keydown: (event) => this.walk(event), blur: () => this.point(null),
      pointermove: (event) => this.point(this.placeAt(event.offsetX)), pointerleave: () => this.point(null),
    }, this.canvas);
    this.said = element('p', { class: 'said', 'aria-live': 'polite' });
    this.readings.append(this.said);
    this.body.append(this.plot);
    whenResized(this.plot, () => this.draw());
  }

  get bars() {
    const most = this.spec.most ?? mostBars;
    if (this.classes.length <= most) return this.classes;
    const kept = this.classes.slice(0, most - 1);
    const rest = this.classes.slice(most - 1);
    const sum = rest.reduce((total, one) => total + one.count, 0);
    return [...kept, { key: rest[0].key, label: `${rest[0].label} and more`, count: sum }];
  }

  render(context) {
    this.context = context;
    this.arrange();
    this.classes = context.frame ? this.spec.classes(context.frame, this.view) : [];
    const isEmpty = !this.classes.some((one) => one.count > 0);
    this.say(isEmpty ? this.spec.empty : null);
    this.point(this.place);
    this.fill(`${context.frame?.run_id} ${context.frame?.frame} ${this.spec.metric(this.view)}`, () => this.describe());
    this.draw();
  }

  placeAt(x) {
    const { bars } = this;
    const place = Math.floor((x - margin) / this.step());
    return place >= 0 && place < bars.length ? place : null;
  }

  /** Pixels from one bar to the next; a few bars do not fill the panel. */
  step() {
    return Math.min(widest, (this.plot.clientWidth - margin - 6) / Math.max(this.bars.length, 1));
  }

  walk(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const last = this.bars.length - 1;
    if (step) this.point(Math.min(last, Math.max(0, (this.place ?? (step > 0 ? -1 : last + 1)) + step)));
    else if (event.key === 'Home') this.point(0);
    else if (event.key === 'End') this.point(last);
    else if (event.key === 'Escape') this.point(null);
    else return;
    event.preventDefault();
  }

  point(place) {
    const { bars } = this;
    this.place = place === null || place >= bars.length ? null : place;
    const total = bars.reduce((sum, bar) => sum + bar.count, 0);
    const bar = this.place === null ? null : bars[this.place];
    setText(this.said, bar
      ? `${this.spec.words?.(bar) ?? bar.label}: ${count(bar.count)} ${this.spec.unit}, ${percent(total ? bar.count / total : 0)}${upTo(bar, total)}`
      : `${count(total)} ${this.spec.unit}`);
    this.draw();
  }

  /** Draws again where what was rendered after this panel has changed its height. */
  settle() {
    if (!this.showsTable && this.plot.clientWidth > 0 && !isFitted(this.canvas, this.plot)) this.draw();
  }

  draw() {
    const [width, height] = [this.plot.clientWidth, this.plot.clientHeight];
    if (this.showsTable || width === 0 || !this.classes) return;
    const context = fittedContext(this.canvas, width, height);
    const { bars } = this;
    const [left, top, bottom] = [margin, 8, 30];
    const most = Math.max(1, ...bars.map((bar) => bar.count));
    const reach = height - top - bottom;
    const scale = (value) => (value <= 0 ? 0 : reach * Math.max(Math.log10(value + 1) / Math.log10(most + 1), 2 / reach));
    const step = this.step();
    context.font = '11px system-ui, sans-serif';
    context.textBaseline = 'middle';
    for (const mark of ticks(most)) {
      const y = Math.round(height - bottom - scale(mark)) + 0.5;
      context.strokeStyle = themed('--grid');
      context.beginPath();
      context.moveTo(left, y);
      context.lineTo(width, y);
      context.stroke();
      context.fillStyle = themed('--muted');
      context.textAlign = 'right';
      context.fillText(tick(mark, 'compact'), left - 6, y);
    }
    bars.forEach((bar, index) => {
      context.fillStyle = themed(index === this.place ? '--text' : `--c${this.spec.colour}`);
      context.fillRect(left + index * step + Math.min(2, step * 0.1), height - bottom - scale(bar.count), Math.max(1, step - Math.min(4, step * 0.2)), scale(bar.count));
    });
    context.fillStyle = themed('--muted');
    context.textAlign = 'center';
    for (const [x, text] of labels(bars, step, width - left)) context.fillText(text, left + x, height - bottom + 9);
    context.fillText(this.spec.axis, left + (width - left) / 2, height - 6);
    this.drawMarks(context, bars, { left, top, bottom, step, width, height });
  }

  /** Dashed lines across the bars, each with its name above where there is room. */
  drawMarks(context, bars, { left, top, bottom, step, width, height }) {
    let free = left;
    context.textAlign = 'left';
    for (const { at, label } of this.spec.marks?.(this.context.frame, this.view, bars) ?? []) {
      const x = Math.round(left + at * step) + 0.5;
      context.strokeStyle = themed('--text');
      context.lineWidth = 1;
      context.setLineDash([3, 3]);
      context.beginPath();
      context.moveTo(x, top);
      context.lineTo(x, height - bottom);
      context.stroke();
      context.setLineDash([]);
      const wide = context.measureText(label).width;
      const begin = Math.min(x + 3, width - wide - 2);
      if (begin < free) continue;
      free = begin + wide + 6;
      context.fillStyle = themed('--surface');
      context.fillRect(begin - 1, top - 7, wide + 2, 13);
      context.fillStyle = themed('--text');
      context.fillText(label, begin, top);
    }
  }

  describe() {
    const metric = this.spec.metric(this.view);
    const hasSums = this.classes.some((one) => one.cumulative !== undefined);
    const { frame } = this.context;
    const value = (number) => element('td', { 'data-metric': metric, 'data-frame': frame?.frame, 'data-value': number }, count(number));
    return {
      columns: [this.spec.axis, this.spec.unit, ...(hasSums ? ['so far'] : [])],
      rows: [...this.classes].reverse(),
      values: (row) => [row.key, row.count, ...(hasSums ? [row.cumulative] : [])],
      cells: (row) => [
        element('th', { scope: 'row', 'data-key': row.key }, row.label), value(row.count), ...(hasSums ? [value(row.cumulative)] : []),
      ],
      caption: frame ? `Frame ${frame.frame}.` : '',
    };
  }

  picture() {
    return titled(this.canvas, this.plot.clientWidth, this.plot.clientHeight, this.title, [[themed(`--c${this.spec.colour}`), this.spec.unit]]);
  }
}

/** The share of all that lies at or below a bar, where its classes are counted up. */
function upTo(bar, total) {
  return bar.cumulative === undefined || !total ? '' : `; ${percent(bar.cumulative / total)} at or below`;
}

/** What is written below the axis: at their upper ends the roundest bounds there is room for, or under every so many bars. */
function labels(bars, step, width) {
  if (bars[0]?.end === undefined) {
    const every = Math.ceil(labelWidth / step);
    return bars.flatMap((bar, index) => (index % every === 0 ? [[(index + 0.5) * step, bar.label]] : []));
  }
  const edges = bars.map((bar, index) => ({ ...bar, x: (index + 1) * step })).filter(({ x }) => x < width - labelWidth / 2 + 12);
  const fit = (list) => list.every(({ x }, index) => index === 0 || x - list[index - 1].x >= labelWidth);
  const chosen = [0, 1, 2].map((least) => edges.filter(({ weight }) => weight >= least)).find((list) => list.length > 0 && fit(list))
    ?? edges.filter((_, index) => index % Math.ceil(labelWidth / step) === 0);
  return chosen.map(({ x, end }) => [x, end]);
}

/** Marks of a logarithmic axis from 0: 1, 10, 100, … and the greatest. */
function ticks(most) {
  const marks = [];
  for (let mark = 1; mark <= most; mark *= 10) marks.push(mark);
  while (marks.length > 5) marks.splice(0, marks.length, ...marks.filter((_, index) => index % 2 === 0));
  return marks;
}
