// The page: frames in, one moment of them on the screen.
import { Advice } from './advice.js';
import { Alerts } from './alerts.js';
import { BarChart, latencyClasses, latencyMarks, probeClasses } from './bars.js';
import { Cards } from './cards.js';
import { showComparison } from './compare.js';
import { Controls } from './controls.js';
import { choice, plain, setText } from './dom.js';
import { absence, charts, latencyChoices, latencySeries } from './fields.js';
import { FrameStore } from './frames.js';
import { Events, Structure } from './happenings.js';
import { Heatmap } from './heatmap.js';
import { helpDialog, listenForKeys, listenOnChart } from './keys.js';
import { LineChart } from './linechart.js';
import { bandsOf, MarkDialog, marksOf } from './marks.js';
import { Overlay } from './overlay.js';
import { Player } from './player.js';
import { Runs } from './runs.js';
import { SegmentMap } from './segments.js';
import { comparison, library, Source } from './source.js';
import { Surface } from './surface.js';
import { View } from './view.js';

const at = (id) => document.getElementById(id);
const view = new View(location.hash);
const store = new FrameStore();
const dark = matchMedia('(prefers-color-scheme: dark)');
let cursor = null;
let hasCharts = false;
let chartsAbsent = null;

/** Everything a part of the page needs to draw itself at this moment. */
function context() {
  const frame = player.frame();
  return { store, view, frame, cursor, span: view.window(store, frame), hasCharts, theme: isDark() ? 'dark' : 'light' };
}

function isDark() {
  return view.theme === 'dark' || (view.theme === 'auto' && dark.matches);
}

const player = new Player(store, view);
const dialog = new MarkDialog((frame) => player.show(frame), () => marksOf(store));
const shared = {
  context,
  moveCursor(frame) {
    if (frame === cursor) return;
    cursor = frame;
    schedule();
  },
  marks: () => marksOf(store),
  bands: () => bandsOf(store),
  openNear(seconds, pixelsPerSecond) {
    const near = marksOf(store).filter((mark) => mark.isStructural && Math.abs(mark.t - seconds) * pixelsPerSecond < 6);
    if (near.length) dialog.open(near[0]);
    else player.show(store.nearest(seconds));
  },
};
const actions = {
  live: () => player.live(), pause: () => player.pause(), resume: () => player.resume(), replay: () => player.replay(),
  scrub: (place) => player.show(store.frames[place]), step: (by) => player.step(by), stepMark: (by) => player.stepMark(by),
  show: (frame) => player.show(frame), openMark: (mark) => dialog.open(mark), help: helpDialog(),
  async copyLink(node) {
    let said = 'Copied';
    try {
      await navigator.clipboard.writeText(location.href);
    } catch {
      said = 'Copy it from the address';
    }
    setText(node, said);
    setTimeout(() => setText(node, 'Copy link'), 2000);
  },
};

function buildPanels() {
  const latencyChoice = choice('Latency of', latencyChoices.map(([key, label]) => [key, label]), view.latency, (latency) => view.set({ latency }));
  const histogramChoice = choice('Histogram of', [['overall', 'all'], ['put', 'puts'], ['get', 'gets'], ['del', 'deletes']], view.histogram,
    (histogram) => view.set({ histogram }));
  const lines = charts.map((spec) => new LineChart(spec, view, shared, spec.id === 'latency' ? { extra: [latencyChoice] } : {}));
  const latency = lines.find((chart) => chart.id === 'latency');
  let shownLatency = 'window';
  const useLatency = () => {
    latencyChoice.value = view.latency;
    if (view.latency !== shownLatency) latency.useSeries(latencySeries(shownLatency = view.latency));
  };
  const bars = [
    new BarChart({
      id: 'latencies', title: 'Latency histogram', unit: 'operations', axis: 'duration (all so far)', colour: 1, empty: 'No operation was sampled yet.',
      metric: (now) => `latency_hist_ns.${now.histogram}`, classes: (frame, now) => latencyClasses(frame, now.histogram),
      marks: (frame, now, bars) => latencyMarks(frame, now.histogram, bars),
    }, view, { extra: [histogramChoice] }),
    new BarChart({
      id: 'probes', title: 'Probe histogram', unit: 'entries', axis: 'distance from home', colour: 2, empty: 'No entry was looked at yet.', most: 32,
      words: (bar) => `distance ${bar.label}`,
      metric: () => 'probe_hist', classes: probeClasses,
    }, view),
  ];
  const overlay = new Overlay(view, shared);
  const advice = new Advice(view);
  advice.watch(schedule);
  const parts = [
    advice, ...lines, ...bars, new Heatmap(view), new SegmentMap(view), new Events(view, actions.openMark), overlay, new Structure(view), new Surface(view),
  ];
  at('panels').append(...parts.map((part) => part.root));
  for (const chart of [...lines, overlay]) listenOnChart(chart.plot, view, shared, actions);
  return { parts, lines, overlay, useLatency };
}

