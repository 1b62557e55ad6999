// Any series over any other, each drawn between its own least and greatest value.
import { button, element } from './dom.js';
import { overlayChoices } from './fields.js';
import { LineChart, reading } from './linechart.js';

/** Series laid over each other at most. */
const mostSeries = 6;

export class Overlay extends LineChart {
  constructor(view, shared) {
    const choose = button('Series', () => this.choose(), { class: 'tool', 'aria-haspopup': 'dialog' });
    super({ id: 'overlay', title: 'Overlay', unit: 'percent', series: [], size: 'wider' }, view, shared, { extra: [choose] });
    this.extents = new Map();
    this.hint = element('p', { class: 'said' }, '0 % is the least, 100 % the greatest value of each');
    this.readings.after(this.hint);
    this.dialog = element('dialog', { 'aria-labelledby': 'overlay-title' });
    document.body.append(this.dialog);
  }

  render(context) {
    const chosen = this.view.overlay.join();
    if (chosen !== this.chosen) {
      this.chosen = chosen;
      const found = this.view.overlay.map((path) => overlayChoices.find((one) => one.path === path)).filter(Boolean);
      this.useSeries(found.slice(0, mostSeries).map((one, index) => ({
        ...one, id: one.path.replaceAll('.', '_'), colour: index + 1, axis: 1, thin: false,
      })));
    }
    const version = `${context.store.version} ${chosen}`;
    if (version !== this.extentVersion) {
      this.extentVersion = version;
      this.extents.clear();
      for (const one of this.series) {
        let [least, most] = [Infinity, -Infinity];
        for (const frame of context.store.frames) {
          const value = reading(frame, one);
          if (value === null) continue;
          least = Math.min(least, value);
          most = Math.max(most, value);
        }
        this.extents.set(one.path, [least, most]);
      }
    }
    this.say(this.series.length ? null : 'No series is chosen.');
    this.hint.hidden = this.series.length === 0;
    this.plot.hidden = this.series.length === 0;
    super.render(context);
  }

  draw(context) {
    if (this.series.length) super.draw(context);
  }

  drawn(frame, series) {
    const value = reading(frame, series);
    const [least, most] = this.extents.get(series.path);
    if (value === null) return null;
    return most > least ? (value - least) / (most - least) : 0.5;
  }

  choose() {
    const boxes = overlayChoices.map((one) => {
      const box = element('input', { type: 'checkbox', value: one.path, checked: this.view.overlay.includes(one.path) });
      return [box, element('label', { class: 'option' }, box, one.label)];
    });
    const apply = () => {
      this.view.set({ overlay: boxes.filter(([box]) => box.checked).map(([box]) => box.value).slice(0, mostSeries) });
      this.dialog.close();
    };
    this.dialog.replaceChildren(
      element('h2', { id: 'overlay-title' }, `Series to lay over each other, at most ${mostSeries}`),
      element('div', { class: 'content options' }, ...boxes.map(([, label]) => label)),
      element('div', { class: 'actions' }, button('Show', apply), button('Cancel', () => this.dialog.close())),
    );
    this.dialog.showModal();
  }
}
