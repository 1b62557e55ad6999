// The frame around every chart: title, readings, tools, and a table that says the same in figures.
import { button, element, setText } from './dom.js';
import { csvOf, save, stem } from './exports.js';

/** Rows a table shows; exports have all. */
const tableRows = 400;

/**
 * A panel. `content` gives `table()` → {columns, rows} with raw values, `texts` formatting one row for people,
 * `canvas()` → a canvas for PNG or null. `extra` are tools of its own.
 */
export class Panel {
  constructor(id, title, view, { size = '', extra = [], png = true } = {}) {
    Object.assign(this, { id, title, view });
    this.readings = element('div', { class: 'readings' });
    this.body = element('div', { class: 'body' });
    this.note = element('p', { class: 'note', hidden: true });
    this.table = element('div', { class: 'table', tabindex: 0, role: 'region', 'aria-label': `${title}: table`, hidden: true });
    this.tableButton = button('Table', () => view.toggle('tables', id), {
      'aria-pressed': 'false', 'aria-label': `${title}: table`, class: 'tool',
    });
    const tools = [
      ...extra, this.tableButton,
      button('CSV', () => this.saveTable(), { 'aria-label': `${title}: save as CSV`, class: 'tool' }),
      png ? button('PNG', () => this.savePicture(), { 'aria-label': `${title}: save as PNG`, class: 'tool' }) : null,
    ];
    this.root = element(
      'section', { class: `panel ${size}`, id: `panel-${id}`, 'aria-labelledby': `title-${id}` },
      element('header', {}, element('h2', { id: `title-${id}` }, title), element('div', { class: 'tools' }, ...tools)),
      this.readings, this.note, this.body, this.table,
    );
  }

  /** Whether the table is shown in place of the picture. */
  get showsTable() { return this.view.tables.has(this.id); }

  /** Shows the picture or the table, as the view says. */
  arrange() {
    const shows = this.showsTable;
    this.tableButton.setAttribute('aria-pressed', String(shows));
    this.body.hidden = shows;
    this.table.hidden = !shows;
    if (!shows) this.tableVersion = null;
  }

  /** A word in place of a picture there cannot be; null takes it away. */
  say(text) {
    this.note.hidden = text === null;
    if (text !== null) setText(this.note, text);
  }

  /** Fills the table where it is shown and out of date. `describe` gives {columns, rows, cells, caption}. */
  fill(version, describe) {
    if (!this.showsTable || this.tableVersion === version) return;
    this.tableVersion = version;
    const { columns, rows, cells, caption = '' } = describe();
    const shown = rows.slice(-tableRows);
    const cut = rows.length > shown.length ? ` The newest ${shown.length} of ${rows.length} rows; CSV has all.` : '';
    const head = element('tr', {}, ...columns.map((name) => element('th', { scope: 'col' }, name)));
    const body = element('tbody');
    for (const row of shown.reverse()) body.append(element('tr', {}, ...cells(row)));
    const top = this.table.scrollTop;
    this.table.replaceChildren(element(
      'table', {}, element('caption', {}, `${this.title}.${caption ? ` ${caption}` : ''}${cut}`),
      element('thead', {}, head), body,
    ));
    this.table.scrollTop = top;
  }

  saveTable() {
    const { columns, rows, values } = this.describe();
    save(new Blob([csvOf(columns, rows.map(values))], { type: 'text/csv' }), `${stem(this.view)}-${this.id}.csv`);
  }

  async savePicture() {
    const canvas = await this.picture?.();
    if (!canvas) return;
    canvas.toBlob((blob) => { if (blob) save(blob, `${stem(this.view)}-${this.id}.png`); }, 'image/png');
  }
}
