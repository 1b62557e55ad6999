// What happened, on the time axis: events of the frames, and alerts where they begin. Each opens what stands behind it.
import { button, element, plain } from './dom.js';
import { bytes, count, figure, nanoseconds, seconds } from './format.js';

const families = {
  switch_began: 'migration', switch: 'migration', compaction: 'compaction', reseed: 'reseed', command: 'command',
  forecast: 'forecast',
};

const words = {
  start: 'start', complete: 'complete', interrupted: 'interrupted', stopped: 'stopped', error: 'error',
  switch_began: 'migration begins', switch: 'migration', compaction: 'compaction', reseed: 'reseed', idle: 'idle',
  resume: 'resume', command: 'command', forecast: 'forecast', alert: 'alert',
};

/** Members of events and alerts in words. */
const labels = {
  frame: 'Frame', type: 'Kind', t: 'Time', op: 'Operation', backend: 'Layout', message: 'Message', from: 'From', to: 'To', reason: 'Why',
  source: 'Asked for by', entries: 'Entries moved', bytes: 'New memory', moved_bytes: 'Bytes moved', ns: 'Took',
  statistic: 'Decided by', ns_before: 'An operation took', ns_expected: 'Expected to take', metric: 'Rule', value: 'Value', threshold: 'Threshold',
  severity: 'Severity', clears_below: 'Clears below', since: 'Since',
};

/** Kinds of ledger entries that are the other side of an event. */
const behind = {
  switch_began: ['migration_began'], switch: ['migration_ended'], compaction: ['compaction_ended', 'compaction_began'],
  reseed: ['reseed_ended', 'reseed_began', 'reseed'],
};

/** All marks of the frames that are here, in the order of time; computed once a change. */
export function marksOf(store) {
  if (store.marks?.version === store.version) return store.marks.list;
  const list = [];
  let before = new Set();
  for (const frame of store.frames) {
    for (const event of frame.events ?? []) {
      const family = families[event.type];
      list.push({
        t: event.t, kind: String(event.type), family: family ?? 'course', isStructural: family !== undefined,
        isBegin: event.type === 'switch_began', event, frame,
      });
    }
    const now = new Set();
    for (const alert of frame.alerts ?? []) {
      const name = `${alert.metric} ${alert.severity}`;
      now.add(name);
      if (!before.has(name)) {
        list.push({ t: frame.t, kind: 'alert', family: 'alert', isStructural: false, isBegin: false, event: alert, frame });
      }
    }
    before = now;
  }
  list.sort((one, other) => one.t - other.t);
  store.marks = { version: store.version, list };
  return list;
}

/** The times during which a migration ran. */
export function bandsOf(store) {
  const bands = [];
  let began = null;
  for (const mark of marksOf(store)) {
    if (mark.kind === 'switch_began') began ??= mark.t;
    else if (mark.kind === 'switch' && began !== null) {
      bands.push({ from: began, to: mark.t });
      began = null;
    }
  }
  if (began !== null) bands.push({ from: began, to: store.last.t });
  return bands;
}

/** A mark in a few words. */
export function brief(mark) {
  const { event, kind } = mark;
  const name = words[kind] ?? plain(kind, 40);
  if (kind === 'alert') return `alert: ${plain(event.message ?? event.metric, 160)}`;
  const parts = [event.message && !(event.from && event.to) ? `${name}: ${plain(event.message, 160)}` : name];
  if (event.from && event.to) parts.push(`${plain(event.from, 20)} → ${plain(event.to, 20)}`);
  // A forecast says in its message of what it is; a decision tells the figure that it was taken on.
  const figures = typeof event.value === 'number' && typeof event.threshold === 'number'
    ? `: ${plain(event.statistic ?? '', 40)} ${figure(event.value)}, threshold ${figure(event.threshold)}` : '';
  if (event.reason && kind !== 'forecast') parts.push(`(${plain(event.reason, 60)}${figures})`);
  return parts.join(' ');
}

