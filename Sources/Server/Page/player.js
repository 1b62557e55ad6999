// Which frame is shown: the newest one, one that was chosen, or one after the other at the pace of the run.
import { marksOf } from './marks.js';

/** Milliseconds between two steps of a replay. */
const pace = 50;

export class Player {
  constructor(store, view) {
    Object.assign(this, { store, view, onTick: () => {} });
    this.timer = null;
  }

  /** The frame that is shown. */
  frame() {
    const { mode, frame } = this.view;
    return mode === 'live' || frame === null ? this.store.last : this.store.byNumber(frame);
  }

  live() {
    this.halt();
    this.view.set({ mode: 'live', frame: null, run: null });
  }

  pause() { this.show(this.frame()); }

  /** Goes on: live when the newest frame is shown, else as a replay. */
  resume() {
    if (this.frame() === this.store.last) this.live(); else this.replay();
  }

  /** Shows one frame and stays there. */
  show(frame) {
    this.halt();
    if (frame) this.view.set({ mode: 'paused', frame: frame.frame, run: frame.run_id });
  }

  step(by) {
    const { frames } = this.store;
    const place = this.store.placeBy('frame', this.frame()?.frame ?? 0) + by;
    this.show(frames[Math.min(frames.length - 1, Math.max(0, place))]);
  }

  /** The frame of the next event in a direction. */
  stepMark(by) {
    const here = this.frame();
    if (!here) return;
    const marks = marksOf(this.store);
    const mark = by > 0 ? marks.find((one) => one.frame.frame > here.frame) : marks.findLast((one) => one.frame.frame < here.frame);
    if (mark) this.show(mark.frame);
  }

  /** Plays from the frame that is shown; from the first one where that is the last. */
  replay() {
    this.halt();
    const start = this.frame() === this.store.last ? this.store.first : this.frame();
    if (!start) return;
    this.clock = start.t;
    this.view.set({ mode: 'replay', frame: start.frame, run: start.run_id });
    let before = performance.now();
    this.timer = setInterval(() => {
      const now = performance.now();
      this.clock += ((now - before) / 1000) * this.view.speed;
      before = now;
      const frame = this.store.byTime(this.clock);
      if (!frame || frame === this.store.last) this.live();
      else if (frame.frame !== this.view.frame) {
        this.view.frame = frame.frame;
        this.onTick();
      }
    }, pace);
  }

  halt() {
    clearInterval(this.timer);
    this.timer = null;
  }
}