const controls = new Controls(at('course'), at('settings'), view, actions);
const { parts, lines, overlay, useLatency } = buildPanels();
const whole = [controls, new Cards(at('cards')), new Alerts(at('alerts')), ...parts];
listenForKeys(view, actions);

function identify(frame) {
  view.shownRun = frame?.run_id ?? '';
  setText(at('identity'), frame ? `run ${plain(frame.run_id, 60)}` : '');
  document.title = frame ? `${plain(frame.backend, 20)} · Adhash` : 'Adhash';
}

function render() {
  const theme = isDark() ? 'dark' : 'light';
  if (document.documentElement.dataset.theme !== theme) document.documentElement.dataset.theme = theme;
  const now = context();
  identify(now.frame);
  useLatency();
  for (const part of whole) part.render(now);
  for (const part of parts) part.settle?.();
  for (const chart of lines) chart.say(chartsAbsent ?? absence(chart.id, now.frame));
  if (chartsAbsent) overlay.say(chartsAbsent);
  document.documentElement.dataset.frame = now.frame ? String(now.frame.frame) : '';
}

let isScheduled = false;
let restUntil = 0;

/** Draws once at the next turn of the screen, however much has changed, and rests thrice as long as drawing takes. */
function schedule() {
  if (isScheduled) return;
  isScheduled = true;
  const draw = () => requestAnimationFrame(() => {
    isScheduled = false;
    const began = performance.now();
    render();
    const took = performance.now() - began;
    restUntil = performance.now() + 3 * took;
  });
  const rest = restUntil - performance.now();
  if (rest > 10) setTimeout(draw, rest); else draw();
}

const words = {
  live: ['ok', 'live'], ended: ['ok', 'the run is over'], empty: ['wait', 'waiting for a frame'], lost: ['bad', 'no connection'],
  denied: ['bad', 'a token is needed: open this page with ?token=…'],
};

function told(state, detail) {
  const [tone, text] = words[state];
  at('connection').className = tone;
  const last = store.last;
  const state_ = state === 'live' && last?.idle ? 'idle: no operation arrives' : text;
  setText(at('connection'), state === 'lost' ? `${text}: ${plain(detail, 160)}` : state_);
}

const source = new Source(store, view, (frames) => {
  if (store.add(frames)) schedule();
}, told);

view.onChange((changes) => {
  const fragment = view.fragment;
  history.replaceState(null, '', fragment ? `#${fragment}` : location.pathname + location.search);
  if (view.run && changes.run && changes.run !== store.runID) store.reset('');
  if ('source' in changes || 'every' in changes || source.asksFor !== view.run) source.restart();
  schedule();
});
player.onTick = schedule;
addEventListener('hashchange', () => { view.read(location.hash); schedule(); });
dark.addEventListener('change', schedule);

render();
source.restart();
new Runs(at('runs'), view).watch();
library('dygraph.min.js').then((absent) => {
  hasCharts = absent === null;
  chartsAbsent = absent === null ? null : `The charts over time need dygraphs: ${absent}. Their tables work without it.`;
  schedule();
});
comparison().then((found) => showComparison(at('comparison'), found), () => showComparison(at('comparison'), null));
