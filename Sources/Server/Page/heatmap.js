// How full the regions of the map are: the key heat-map of a frame as cells.
import { element, fittedContext, setText, themed } from './dom.js';
import { titled } from './exports.js';
import { count, ratio } from './format.js';
import { Panel } from './panel.js';

/** The cells of a frame's heat-map that stand for regions: [{entries, regions}], the padding left out. */
export function cellsOf(frame) {
  const heat = frame?.key_heatmap;
  if (!heat || !Array.isArray(heat.matrix)) return [];
  const span = Math.max(1, heat.slot_span);
  return heat.matrix.flat().slice(0, Math.ceil(heat.original_slots / span)).map((entries, index) => ({
    entries, regions: Math.min(span, heat.original_slots - index * span),
  }));
}

/** Entries divided by slots for each cell: its regions have the mean number of slots of a region of the map. */
export function loadsOf(frame) {
  const cells = cellsOf(frame);
  const total = cells.reduce((sum, cell) => sum + cell.entries, 0);
  if (!total || !frame.load_factor) return cells.map(() => 0);
  const slots = total / frame.load_factor / frame.key_heatmap.original_slots;
  return cells.map((cell) => cell.entries / (cell.regions * slots));
}

/** A function from 0…1 to the colours of the theme's scale. */
function scale() {
  const stops = [0, 1, 2, 3, 4].map((step) => themed(`--heat-${step}`).match(/[0-9a-f]{2}/gi).map((part) => parseInt(part, 16)));
  return (share) => {
    const at = Math.min(0.9999, Math.max(0, share)) * 4;
    const [low, high] = [stops[Math.floor(at)], stops[Math.floor(at) + 1]];
    return `rgb(${low.map((part, index) => Math.round(part + (high[index] - part) * (at % 1))).join(' ')})`;
  };
}

export class Heatmap extends Panel {
  constructor(view) {
    super('heatmap', 'Key heat-map', view);
    this.place = null;
    this.canvas = element('canvas', { 'aria-hidden': 'true' });
    this.plot = element('div', {
      class: 'plot', tabindex: 0, role: 'group', 'aria-roledescription': 'heat-map',
      'aria-label': 'Entries by region of the map. Arrow keys walk over the cells.',
      keydown: (event) => this.walk(event), blur: () => this.point(null),
      pointermove: (event) => this.point(this.placeAt(event)), pointerleave: () => this.point(null),
    }, this.canvas);
    this.said = element('p', { class: 'said', 'aria-live': 'polite' });
    this.readings.append(this.said);
    this.body.append(this.plot);
    new ResizeObserver(() => this.draw()).observe(this.plot);
  }

  get columns() { return this.context?.frame?.key_heatmap?.cols || 1; }

  render(context) {
    this.context = context;
    this.arrange();
    this.cells = cellsOf(context.frame);
    this.loads = loadsOf(context.frame);
    this.say(this.cells.length ? null : 'This frame has no heat-map.');
    this.point(this.place);
    this.fill(`${context.frame?.run_id} ${context.frame?.frame}`, () => this.describe());
  }

  grid() {
    const rows = Math.max(1, Math.ceil(this.cells.length / this.columns));
    const [width, height] = [this.plot.clientWidth, this.plot.clientHeight - 24];
    return { rows, width, height, w: width / this.columns, h: height / rows };
  }

  placeAt({ offsetX, offsetY }) {
    const { w, h } = this.grid();
    const place = Math.floor(offsetY / h) * this.columns + Math.floor(offsetX / w);
    return offsetY >= 0 && Math.floor(offsetX / w) < this.columns && place < this.cells.length ? place : null;
  }

  walk(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: this.columns, ArrowUp: -this.columns }[event.key];
    if (step) this.point(this.place === null ? 0 : Math.min(this.cells.length - 1, Math.max(0, this.place + step)));
    else if (event.key === 'Escape') this.point(null);
    else return;
    event.preventDefault();
  }

  point(place) {
    this.place = place === null || place >= this.cells.length ? null : place;
    const cell = this.place === null ? null : this.cells[this.place];
    const heat = this.context.frame?.key_heatmap;
    const unit = heat?.slot_span === 1 ? 'segment' : `${heat?.slot_span} segments`;
    setText(this.said, cell
      ? `${this.name(this.place)}: ${count(cell.entries)} entries, load about ${ratio(this.loads[this.place])}`
      : heat ? `${count(heat.original_slots)} segments, ${unit} a cell` : '');
    this.draw();
  }

  /** The segments of a cell. */
  name(place) {
    const span = this.context.frame.key_heatmap.slot_span;
    const first = place * span;
    return span === 1 ? `segment ${first}` : `segments ${first} to ${first + this.cells[place].regions - 1}`;
  }

  draw() {
    if (this.showsTable || !this.cells || this.plot.clientWidth === 0) return;
    const { width, w, h } = this.grid();
    const context = fittedContext(this.canvas, width, this.plot.clientHeight);
    const shade = scale();
    const entries = this.cells.map((cell) => cell.entries);
    const [least, most] = [Math.min(...entries), Math.max(...entries)];
    this.cells.forEach((cell, place) => {
      const [x, y] = [(place % this.columns) * w, Math.floor(place / this.columns) * h];
      context.fillStyle = shade(most > least ? (cell.entries - least) / (most - least) : 0.5);
      context.fillRect(x, y, Math.max(1, w - 1), Math.max(1, h - 1));
    });
    if (this.place !== null) {
      context.strokeStyle = themed('--text');
      context.lineWidth = 2;
      context.strokeRect((this.place % this.columns) * w, Math.floor(this.place / this.columns) * h, w - 1, h - 1);
    }
    this.legend(context, shade, width, this.plot.clientHeight, least, most);
  }

  legend(context, shade, width, height, least, most) {
    if (!this.cells.length) return;
    const [left, top, bar] = [0, height - 13, Math.min(140, width / 2)];
    for (let x = 0; x < bar; x += 1) {
      context.fillStyle = shade(x / bar);
      context.fillRect(left + x, top, 1, 8);
    }
    context.fillStyle = themed('--muted');
    context.font = '11px system-ui, sans-serif';
    context.textBaseline = 'middle';
    context.fillText(`${count(least)} to ${count(most)} entries a cell`, left + bar + 8, top + 4);
  }

  describe() {
    const { frame } = this.context;
    return {
      columns: ['Segments', 'Entries', 'Load (about)'],
      rows: this.cells.map((cell, place) => ({ place, cell })).reverse(),
      values: ({ place, cell }) => [this.name(place), cell.entries, this.loads[place]],
      cells: ({ place, cell }) => [
        element('th', { scope: 'row' }, this.name(place)),
        element('td', { 'data-metric': 'key_heatmap.matrix', 'data-frame': frame.frame, 'data-value': cell.entries }, count(cell.entries)),
        element('td', {}, ratio(this.loads[place])),
      ],
      caption: frame ? `Frame ${frame.frame}.` : '',
    };
  }

  picture() {
    return titled(this.canvas, this.plot.clientWidth, this.plot.clientHeight, this.title);
  }
}
