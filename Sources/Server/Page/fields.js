// Which members of a frame are shown where. Charts, cards, tables, exports and the overlay read these tables.
import { plain } from './dom.js';

const quantiles = [
  ['p50', '50 %', 1], ['p90', '90 %', 2], ['p99', '99 %', 3], ['p99_9', '99.9 %', 4], ['max', 'longest', 5],
];

/** What the latency chart can show: name, words, and the member of a frame. */
export const latencyChoices = [
  ['window', 'since last frame', 'latency_window_ms'],
  ['overall', 'all so far', 'latency_ms.overall'],
  ['put', 'puts so far', 'latency_ms.put'],
  ['get', 'gets so far', 'latency_ms.get'],
  ['del', 'deletes so far', 'latency_ms.del'],
  ['loop', 'loop included', 'latency_loop_ms.overall'],
];

/** The series of latencies for one of the choices. A summary of no samples is no value, not zero. */
export function latencySeries(name) {
  const base = latencyChoices.find(([key]) => key === name)[2];
  return quantiles.map(([key, label, colour]) => ({
    id: key, path: `${base}.${key}`, label, unit: 'milliseconds', colour, needs: `${base}.count`,
  }));
}

/** Line charts: series by id (stable in addresses), path, label, unit and colour; `axis` 2 is the right one. */
export const charts = [
  {
    id: 'throughput', title: 'Throughput', size: 'wide', unit: 'rate',
    series: [
      { id: 'ema', path: 'ops_per_second_ema', label: 'smoothed', unit: 'rate', colour: 1 },
      { id: 'instant', path: 'ops_per_second_instant', label: 'each frame', unit: 'rate', colour: 6, thin: true },
    ],
  },
  { id: 'latency', title: 'Latency', size: 'wide', unit: 'milliseconds', log: true, series: latencySeries('window') },
  {
    id: 'load', title: 'Load factor', unit: 'ratio',
    series: [{ id: 'load', path: 'load_factor', label: 'entries ÷ slots', unit: 'ratio', colour: 1 }],
  },
  {
    id: 'probe', title: 'Probe length', unit: 'figure',
    series: [{ id: 'mean', path: 'avg_probe_estimate', label: 'mean distance', unit: 'figure', colour: 2 }],
  },
  {
    id: 'tombstones', title: 'Tombstones, overflow', unit: 'percent', unit2: 'count',
    series: [
      { id: 'ratio', path: 'tombstone_ratio', label: 'tombstones', unit: 'percent', colour: 5 },
      { id: 'overflow', path: 'overflow_ratio', label: 'not at home', unit: 'percent', colour: 2 },
      { id: 'group', path: 'max_group_len', label: 'fullest group', unit: 'count', colour: 4, axis: 2 },
    ],
  },
  {
    id: 'memory', title: 'Memory', unit: 'bytes', unit2: 'compact',
    series: [
      { id: 'total', path: 'memory_bytes.total', label: 'all', unit: 'bytes', colour: 1 },
      { id: 'slack', path: 'memory_bytes.slack', label: 'slack', unit: 'bytes', colour: 2 },
      { id: 'entries', path: 'entries', label: 'entries', unit: 'compact', colour: 3, axis: 2 },
    ],
  },
];

/** Everything the overlay can lay over each other. */
export const overlayChoices = [
  ...charts.filter((chart) => chart.id !== 'latency').flatMap((chart) => chart.series
    .map((series) => ({ ...series, label: `${chart.title}: ${series.label}` }))),
  ...latencySeries('window').map((series) => ({ ...series, label: `Latency ${series.label}` })),
  ...latencySeries('overall').slice(0, 3).map((series) => ({ ...series, label: `Latency so far ${series.label}` })),
];

/** The cards: label, the member shown large, and members shown small beside it. */
export const cards = [
  { label: 'Layout', path: 'backend', small: [['migrating_to', 'migration', '']] },
  { label: 'Operations', path: 'ops', unit: 'count', small: [] },
  { label: 'Throughput', path: 'ops_per_second_ema', unit: 'rate', small: [] },
  {
    label: 'Put · get · delete', path: 'puts', unit: 'compact',
    small: [['gets', 'compact', '· '], ['dels', 'compact', '· ']],
  },
  { label: 'Entries', path: 'entries', unit: 'count', small: [] },
  { label: 'Load factor', path: 'load_factor', unit: 'ratio', small: [] },
  { label: 'Mean probe', path: 'avg_probe_estimate', unit: 'figure', small: [] },
  { label: 'Tombstones', path: 'tombstone_ratio', unit: 'percent', small: [] },
  { label: '99 % latency', path: 'latency_ms.overall.p99', unit: 'milliseconds', small: [] },
  { label: 'Memory', path: 'memory_bytes.total', unit: 'bytes', small: [] },
  { label: 'Migrations', path: 'migrations', unit: 'count', small: [] },
  { label: 'Compactions', path: 'compactions', unit: 'count', small: [] },
];

/** Layouts in the order of their colours. */
export const layouts = ['chaining', 'robinhood', 'grouped', 'compact'];

/** Whether a layout has what a chart shows; where it has not, the chart says so. */
export function absence(chartID, frame) {
  if (!frame) return null;
  if (chartID === 'latency' && frame.latency_ms?.overall?.count === 0) return 'No operation has been sampled yet.';
  if (chartID === 'tombstones' && !frame.tombstone_ratio && !frame.max_group_len && !frame.overflow_ratio) {
    return `${plain(frame.backend, 40)} has no groups, and there are no tombstones`;
  }
  return null;
}
