// The strip that compares two runs, where the server was given a comparison.
import { element, plain } from './dom.js';
import { bytes, count, milliseconds, nanoseconds, rate, seconds, significant } from './format.js';

const metrics = [
  { path: ['ops_per_second'], label: 'Throughput', format: rate, isBetter: 1 },
  { path: ['elapsed_seconds'], label: 'Run time', format: seconds, isBetter: -1 },
  { path: ['latency_ms', 'overall', 'p50'], label: '50 % latency', format: milliseconds, isBetter: -1 },
  { path: ['latency_ms', 'overall', 'p99'], label: '99 % latency', format: milliseconds, isBetter: -1 },
  { path: ['cpu_ns_per_op'], label: 'CPU an operation', format: nanoseconds, isBetter: -1 },
  { path: ['bytes_per_entry'], label: 'Memory an entry', format: bytes, isBetter: -1 },
  { path: ['migrations'], label: 'Migrations', format: count, isBetter: 0 },
];

const verdicts = { faster: 'faster', slower: 'slower', no_evidence: 'no evidence of a difference', too_noisy: 'too noisy to tell' };

function at(object, path) {
  return path.reduce((value, step) => (value && typeof value === 'object' ? value[step] : undefined), object);
}

/** A number with its sign. */
const signed = (value) => `${value > 0 ? '+' : value < 0 ? '−' : ''}${significant(Math.abs(value))}`;

/** Interval (in percent) and verdict of a metric: in the table of metrics by dotted name, or in its packet. */
function confidence(comparison, path, packet) {
  const own = at(comparison.metrics, [path.join('.')]) ?? at(comparison.metrics, path) ?? packet;
  return { low: own.ci_low, high: own.ci_high, p: own.p_adjusted ?? own.p, verdict: own.verdict };
}

function difference(comparison, { path, label, format, isBetter }) {
  const packet = at(comparison.diff, path);
  if (!packet || typeof packet.baseline !== 'number' || typeof packet.candidate !== 'number') return null;
  const { low, high, p, verdict } = confidence(comparison, path, packet);
  const known = typeof low === 'number' && typeof high === 'number';
  const isClear = known && (low > 0 || high < 0) && verdict !== 'too_noisy';
  const sign = Math.sign(packet.delta ?? packet.candidate - packet.baseline) * isBetter;
  const tone = !isClear || sign === 0 ? 'even' : sign > 0 ? 'better' : 'worse';
  const change = typeof packet.percent === 'number' ? `${signed(packet.percent)} %` : '–';
  const interval = known ? `95 % interval ${signed(low)} to ${signed(high)} %` : 'no interval: too few runs';
  const judged = verdict ? `; ${verdicts[verdict] ?? plain(verdict, 40)}` : '';
  const chance = typeof p === 'number' ? `; p ${p < 0.001 ? '< 0.001' : `= ${Number(p.toPrecision(2))}`}` : '';
  return element(
    'div', { class: `difference ${tone}` },
    element('span', { class: 'label' }, label),
    element('b', { 'data-metric': `diff.${path.join('.')}.percent`, 'data-value': packet.percent ?? '' }, change),
    element('span', { class: 'small' }, `${format(packet.baseline)} → ${format(packet.candidate)}`),
    element('span', { class: 'small' }, interval + chance + judged),
  );
}

/** What the comparison says beside its figures: histograms that differ, machines that drift. */
function remarks(comparison) {
  const all = Array.isArray(comparison.remarks) ? comparison.remarks.slice(0, 6) : [];
  const lines = all.map((remark) => element('span', { class: 'small' }, plain(remark, 400)));
  return lines.length ? [element('div', { class: 'difference remarks' }, ...lines)] : [];
}

/** Fills the strip; hides it where there is nothing to compare. */
export function showComparison(root, comparison) {
  const parts = comparison ? metrics.map((metric) => difference(comparison, metric)).filter(Boolean) : [];
  root.hidden = parts.length === 0;
  if (!parts.length) return;
  const names = [comparison.baseline?.label, comparison.candidate?.label].map((name) => plain(name ?? '?', 60));
  const verdict = comparison.verdict;
  const words = verdict ? `${verdicts[verdict] ?? plain(verdict, 60)}${verdict === 'too_noisy' && comparison.needed_runs
    ? `: run ${count(comparison.needed_runs)} more` : ''}` : 'no verdict';
  root.replaceChildren(
    element('div', { class: 'difference' }, element('span', { class: 'label' }, 'Comparison'),
      element('b', {}, `${names[0]} → ${names[1]}`), element('span', { class: 'small verdict' }, words)),
    ...parts, ...remarks(comparison),
  );
}
