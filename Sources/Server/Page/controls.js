// Time: live, paused or replayed; which part of the run is seen; how frames arrive.
import { button, choice, element, setText } from './dom.js';
import { count, seconds } from './format.js';
import { brief, marksOf } from './marks.js';

export const presets = [[1, '1 s'], [10, '10 s'], [60, '1 min'], [300, '5 min'], [1800, '30 min'], ['all', 'All']];

/** Marks nearer to each other than this share of the course are one button. */
const crowding = 0.012;

/** Kinds of marks that give a shared button its colour and words, the weightiest first. */
const weighty = ['switch', 'reseed', 'compaction', 'switch_began', 'alert', 'command', 'forecast'];

export class Controls {
  constructor(root, settings, view, actions) {
    Object.assign(this, { view, actions });
    this.live = button('Live', () => actions.live(), { 'aria-keyshortcuts': 'L' });
    this.pause = button('Pause', () => actions.pause(), { 'aria-keyshortcuts': 'Space' });
    this.replay = button('Replay', () => actions.replay(), { 'aria-keyshortcuts': 'R' });
    const speed = choice('Speed of the replay', [0.01, 0.1, 0.5, 1, 2, 10].map((value) => [value, `${value}×`]), view.speed,
      (value) => view.set({ speed: Number(value) }));
    this.presets = presets.map(([range, label]) => button(label, () => view.set({ range }), { 'aria-label': range === 'all' ? 'The whole run' : `The last ${label}` }));
    const updates = choice('Updates', [['stream', 'as they come'], ['1', 'every 1 s'], ['2', 'every 2 s'], ['5', 'every 5 s'], ['10', 'every 10 s']],
      view.source === 'stream' ? 'stream' : view.every,
      (value) => view.set(value === 'stream' ? { source: 'stream' } : { source: 'poll', every: Number(value) }));
    const link = button('Copy link', () => actions.copyLink(link));
    this.position = element('output', { id: 'position' });
    this.slider = element('input', {
      type: 'range', id: 'scrubber', min: 0, max: 0, value: 0, step: 1, 'aria-label': 'Frame', input: () => actions.scrub(Number(this.slider.value)),
    });
    this.lane = element('div', { id: 'lane', role: 'group', 'aria-label': 'Events on the course of the run' });
    root.append(
      element('div', { class: 'row' },
        element('div', { class: 'group', role: 'group', 'aria-label': 'Playing' }, this.live, this.pause, this.replay, speed),
        element('div', { class: 'group', role: 'group', 'aria-label': 'Span of time' }, ...this.presets),
        element('div', { class: 'group' }, element('label', {}, 'Updates ', updates)),
        element('div', { class: 'group' }, link), this.position),
      this.lane, this.slider,
    );
    const theme = choice('Theme', [['auto', 'System theme'], ['light', 'Light'], ['dark', 'Dark']], view.theme, (value) => view.set({ theme: value }));
    settings.append(theme, button('Keys', () => actions.help(), { 'aria-keyshortcuts': '?' }));
    this.speed = speed;
    this.theme = theme;
  }

  render({ store, frame }) {
    const { mode, range } = this.view;
    this.live.setAttribute('aria-pressed', String(mode === 'live'));
    this.pause.setAttribute('aria-pressed', String(mode === 'paused'));
    this.replay.setAttribute('aria-pressed', String(mode === 'replay'));
    presets.forEach(([preset], index) => this.presets[index].setAttribute('aria-pressed', String(preset === range)));
    this.theme.value = this.view.theme;
    this.speed.value = String(this.view.speed);
    if (!frame) { setText(this.position, 'no frame yet'); return; }
    const waiting = mode === 'live' ? 0 : store.last.frame - frame.frame;
    setText(this.position, `frame ${count(frame.frame)} of ${count(store.last.frame)} at ${seconds(frame.t)}${waiting > 0 ? `, ${count(waiting)} newer` : ''}`);
    this.slider.max = String(store.frames.length - 1);
    const place = store.placeBy('frame', frame.frame);
    if (document.activeElement !== this.slider || mode !== 'paused') this.slider.value = String(Math.max(0, place));
    this.slider.setAttribute('aria-valuetext', `frame ${frame.frame}, ${seconds(frame.t)}`);
    this.renderLane(store);
  }

  /** A button for each mark, at the place of its frame on the slider; those too near to each other share one. */
  renderLane(store) {
    if (this.laneVersion === store.version) return;
    this.laneVersion = store.version;
    const last = Math.max(1, store.frames.length - 1);
    const places = [];
    for (const mark of marksOf(store)) {
      if (mark.kind === 'start') continue;
      const at = store.placeBy('frame', mark.frame.frame) / last;
      const group = places[places.length - 1];
      if (group && at - group.at < crowding) group.marks.push(mark);
      else places.push({ at, marks: [mark] });
    }
    const signature = places.map(({ at, marks }) => `${at.toFixed(3)}${marks.map((mark) => mark.kind + mark.t)}`).join();
    if (signature === this.laneSignature) return;
    this.laneSignature = signature;
    const focused = [...this.lane.children].indexOf(document.activeElement);
    this.lane.replaceChildren(...places.map(({ at, marks }) => {
      const chief = weighty.map((kind) => marks.find((mark) => mark.kind === kind)).find(Boolean) ?? marks[0];
      const label = marks.length > 1 ? `${brief(chief)} and ${marks.length - 1} more` : brief(chief);
      const node = button('', () => this.actions.openMark(chief), {
        class: `mark ${chief.family}`, 'aria-label': `${label} at ${seconds(chief.t)}`, title: label, 'data-kind': chief.kind, 'data-t': chief.t,
      });
      node.style.left = `${(at * 100).toFixed(3)}%`;
      return node;
    }));
    if (focused >= 0) this.lane.children[Math.min(focused, this.lane.children.length - 1)]?.focus();
  }
}
