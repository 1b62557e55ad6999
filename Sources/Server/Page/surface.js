// Load factor over segments and time as a surface, drawn by plotly once the panel comes into sight.
import { element, themed } from './dom.js';
import { titled } from './exports.js';
import { ratio, seconds } from './format.js';
import { Panel } from './panel.js';
import { regionsOf } from './regions.js';
import { library } from './source.js';

/** Times of the grid; more would be drawn but not seen. And the regions a frame has at most. */
const [mostTimes, places] = [72, 64];

/** Columns of the table. */
const columns = 8;

/** Frames evenly chosen among many. */
function sampled(frames, most) {
  if (frames.length <= most) return frames;
  return Array.from({ length: most }, (_, index) => frames[Math.round((index * (frames.length - 1)) / (most - 1))]);
}

/** The loads of a frame on a grid of a fixed width, so that frames with few and with many regions fit together. */
function onGrid(frame) {
  const regions = regionsOf(frame);
  return Array.from({ length: places }, (_, place) => regions[Math.floor((place * regions.length) / places)]?.load ?? 0);
}

export class Surface extends Panel {
  constructor(view) {
    super('surface', 'Load factor over the map and time', view, { size: 'full' });
    this.plot = element('div', {
      class: 'plot', tabindex: 0, role: 'img',
      'aria-label': 'Surface of load factor over the regions of the map and time; its table says the same in figures',
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
    return sampled(store.within(span).filter((frame) => regionsOf(frame).length > 0), mostTimes);
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
    if (frames.length < 2) { this.say('A surface needs two frames that count regions.'); return; }
    this.say(null);
    const axis = (text, more = {}) => ({
      title: { text, font: { size: 11 } }, color: themed('--muted'), gridcolor: themed('--grid'), tickfont: { size: 10 },
      showbackground: false, ...more,
    });
    const loads = frames.map(onGrid);
    const isWide = this.plot.clientWidth > 700;
    const scale = [0, 1, 2, 3, 4].map((step) => [step / 4, themed(`--heat-${step}`)]);
    const trace = {
      type: 'surface', x: frames.map((frame) => frame.t), y: Array.from({ length: places }, (_, place) => (100 * place) / (places - 1)),
      z: loads[0].map((_, place) => loads.map((row) => row[place])), colorscale: scale, cmin: 0, cmax: Math.max(1, ...loads.flat()), showscale: false,
      contours: { x: { highlight: false }, y: { highlight: false } },
      hovertemplate: '%{x:.3f} s<br>hashes at %{y:.0f} %<br>load %{z:.3f}<extra></extra>',
    };
    const layout = {
      margin: { l: 0, r: 0, t: 0, b: 0 }, paper_bgcolor: 'rgba(0,0,0,0)', font: { color: themed('--text') }, uirevision: 'kept',
      scene: {
        xaxis: axis('time, s'), yaxis: axis('share of the hashes, %', { nticks: 5 }), zaxis: axis('load', { rangemode: 'tozero', nticks: 4 }),
        aspectmode: 'manual', aspectratio: isWide ? { x: 3.6, y: 1.3, z: 0.7 } : { x: 1.6, y: 1.3, z: 0.8 },
        camera: { eye: isWide ? { x: -0.1, y: -2.05, z: 0.85 } : { x: -1.2, y: -2.2, z: 1.3 }, center: { x: 0, y: 0, z: isWide ? -0.3 : -0.2 } },
      },
    };
    await window.Plotly.react(this.plot, [trace], layout, { displayModeBar: false, responsive: true });
  }

  describe() {
    return {
      columns: ['Frame', 'Time', ...Array.from({ length: columns }, (_, place) => `from ${(100 * place) / columns} %`)],
      rows: this.rows(),
      values: (frame) => [frame.frame, frame.t, ...this.coarse(frame)],
      cells: (frame) => [
        element('th', { scope: 'row' }, String(frame.frame)), element('td', {}, seconds(frame.t)),
        ...this.coarse(frame).map((load) => element('td', {}, ratio(load))),
      ],
      caption: 'Load of every eighth of the hashes.',
    };
  }

  /** The load of each eighth of the map; where there are fewer regions, some eighths share one. */
  coarse(frame) {
    const regions = regionsOf(frame);
    const width = Math.max(1, regions.length / columns);
    return Array.from({ length: columns }, (_, place) => {
      const first = Math.floor((place * regions.length) / columns);
      const part = regions.slice(first, first + width);
      return part.reduce((sum, one) => sum + one.entries, 0) / Math.max(1, part.reduce((sum, one) => sum + one.slots, 0));
    });
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
