// Load factor over segments and time as a surface, drawn by plotly once the panel comes into sight.
import { element, themed } from './dom.js';
import { titled } from './exports.js';
import { ratio, seconds } from './format.js';
import { cellsOf, loadsOf } from './heatmap.js';
import { Panel } from './panel.js';
import { library } from './source.js';

/** Times and places of the grid; more would be drawn but not seen. */
const [mostTimes, places] = [72, 48];

/** Frames evenly chosen among many. */
function sampled(frames, most) {
  if (frames.length <= most) return frames;
  return Array.from({ length: most }, (_, index) => frames[Math.round((index * (frames.length - 1)) / (most - 1))]);
}

/** The loads of a frame on a grid of a fixed width, so that frames with few and with many segments fit together. */
function onGrid(frame) {
  const loads = loadsOf(frame);
  return Array.from({ length: places }, (_, place) => loads[Math.floor((place * loads.length) / places)] ?? 0);
}

export class Surface extends Panel {
  constructor(view) {
    super('surface', 'Load factor over segments and time', view, { size: 'full' });
    this.plot = element('div', {
      class: 'plot', tabindex: 0, role: 'img',
      'aria-label': 'Surface of load factor over segments and time; its table says the same in figures',
    });
    this.body.append(this.plot);
    this.state = 'unseen';
    new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) this.load();
    }, { rootMargin: '200px' }).observe(this.root);
  }

  async load() {
    if (this.state !== 'unseen') return;
    this.state = 'loading';
    this.say('Loading plotly …');
    const absent = await library('plotly.min.js');
    this.state = absent === null && window.Plotly ? 'ready' : 'absent';
    this.say(absent);
    if (this.context) this.render(this.context);
  }

  rows() {
    const { store, span } = this.context;
    return sampled(store.within(span).filter((frame) => cellsOf(frame).length > 0), mostTimes);
  }

  render(context) {
    this.context = context;
    this.arrange();
    const version = `${context.store.version} ${context.span}`;
    this.fill(version, () => this.describe());
    this.plot.hidden = this.state !== 'ready';
    if (this.state !== 'ready' || this.showsTable || this.plot.clientWidth === 0) return;
    const look = `${version} ${context.theme} ${this.plot.clientWidth}`;
    if (look === this.drawnLook || performance.now() - (this.drawnAt ?? -1e9) < 900) return;
    this.drawnLook = look;
    this.drawnAt = performance.now();
    this.draw().catch((error) => {
      this.state = 'absent';
      this.plot.hidden = true;
      this.say(`The surface cannot be drawn: ${error.message}. Its table says the same in figures.`);
    });
  }

  async draw() {
    const frames = this.rows();
    if (frames.length < 2) { this.say('A surface needs two frames.'); return; }
    this.say(null);
    const axis = (text, more = {}) => ({
      title: { text, font: { size: 11 } }, color: themed('--muted'), gridcolor: themed('--grid'), tickfont: { size: 10 },
      showbackground: false, ...more,
    });
    const scale = [0, 1, 2, 3, 4].map((step) => [step / 4, themed(`--heat-${step}`)]);
    const trace = {
      type: 'surface', x: Array.from({ length: places }, (_, place) => (100 * place) / (places - 1)), y: frames.map((frame) => frame.t),
      z: frames.map(onGrid), colorscale: scale, showscale: false, contours: { x: { highlight: false }, y: { highlight: false } },
      hovertemplate: 'segments at %{x:.0f} %<br>%{y:.3f} s<br>load %{z:.3f}<extra></extra>',
    };
    const layout = {
      margin: { l: 0, r: 0, t: 0, b: 0 }, paper_bgcolor: 'rgba(0,0,0,0)', font: { color: themed('--text') }, uirevision: 'kept',
      scene: {
        xaxis: axis('segments, %'), yaxis: axis('time, s'), zaxis: axis('load', { rangemode: 'tozero' }),
        aspectmode: 'manual', aspectratio: { x: 1.7, y: 2.6, z: 0.7 }, camera: { eye: { x: 1.9, y: -0.55, z: 1.0 }, center: { x: 0, y: 0, z: -0.2 } },
      },
    };
    await window.Plotly.react(this.plot, [trace], layout, { displayModeBar: false, responsive: true });
  }

  describe() {
    const columns = Array.from({ length: 12 }, (_, place) => `${Math.round((100 * place) / 12)} %`);
    return {
      columns: ['Frame', 'Time', ...columns],
      rows: this.rows(),
      values: (frame) => [frame.frame, frame.t, ...this.coarse(frame)],
      cells: (frame) => [
        element('th', { scope: 'row' }, String(frame.frame)), element('td', {}, seconds(frame.t)),
        ...this.coarse(frame).map((load) => element('td', {}, ratio(load))),
      ],
      caption: 'Load about every twelfth of the segments.',
    };
  }

  coarse(frame) {
    const grid = onGrid(frame);
    return Array.from({ length: 12 }, (_, place) => grid[place * 4]);
  }

  async picture() {
    if (this.state !== 'ready') return null;
    const [width, height] = [this.plot.clientWidth, this.plot.clientHeight];
    const address = await window.Plotly.toImage(this.plot, { format: 'png', width, height });
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [width, height];
    canvas.getContext('2d').drawImage(image, 0, 0, width, height);
    return titled(canvas, width, height, this.title);
  }
}
