// What the reader has chosen: kept in the fragment of the address, so that a link restores it.

const latencies = ['window', 'overall', 'put', 'get', 'del', 'loop'];
const overlayDefault = ['ops_per_second_ema', 'load_factor', 'latency_window_ms.p99'];

const defaults = {
  theme: 'auto', source: 'stream', every: 2, mode: 'live', frame: null, run: null, range: 'all', speed: 1,
  latency: 'window', histogram: 'overall', heat: 'load',
};

/** A number of a fragment within bounds, or the fallback. */
function bounded(text, low, high, fallback) {
  const value = Number(text);
  return text !== null && text !== '' && Number.isFinite(value) && value >= low && value <= high ? value : fallback;
}

function oneOf(text, words, fallback) {
  return words.includes(text) ? text : fallback;
}

function parsedRange(text) {
  if (text === null || text === 'all') return 'all';
  const span = /^([0-9.]+)-([0-9.]+)$/.exec(text);
  if (span) {
    const [from, to] = [Number(span[1]), Number(span[2])];
    return Number.isFinite(from) && to > from ? [from, to] : 'all';
  }
  return bounded(text, 0.001, 1e7, 'all');
}

function words(text) {
  return (text ?? '').split(',').filter((word) => /^[a-z0-9_.]{1,60}$/.test(word)).slice(0, 40);
}

export class View {
  constructor(fragment = '') {
    this.listeners = [];
    this.read(fragment);
  }

  /** Takes everything from the fragment of an address; what makes no sense there is left at its default. */
  read(fragment) {
    const text = new URLSearchParams(fragment.replace(/^#/, ''));
    this.theme = oneOf(text.get('theme'), ['auto', 'light', 'dark'], defaults.theme);
    this.source = oneOf(text.get('source'), ['stream', 'poll'], defaults.source);
    this.every = bounded(text.get('every'), 0.5, 60, defaults.every);
    this.frame = bounded(text.get('frame'), 1, 2 ** 53, null);
    this.mode = this.frame === null ? 'live' : 'paused';
    this.run = text.get('run');
    this.range = parsedRange(text.get('range'));
    this.speed = bounded(text.get('speed'), 0.001, 100, defaults.speed);
    this.latency = oneOf(text.get('latency'), latencies, defaults.latency);
    this.histogram = oneOf(text.get('histogram'), ['overall', 'put', 'get', 'del'], defaults.histogram);
    this.heat = oneOf(text.get('heat'), ['load', 'entries'], defaults.heat);
    this.hidden = new Set(words(text.get('hide')));
    this.tables = new Set(words(text.get('tables')));
    this.overlay = text.has('overlay') ? words(text.get('overlay')) : [...overlayDefault];
  }

  /** The fragment that brings this view back; only what differs from the defaults. */
  get fragment() {
    const text = new URLSearchParams();
    for (const key of ['theme', 'source', 'every', 'speed', 'latency', 'histogram', 'heat']) {
      if (this[key] !== defaults[key]) text.set(key, String(this[key]));
    }
    if (this.mode !== 'live' && this.frame !== null) {
      text.set('frame', String(this.frame));
      if (this.run) text.set('run', this.run);
    }
    if (Array.isArray(this.range)) text.set('range', this.range.map((edge) => Number(edge.toFixed(6))).join('-'));
    else if (this.range !== 'all') text.set('range', String(this.range));
    if (this.hidden.size) text.set('hide', [...this.hidden].sort().join(','));
    if (this.tables.size) text.set('tables', [...this.tables].sort().join(','));
    if (this.overlay.join() !== overlayDefault.join()) text.set('overlay', this.overlay.join(','));
    return text.toString().replaceAll('%2C', ',');
  }

  /** Changes members and tells everybody. */
  set(changes) {
    Object.assign(this, changes);
    for (const listener of this.listeners) listener(changes);
  }

  /** Takes a word into one of the sets, or out of it. */
  toggle(set, word) {
    const copy = new Set(this[set]);
    if (!copy.delete(word)) copy.add(word);
    this.set({ [set]: copy });
  }

  onChange(listener) { this.listeners.push(listener); }

  /** The span of time that charts show while `frame` is the current one. */
  window(store, frame) {
    if (!store.first || !frame) return [0, 1];
    if (Array.isArray(this.range)) return this.range;
    const begin = store.first.t;
    if (this.range === 'all') return begin < store.last.t ? [begin, store.last.t] : [begin - 0.5, begin + 0.5];
    const end = Math.max(frame.t, Math.min(begin + this.range, store.last.t));
    return [Math.max(begin, end - this.range), Math.max(end, begin + 1e-6)];
  }
}
