// The panel of recommendations: what studies advise, and whether the run of the frame that is shown does so.
import { element, plain } from './dom.js';
import { seconds } from './format.js';
import { Panel } from './panel.js';
import { answer } from './source.js';

/** Milliseconds between two questions to a server that was given recommendations of its own. */
const pace = 5000;
const most = 8;

const stances = { follows: 'the run does so', contradicts: 'the run does otherwise', open: 'for you to decide' };

export class Advice extends Panel {
  constructor(view) {
    super('advice', 'Recommendations', view, { size: 'full', png: false });
    this.list = element('ol', { class: 'advice' });
    this.body.append(this.list);
    this.served = [];
    this.signature = null;
  }

  /** Asks the server for its own recommendations from now on, where it was given some. `changed` is called when they differ. */
  async watch(changed) {
    for (;;) {
      try {
        if (!(await answer('api/runs')).recommendations) return;
        const run = this.view.run ? `?run=${encodeURIComponent(this.view.run)}` : '';
        const { items } = await answer(`api/recommendations${run}`);
        if (JSON.stringify(items) !== JSON.stringify(this.served)) {
          this.served = items;
          changed();
        }
      } catch { /* The connection's own state tells why; it is asked again. */ }
      await new Promise((resume) => { setTimeout(resume, pace); });
    }
  }

  /** Those of the frame, or where the run had none those of the server. */
  items(frame) {
    const own = frame?.recommendations;
    return (Array.isArray(own) && own.length ? own : this.served).slice(0, most);
  }

  render({ frame }) {
    this.arrange();
    const items = this.items(frame);
    this.root.hidden = items.length === 0;
    const version = JSON.stringify(items);
    if (version !== this.signature) {
      this.signature = version;
      this.list.replaceChildren(...items.map((item) => Advice.line(item)));
    }
    this.now = items;
    this.fill(version, () => this.describe());
  }

  static line(item) {
    const stance = Object.hasOwn(stances, item.stance) ? item.stance : 'open';
    const due = typeof item.due_seconds === 'number' ? ` · due in ${seconds(item.due_seconds)}` : '';
    const said = item.difference ? `${stances[stance]}: ${plain(item.difference)}` : stances[stance];
    return element(
      'li', { class: stance, 'data-source': plain(item.source, 40), 'data-stance': stance },
      element('strong', {}, plain(item.summary)),
      element('span', { class: 'stance' }, `${said}${due}`),
      element('span', { class: 'reason' }, plain(item.reason)),
      element('span', { class: 'small' }, `${plain(item.source, 40)} · confidence ${plain(item.confidence, 20)}${item.created ? ` · ${plain(item.created, 40)}` : ''}${item.run_id ? ` · from run ${plain(item.run_id, 40)}` : ''}`),
    );
  }

  describe() {
    const columns = ['Source', 'Advice', 'Why', 'Confidence', 'Stance', 'Difference', 'From run'];
    const values = (item) => [item.source, item.summary, item.reason, item.confidence, item.stance, item.difference ?? '', item.run_id ?? ''];
    return { columns, rows: this.now ?? [], values, cells: (item) => values(item).map((value) => element('td', {}, plain(value))) };
  }
}
