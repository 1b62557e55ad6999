// The keyboard: shortcuts for the whole page, and those of a chart in focus.
import { button, element } from './dom.js';
import { presets } from './controls.js';

const help = [
  ['Space', 'pause, and go on'], ['L', 'live: follow the newest frame'], ['R', 'replay from the frame that is shown'],
  [', and .', 'the frame before, the next frame'], ['[ and ]', 'the event before, the next event'],
  ['1 … 6', 'span of time: 1 s, 10 s, 1 min, 5 min, 30 min, all'], ['T', 'light, dark or system theme'], ['?', 'this help'],
  ['← →', 'on a chart: move the cursor; with Shift: move the span'], ['+ −', 'on a chart: zoom'], ['0', 'on a chart: the whole run'],
  ['Enter', 'on a chart: show the frame under the cursor'], ['Esc', 'on a chart: take the cursor away'],
  ['Drag', 'on a chart: zoom; with Shift: move; double click: the whole run'],
];

/** The dialog that lists the keys. */
export function helpDialog() {
  const list = element('dl', {}, ...help.flatMap(([keys, meaning]) => [element('dt', {}, element('kbd', {}, keys)), element('dd', {}, meaning)]));
  const dialog = element('dialog', { id: 'help', 'aria-labelledby': 'help-title' },
    element('h2', { id: 'help-title' }, 'Keys'), element('div', { class: 'content' }, list),
    element('div', { class: 'actions' }, button('Close', () => dialog.close())));
  document.body.append(dialog);
  return () => { if (!dialog.open) dialog.showModal(); };
}

/** Listens for the shortcuts of the page. */
export function listenForKeys(view, actions) {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || document.querySelector('dialog[open]')) return;
    const { target } = event;
    if (target.closest('select, input:not([type=range]), textarea')) return;
    // The button of a dialog that has just closed may still have the focus.
    if (event.key === ' ' && target.closest('button, summary, a')?.checkVisibility()) return;
    const preset = presets[Number(event.key) - 1];
    const action = {
      ' ': () => (view.mode === 'paused' ? actions.resume() : actions.pause()),
      l: actions.live, r: actions.replay, ',': () => actions.step(-1), '.': () => actions.step(1),
      '[': () => actions.stepMark(-1), ']': () => actions.stepMark(1), '?': actions.help,
      t: () => view.set({ theme: { auto: 'light', light: 'dark', dark: 'auto' }[view.theme] }),
    }[event.key.length === 1 ? event.key.toLowerCase() : event.key] ?? (preset ? () => view.set({ range: preset[0] }) : null);
    if (!action) return;
    event.preventDefault();
    action();
  });
}

/** The keys of a chart: cursor, span and zoom. */
export function listenOnChart(plot, view, shared, actions) {
  plot.addEventListener('keydown', (event) => {
    const { store, frame, span, cursor } = shared.context();
    if (!frame || event.ctrlKey || event.metaKey || event.altKey) return;
    const width = span[1] - span[0];
    const from = cursor ?? frame;
    const move = (step) => shared.moveCursor(store.frames[Math.min(store.frames.length - 1, Math.max(0, store.placeBy('frame', from.frame) + step))]);
    const zoom = (factor) => {
      const centre = Math.min(span[1], Math.max(span[0], from.t));
      view.set({ range: bounded(store, [centre - (centre - span[0]) * factor, centre + (span[1] - centre) * factor]) });
    };
    const pan = (share) => view.set({ range: bounded(store, [span[0] + width * share, span[1] + width * share]) });
    const action = {
      ArrowLeft: () => (event.shiftKey ? pan(-0.2) : move(-1)), ArrowRight: () => (event.shiftKey ? pan(0.2) : move(1)),
      PageUp: () => move(-10), PageDown: () => move(10),
      Home: () => shared.moveCursor(store.first), End: () => shared.moveCursor(store.last), '+': () => zoom(0.5), '=': () => zoom(0.5),
      '-': () => zoom(2), 0: () => view.set({ range: 'all' }), Enter: () => actions.show(from), Escape: () => shared.moveCursor(null),
    }[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
  plot.addEventListener('blur', () => shared.moveCursor(null));
}

/** A span of time kept within the run; all of it is the preset. */
function bounded(store, [from, to]) {
  const [least, most] = [store.first.t, store.last.t];
  const width = to - from;
  if (width >= most - least || width <= 0) return width > 0 ? 'all' : [from, to];
  const begin = Math.min(Math.max(from, least), most - width);
  return [begin, begin + width];
}
