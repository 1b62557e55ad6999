// The runs this server holds: the newest is followed unless another is chosen.
import { choice, element, plain } from './dom.js';
import { seconds } from './format.js';
import { answer } from './source.js';

/** Milliseconds between two looks at the list. */
const pace = 5000;

export class Runs {
  constructor(root, view) {
    Object.assign(this, { root, view });
    this.shown = '';
  }

  /** Looks at the list from now on. A server that cannot tell is asked again; the connection's own state tells why. */
  async watch() {
    for (;;) {
      try {
        this.show((await answer('api/runs')).runs);
      } catch {
        this.show([]);
      }
      await new Promise((resume) => { setTimeout(resume, pace); });
    }
  }

  show(runs) {
    const options = runs.map(({ run_id: id, t, ended }) => [id, `${plain(id, 12)} · ${seconds(t)}${ended ? '' : ' · running'}`]).reverse();
    const signature = JSON.stringify([options, this.view.run]);
    if (signature === this.shown || this.root.contains(document.activeElement)) return;
    this.shown = signature;
    this.root.replaceChildren();
    if (options.length < 2) return;
    const select = choice('Run', [['', 'newest run'], ...options], this.view.run ?? '', (run) => this.view.set({ run: run || null, mode: 'live', frame: null }));
    this.root.append(element('label', {}, 'Run ', select));
  }
}
