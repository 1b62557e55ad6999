// The frames of one run, in order, at most so many of them.

/** Frames the page keeps; the oldest leave first. */
export const frameLimit = 6000;

export class FrameStore {
  constructor(limit = frameLimit) {
    this.limit = limit;
    this.reset('');
  }

  reset(runID) {
    this.runID = runID;
    this.frames = [];
    this.marks = null;
    this.dropped = 0;
    this.hasEnded = false;
    this.version = (this.version ?? 0) + 1;
  }

  get first() { return this.frames[0] ?? null; }

  get last() { return this.frames[this.frames.length - 1] ?? null; }

  /** The cursor with which the next frames are asked for. */
  get cursor() { return this.last?.frame ?? 0; }

  /** Takes frames that continue the run; those of another run begin anew. Tells whether anything came. */
  add(frames) {
    let came = false;
    for (const frame of frames) {
      if (typeof frame?.frame !== 'number' || typeof frame.t !== 'number') continue;
      if (frame.run_id !== this.runID) this.reset(frame.run_id);
      if (frame.frame <= this.cursor) continue;
      this.frames.push(frame);
      came = true;
    }
    if (!came) return false;
    if (this.frames.length > this.limit) {
      const surplus = this.frames.length - this.limit;
      this.frames.splice(0, surplus);
      this.dropped += surplus;
    }
    this.version += 1;
    return true;
  }

  /** The place of the newest frame that `reaches` does not exceed, by number or by time; -1 when all come later. */
  placeBy(member, reached) {
    let low = 0;
    let high = this.frames.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.frames[middle][member] <= reached) low = middle + 1; else high = middle;
    }
    return low - 1;
  }

  /** The frame of a number, or the nearest one before it, or the first. */
  byNumber(number) {
    return this.frames[Math.max(0, this.placeBy('frame', number))] ?? null;
  }

  /** The frame that held at a time. */
  byTime(seconds) {
    return this.frames[Math.max(0, this.placeBy('t', seconds))] ?? null;
  }

  /** The frame whose time is nearest. */
  nearest(seconds) {
    const place = Math.max(0, this.placeBy('t', seconds));
    const here = this.frames[place];
    const next = this.frames[place + 1];
    return next && next.t - seconds < seconds - here.t ? next : here ?? null;
  }

  /** The frames within a span of time. */
  within([from, to]) {
    return this.frames.slice(this.placeBy('t', from - 1e-9) + 1, this.placeBy('t', to + 1e-9) + 1);
  }
}
