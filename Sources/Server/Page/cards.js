// The map at one frame in a dozen figures.
import { element, plain, stamp, valueAt } from './dom.js';
import { cards } from './fields.js';
import { show } from './format.js';

/** The layouts a running migration leaves, as the frame counts their segments. */
function moving(frame) {
  const others = Object.keys(frame.segments ?? {}).filter((name) => name !== frame.migrating_to && frame.segments[name] > 0);
  return frame.migrating_to === frame.backend && others.length ? `← ${plain(others.join(', '), 40)}` : `→ ${plain(frame.migrating_to, 40)}`;
}

export class Cards {
  constructor(root) {
    this.cards = cards.map((card) => {
      const main = element('b');
      const small = card.small.map(() => element('span', { class: 'small' }));
      const value = element('span', { class: 'figures' }, main, ...small.flatMap((node) => [' ', node]));
      root.append(element('div', { class: 'card' }, element('span', { class: 'label' }, card.label), value));
      return { card, main, small };
    });
  }

  render({ frame }) {
    for (const { card, main, small } of this.cards) {
      const value = frame ? valueAt(frame, card.path) : null;
      stamp(main, frame, card.path, typeof value === 'string' ? plain(value, 40) : show(value, card.unit ?? 'figure'));
      card.small.forEach(([path, unit, before], index) => {
        const other = frame ? valueAt(frame, path) : null;
        stamp(small[index], frame, path, other === null ? '' : unit === 'migration' ? moving(frame) : before + show(other, unit));
      });
    }
  }
}
