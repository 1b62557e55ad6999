// How full the parts of the map are, as cells: the load of its regions, or the entries of its segments.
import { choice, element, fittedContext, isFitted, setText, themed, whenResized } from './dom.js';
import { titled } from './exports.js';
import { count, ratio } from './format.js';
import { Panel } from './panel.js';
import { regionName, regionsOf } from './regions.js';

/** The cells of a frame's key heat-map that stand for segments: [{entries, segments}], the padding left out. */
function segmentCells(frame) {
  const heat = frame?.key_heatmap;
  if (!heat || !Array.isArray(heat.matrix)) return [];
  const span = Math.max(1, heat.slot_span);
  return heat.matrix.flat().slice(0, Math.ceil(heat.original_slots / span)).map((entries, place) => {
    const segments = Math.min(span, heat.original_slots - place * span);
    const first = place * span;
    const name = segments === 1 ? `segment ${first}` : `segments ${first} to ${first + segments - 1}`;
    return { name, value: entries, words: `${name}: ${count(entries)} entries`, row: [name, entries] };
  });
}

function regionCells(frame) {
  const regions = regionsOf(frame);
  return regions.map(({ load, entries, slots, segments }, place) => {
    const name = regionName(place, regions.length);
    return {
      name, value: load, row: [name, segments, entries, slots, load],
      words: `${name}: load ${ratio(load)}, ${count(entries)} entries in ${count(slots)} slots of ${count(segments)} ${segments === 1 ? 'segment' : 'segments'}`,
    };
  });
}

/** The two pictures: cells, columns of the picture, and how they are written down. */
const pictures = {
  load: {
    cells: regionCells, columns: (cells) => (cells.length > 32 ? 16 : Math.min(cells.length, 8)), top: (most) => Math.max(1, most), show: ratio,
    said: (cells) => `${count(cells.length)} ${cells.length === 1 ? 'region' : 'equal shares of the hashes'}`, unit: 'load',
    head: ['Region', 'Segments', 'Entries', 'Slots', 'Load'], metrics: ['regions.segments', 'regions.entries', 'regions.slots', null], formats: [count, count, count, ratio],
  },
  entries: {
    cells: segmentCells, columns: (_, frame) => frame?.key_heatmap?.cols || 1, top: (most) => Math.max(1, most), show: count,
    said: (_, frame) => {
      const { slot_span: span, original_slots: segments } = frame.key_heatmap;
      return `${count(segments)} ${segments === 1 ? 'segment' : 'segments'}, ${span} a cell`;
    },
    unit: 'entries a cell', head: ['Segments', 'Entries'], metrics: ['key_heatmap.matrix'], formats: [count],
  },
};

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
    const what = choice('Heat-map of', [['load', 'load of regions'], ['entries', 'entries of segments']], view.heat, (heat) => view.set({ heat }));
    super('heatmap', 'Key heat-map', view, { extra: [what] });
    this.what = what;
    this.place = null;
    this.cells = [];
    this.canvas = element('canvas', { 'aria-hidden': 'true' });
    this.plot = element('div', {
      class: 'plot', tabindex: 0, role: 'group', 'aria-roledescription': 'heat-map',
      'aria-label': 'How full the parts of the map are. Arrow keys walk over the cells.',
      keydown: (event) => this.walk(event), blur: () => this.point(null),
      pointermove: (event) => this.point(this.placeAt(event)), pointerleave: () => this.point(null),
    }, this.canvas);
    this.said = element('p', { class: 'said', 'aria-live': 'polite' });
    this.readings.append(this.said);
    this.body.append(this.plot);
    whenResized(this.plot, () => this.draw());
  }

  get kind() { return pictures[this.shown]; }

  /** Which picture is shown: frames of earlier programs count no regions. */
  get shown() {
    const { frame } = this.context;
    return this.view.heat === 'load' && frame?.key_heatmap && !regionsOf(frame).length ? 'entries' : this.view.heat;
  }

  render(context) {
    this.context = context;
    this.arrange();
    this.what.value = this.shown;
    this.cells = this.kind.cells(context.frame);
    this.columns = Math.max(1, this.kind.columns(this.cells, context.frame));
    this.say(this.cells.length || !context.frame ? null : 'This frame does not count them.');
    this.point(this.place);
    this.fill(`${context.frame?.run_id} ${context.frame?.frame} ${this.shown}`, () => this.describe());
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
    const whole = this.cells.length ? this.kind.said(this.cells, this.context.frame) : '';
    setText(this.said, this.place === null ? whole : this.cells[this.place].words);
    this.draw();
  }

  /** Draws again where what was rendered after this panel has changed its height. */
  settle() {
    if (!this.showsTable && this.plot.clientWidth > 0 && !isFitted(this.canvas, this.plot)) this.draw();
  }

  draw() {
    if (!this.context || this.showsTable || this.plot.clientWidth === 0) return;
    const { width, w, h } = this.grid();
    const context = fittedContext(this.canvas, width, this.plot.clientHeight);
    const shade = scale();
    const top = this.kind.top(Math.max(0, ...this.cells.map((cell) => cell.value)));
    this.cells.forEach((cell, place) => {
      const [x, y] = [(place % this.columns) * w, Math.floor(place / this.columns) * h];
      context.fillStyle = shade(cell.value / top);
      context.fillRect(x, y, Math.max(1, w - 1), Math.max(1, h - 1));
    });
    if (this.place !== null) {
      context.strokeStyle = themed('--text');
      context.lineWidth = 2;
      context.strokeRect((this.place % this.columns) * w + 1, Math.floor(this.place / this.columns) * h + 1, w - 3, h - 3);
    }
    this.legend(context, shade, width, this.plot.clientHeight, top);
  }

  /** The scale from 0 to its end, and between which values the cells lie. */
  legend(context, shade, width, height, top) {
    if (!this.cells.length) return;
    const [edge, bar] = [height - 13, Math.min(120, width / 3)];
    const values = this.cells.map((cell) => cell.value);
    const { show, unit } = this.kind;
    context.font = '11px system-ui, sans-serif';
    context.textBaseline = 'middle';
    context.fillStyle = themed('--muted');
    context.fillText('0', 0, edge + 4);
    for (let x = 0; x < bar; x += 1) {
      context.fillStyle = shade(x / bar);
      context.fillRect(12 + x, edge, 1, 8);
    }
    context.fillStyle = themed('--muted');
    const end = show(top).replace(/\.0+$/, '');
    context.fillText(`${end}    cells ${show(Math.min(...values))} to ${show(Math.max(...values))} ${unit}`, 12 + bar + 5, edge + 4);
  }

  describe() {
    const { frame } = this.context;
    const { head, metrics, formats } = this.kind;
    return {
      columns: head,
      rows: [...this.cells].reverse(),
      values: (cell) => cell.row,
      cells: ({ row: [name, ...values] }) => [
        element('th', { scope: 'row' }, name),
        ...values.map((value, place) => element(
          'td', metrics[place] ? { 'data-metric': metrics[place], 'data-frame': frame.frame, 'data-value': value } : {}, formats[place](value),
        )),
      ],
      caption: frame ? `Frame ${frame.frame}.` : '',
    };
  }

  picture() {
    return titled(this.canvas, this.plot.clientWidth, this.plot.clientHeight, this.title);
  }
}
