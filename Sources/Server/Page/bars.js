// Bars over classes: durations by their bounds, entries by their distance.
import { element, fittedContext, setText, themed, valueAt } from './dom.js';
import { titled } from './exports.js';
import { count, milliseconds, percent, tick } from './format.js';
import { Panel } from './panel.js';

/** Classes shown at most; the last one adds up the rest. */
const mostBars = 32;

/** Pixels left of the bars, and of the widest bar with the gap beside it. */
const [margin, widest] = [44, 90];

/** The durations of an operation kind: per class, made of the cumulative counts of the frame. */
export function latencyClasses(frame, kind) {
  const bounds = valueAt(frame, `latency_hist_ms.${kind}`) ?? [];
  let before = 0;
  return bounds.map(({ le, count: cumulative }) => {
    const own = Math.max(0, cumulative - before);
    before = Math.max(before, cumulative);
    const label = le === '+Inf' ? 'more' : `≤ ${tick(Number(le), 'milliseconds')}`;
    return { key: le, label, count: own, cumulative };
  });
}

/** Entries by distance from home. */
export function probeClasses(frame) {
  return (frame?.probe_hist ?? []).map(([distance, entries]) => ({ key: distance, label: String(distance), count: entries }));
}

export class BarChart extends Panel {
  /** `spec`: {id, title, metric(view), classes(frame, view), unit: what is counted, axis: words under the bars, log}. */
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
    new ResizeObserver(() => this.draw()).observe(this.plot);
  }

  get bars() {
    if (this.classes.length <= mostBars) return this.classes;
    const kept = this.classes.slice(0, mostBars - 1);
    const rest = this.classes.slice(mostBars - 1);
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
      ? `${bar.label}: ${count(bar.count)} ${this.spec.unit}, ${percent(total ? bar.count / total : 0)}`
      : `${count(total)} ${this.spec.unit}`);
    this.draw();
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
    context.textAlign = 'center';
    const every = Math.ceil(52 / step);
    bars.forEach((bar, index) => {
      const x = left + index * step;
      context.fillStyle = themed(index === this.place ? '--text' : `--c${this.spec.colour}`);
      context.fillRect(x + Math.min(2, step * 0.1), height - bottom - scale(bar.count), Math.max(1, step - Math.min(4, step * 0.2)), scale(bar.count));
      if (index % every === 0) {
        context.fillStyle = themed('--muted');
        context.fillText(bar.label, x + step / 2, height - bottom + 9);
      }
    });
    context.fillText(this.spec.axis, left + (width - left) / 2, height - 6);
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

/** Marks of a logarithmic axis from 0: 1, 10, 100, … and the greatest. */
function ticks(most) {
  const marks = [];
  for (let mark = 1; mark <= most; mark *= 10) marks.push(mark);
  while (marks.length > 5) marks.splice(0, marks.length, ...marks.filter((_, index) => index % 2 === 0));
  return marks;
}
