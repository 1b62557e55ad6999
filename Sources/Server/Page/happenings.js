// Events up to the frame that is shown, and what changing the structure of the map has cost so far.
import { button, element, plain, stamp } from './dom.js';
import { count, nanoseconds, seconds } from './format.js';
import { brief, marksOf } from './marks.js';
import { Panel } from './panel.js';

/** Events listed; the table and the export have all. */
const listed = 60;

export class Events extends Panel {
  constructor(view, open) {
    super('events', 'Events', view, { png: false });
    this.open = open;
    this.list = element('ol', { class: 'events' });
    this.body.append(this.list);
  }

  render(context) {
    this.context = context;
    this.arrange();
    const { store, frame } = context;
    this.fill(`${store.version} ${frame?.frame}`, () => this.describe());
    const marks = this.marks();
    const version = `${store.runID} ${marks.length} ${marks[marks.length - 1]?.t}`;
    if (version === this.listVersion) return;
    this.listVersion = version;
    this.say(marks.length ? null : 'Nothing has happened yet.');
    this.list.replaceChildren(...marks.slice(-listed).reverse().map((mark) => element(
      'li', { class: `event ${mark.family}`, 'data-kind': plain(mark.kind, 40) },
      button('', () => this.open(mark), {}),
    )));
    marks.slice(-listed).reverse().forEach((mark, index) => {
      this.list.children[index].firstChild.append(
        element('time', {}, seconds(mark.t)), ' ', element('span', {}, brief(mark)),
      );
    });
  }

  marks() {
    const { store, frame } = this.context;
    return frame ? marksOf(store).filter((mark) => mark.frame.frame <= frame.frame) : [];
  }

  describe() {
    return {
      columns: ['Time', 'Frame', 'What'],
      rows: this.marks(),
      values: (mark) => [mark.t, mark.frame.frame, `${mark.kind}: ${brief(mark)}`],
      cells: (mark) => [
        element('th', { scope: 'row' }, seconds(mark.t)), element('td', {}, String(mark.frame.frame)), element('td', { class: 'words' }, brief(mark)),
      ],
    };
  }
}

const columns = [['events', 'Events', count], ['entries', 'Entries', count], ['ns', 'Time', nanoseconds], ['longest_ns', 'Longest', nanoseconds]];

export class Structure extends Panel {
  constructor(view) {
    super('structure', 'Structural work so far', view, { png: false });
    this.tableButton.hidden = true;
    this.inner = element('div', { class: 'table', tabindex: 0, role: 'region', 'aria-label': 'Structural work so far' });
    this.body.append(this.inner);
  }

  render(context) {
    this.context = context;
    const { frame } = context;
    const version = `${frame?.run_id} ${frame?.frame}`;
    if (version === this.version) return;
    this.version = version;
    const { rows, cells } = this.describe();
    this.say(rows.length ? null : 'Nothing of the structure has changed yet.');
    const body = element('tbody', {}, ...rows.map((row) => element('tr', {}, ...cells(row))));
    this.inner.replaceChildren(element('table', {},
      element('thead', {}, element('tr', {}, ...['Kind', ...columns.map(([, label]) => label)].map((name) => element('th', { scope: 'col' }, name)))), body));
  }

  describe() {
    const { frame } = this.context;
    return {
      columns: ['kind', ...columns.map(([name]) => name)],
      rows: Object.entries(frame?.structure ?? {}),
      values: ([kind, totals]) => [kind, ...columns.map(([name]) => totals[name])],
      cells: ([kind, totals]) => [
        element('th', { scope: 'row' }, plain(kind, 40).replaceAll('_', ' ')),
        ...columns.map(([name, , format]) => {
          const cell = element('td');
          stamp(cell, frame, `structure.${plain(kind, 40)}.${name}`, format(totals[name] ?? 0), totals[name] ?? null);
          return cell;
        }),
      ],
    };
  }
}