/** The entries of the ledger that an event reports: of its kind and operation; else of its kind in that frame. */
export function ledgerBehind(mark) {
  const kinds = behind[mark.kind] ?? [];
  const ofKind = (mark.frame.ledger ?? []).filter((entry) => kinds.includes(entry.kind));
  const exact = ofKind.filter((entry) => entry.op === mark.event.op);
  return exact.length ? exact : ofKind;
}

const prefix = (segment) => `0x${segment.toString(16).padStart(8, '0')}`;
const units = { ns_before: nanoseconds, ns_expected: nanoseconds, moved_bytes: bytes, t: seconds, since: seconds, value: figure, threshold: figure, clears_below: figure, op: count, entries: count, bytes, ns: nanoseconds, segment: prefix };

/** A member of an event or ledger entry for people. */
export function member(name, value) {
  return typeof value === 'number' && units[name] ? units[name](value) : plain(value, 2000);
}

/** A table of ledger entries. */
export function ledgerTable(entries, caption) {
  const columns = [
    ['kind', 'What'], ['reason', 'Why'], ['op', 'Operation'], ['segment', 'Segment'], ['from', 'From'], ['to', 'To'],
    ['entries', 'Entries'], ['bytes', 'Bytes'], ['ns', 'Time'],
  ];
  const body = element('tbody');
  for (const entry of entries) {
    body.append(element('tr', {}, ...columns.map(([name]) => element('td', {}, member(name, entry[name] ?? '')))));
  }
  return element(
    'div', { class: 'table', tabindex: 0, role: 'region', 'aria-label': caption },
    element('table', { class: 'ledger' }, element('caption', {}, caption),
      element('thead', {}, element('tr', {}, ...columns.map(([, label]) => element('th', { scope: 'col' }, label)))), body),
  );
}

/** The dialog that shows what stands behind a mark. */
export class MarkDialog {
  /** `go(frame)` shows the moment itself, `marks()` gives all marks in their order. */
  constructor(go, marks) {
    Object.assign(this, { go, marks });
    this.title = element('h2', { id: 'mark-title' });
    this.content = element('div', { class: 'content' });
    this.goButton = button('Show this frame', () => { this.dialog.close(); this.go(this.mark.frame); });
    this.dialog = element(
      'dialog', { id: 'mark', 'aria-labelledby': 'mark-title' }, this.title, this.content,
      element('div', { class: 'actions' }, button('Earlier', () => this.step(-1)), button('Later', () => this.step(1)), this.goButton, button('Close', () => this.dialog.close())),
    );
    document.body.append(this.dialog);
  }

  /** The mark before or behind this one. */
  step(by) {
    const marks = this.marks();
    const same = marks.findIndex((mark) => mark.event === this.mark.event);
    const next = marks[same + by];
    if (next) this.open(next);
  }

  open(mark) {
    this.mark = mark;
    this.title.textContent = `${mark.kind === 'alert' ? 'Alert' : 'Event'}: ${words[mark.kind] ?? plain(mark.kind, 40)}`;
    const facts = element('dl', {});
    for (const [name, value] of Object.entries({ frame: mark.frame.frame, ...mark.event })) {
      if (value === null || typeof value === 'object') continue;
      facts.append(element('dt', {}, Object.hasOwn(labels, name) ? labels[name] : plain(name, 40)), element('dd', {}, member(name, value)));
    }
    const parts = [facts];
    const entries = ledgerBehind(mark);
    const all = mark.frame.ledger ?? [];
    if (entries.length) parts.push(ledgerTable(entries, 'The ledger entry behind it'));
    else if (mark.isStructural && mark.kind !== 'command' && mark.kind !== 'forecast') {
      parts.push(element('p', {}, 'Its ledger entry is not among those this frame carries.'));
    }
    if (all.length > entries.length) {
      const omitted = mark.frame.ledger_omitted ? `; ${count(mark.frame.ledger_omitted)} more are left out` : '';
      parts.push(ledgerTable(all, `The whole ledger of frame ${mark.frame.frame}${omitted}`));
    }
    this.content.replaceChildren(...parts);
    if (!this.dialog.open) this.dialog.showModal();
  }
}
