// The layout map: which layout the segments of each region have, and how many have which over the time of the run.
import { element, fittedContext, isFitted, plain, stamp, themed, whenResized } from './dom.js';
import { titled } from './exports.js';
import { layouts } from './fields.js';
import { count, percent, seconds, tick } from './format.js';
import { Panel } from './panel.js';
import { regionName, regionsOf } from './regions.js';

/** Layouts of a frame with their segments; known ones first, in the order of their colours. */
export function segmentsOf(frame) {
  const found = Object.entries(frame?.segments ?? {}).filter(([, number]) => typeof number === 'number');
  const rank = (name) => (layouts.includes(name) ? layouts.indexOf(name) : layouts.length);
  return found.sort(([one], [other]) => rank(one) - rank(other));
}

function colour(name) {
  return layouts.includes(name) ? `--layout-${name}` : '--muted';
}

export class SegmentMap extends Panel {
  constructor(view) {
    super('layout', 'Layout of segments', view);
    this.keys = element('div', { class: 'keys' });
    this.readings.append(this.keys);
    this.map = element('div', { class: 'stack', 'aria-hidden': 'true' });
    this.canvas = element('canvas', { 'aria-hidden': 'true' });
    this.plot = element('div', { class: 'plot', role: 'img', 'aria-label': 'Share of segments by layout over time' }, this.canvas);
    this.body.append(this.map, this.plot);
    whenResized(this.plot, () => this.draw());
  }

  render(context) {
    this.context = context;
    this.arrange();
    const { frame } = context;
    const at = context.cursor ?? frame;
    const now = segmentsOf(at);
    const total = now.reduce((sum, [, number]) => sum + number, 0);
    this.keys.replaceChildren(...now.map(([name, number]) => {
      const value = element('b', { class: 'value' });
      stamp(value, at, `segments.${name}`, count(number), number);
      const share = total ? ` ${percent(number / total)}` : '';
      return element('span', { class: 'key' }, element('i', { class: `swatch layout-${layouts.includes(name) ? name : 'other'}` }),
        `${plain(name, 40)} `, value, share);
    }));
    if (at?.migrating_to) this.keys.append(element('span', { class: 'key' }, `migrating to ${plain(at.migrating_to, 40)}`));
    this.renderMap(at, now);
    this.say(frame && !now.length ? 'This frame does not count segments.' : null);
    this.fill(`${context.store.version} ${context.span}`, () => this.describe());
    this.draw();
  }

  /** The map from its first hash to its last: every region in the colours of its segments. */
  renderMap(frame, now) {
    const others = now.map(([name]) => name).filter((name) => name !== frame.backend);
    const other = others.length === 1 && layouts.includes(others[0]) ? others[0] : 'other';
    const own = layouts.includes(frame?.backend) ? frame.backend : 'other';
    const regions = regionsOf(frame);
    const signature = `${own} ${other} ${regions.map(({ segments, settled }) => `${settled}/${segments}`)}`;
    if (signature === this.mapSignature) return;
    this.mapSignature = signature;
    this.map.hidden = regions.length === 0;
    this.map.replaceChildren(...regions.map(({ segments, settled }, place) => {
      const waiting = segments - settled;
      const cell = element('i', { title: `${regionName(place, regions.length)}: ${count(settled)} of ${count(segments)} segments ${plain(frame.backend, 40)}` });
      for (const [name, number] of [[own, settled], [other, waiting]]) {
        if (!number) continue;
        const part = element('i', { class: `layout-${name}` });
        part.style.flexGrow = String(number);
        cell.append(part);
      }
      return cell;
    }));
  }

  /** Draws again where what was rendered after this panel has changed its height. */
  settle() {
    if (!this.showsTable && this.plot.clientWidth > 0 && !isFitted(this.canvas, this.plot)) this.draw();
  }

  draw() {
    if (!this.context || this.showsTable || this.plot.clientWidth === 0) return;
    const { store, span, frame, theme } = this.context;
    const [width, height] = [this.plot.clientWidth, this.plot.clientHeight];
    const look = `${store.version} ${span} ${frame?.frame} ${this.view.mode} ${theme} ${width} ${height}`;
    if (look === this.drawnLook) return;
    this.drawnLook = look;
    const context = fittedContext(this.canvas, width, height);
    const base = height - 16;
    const x = (t) => ((t - span[0]) / (span[1] - span[0])) * width;
    const frames = store.within(span);
    let drawn = -1;
    frames.forEach((one, index) => {
      // Whole pixels: seams between frames would look like events.
      const from = Math.floor(x(one.t));
      const to = Math.ceil(x(frames[index + 1]?.t ?? span[1]));
      if (to <= drawn) return;
      drawn = to;
      const parts = segmentsOf(one);
      const total = parts.reduce((sum, [, number]) => sum + number, 0) || 1;
      let y = 0;
      for (const [name, number] of parts) {
        const share = (number / total) * base;
        context.fillStyle = themed(colour(name));
        context.fillRect(from, y, Math.max(to - from, 1), share);
        y += share;
      }
    });
    context.fillStyle = themed('--muted');
    context.font = '11px system-ui, sans-serif';
    context.textBaseline = 'bottom';
    context.textAlign = 'left';
    context.fillText(tick(span[0], 'seconds'), 0, height);
    context.textAlign = 'right';
    context.fillText(tick(span[1], 'seconds'), width, height);
    if (frame && this.view.mode !== 'live') {
      context.fillStyle = themed('--text');
      context.fillRect(x(frame.t) - 0.5, 0, 1, base);
    }
  }

  describe() {
    const names = [...new Set(this.context.store.frames.flatMap((frame) => segmentsOf(frame).map(([name]) => name)))];
    return {
      columns: ['Frame', 'Time', ...names.map((name) => plain(name, 40))],
      rows: this.context.store.within(this.context.span),
      values: (frame) => [frame.frame, frame.t, ...names.map((name) => frame.segments?.[name] ?? 0)],
      cells: (frame) => [
        element('th', { scope: 'row' }, String(frame.frame)), element('td', {}, seconds(frame.t)),
        ...names.map((name) => {
          const cell = element('td');
          const number = frame.segments?.[name] ?? null;
          stamp(cell, frame, `segments.${name}`, count(number ?? 0), number);
          return cell;
        }),
      ],
    };
  }

  picture() {
    const keys = segmentsOf(this.context.frame).map(([name, number]) => [themed(colour(name)), `${plain(name, 40)} ${count(number)}`]);
    return titled(this.canvas, this.plot.clientWidth, this.plot.clientHeight, this.title, keys);
  }
}
