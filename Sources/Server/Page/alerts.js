// The banner: guardrails that are reached in the frame that is shown.
import { element, plain } from './dom.js';
import { figure, seconds } from './format.js';

export class Alerts {
  constructor(root) {
    this.root = root;
    this.shown = '';
  }

  render({ frame }) {
    const alerts = frame?.alerts ?? [];
    const said = alerts.map((alert) => `${alert.metric} ${alert.severity}`).join('|');
    if (said !== this.shown) {
      // Only a change of what is reached is announced, not every new value.
      this.shown = said;
      this.root.replaceChildren(...alerts.map(() => element(
        'p', {}, element('strong'), ' ', element('span', { class: 'message' }), ' ', element('span', { class: 'since' }),
      )));
    }
    alerts.forEach((alert, index) => {
      const line = this.root.children[index];
      line.className = alert.severity === 'critical' ? 'alert critical' : 'alert';
      line.dataset.metric = `alerts.${index}.value`;
      line.dataset.frame = String(frame.frame);
      line.dataset.value = String(alert.value);
      const [severity, message, since] = line.children;
      severity.textContent = alert.severity === 'critical' ? 'Critical' : 'Warning';
      message.textContent = plain(alert.message ?? alert.metric);
      const clears = typeof alert.clears_below === 'number' ? `, clears below ${figure(alert.clears_below)}` : '';
      since.textContent = `since ${seconds(alert.since ?? frame.t)}${clears}`;
    });
  }
}
