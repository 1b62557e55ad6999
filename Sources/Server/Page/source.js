// Where frames come from: a stream of server-sent events, or questions at an interval. Only this server is ever asked.

const pageOfFrames = 1000;
const newestFrames = 2000;

/** An answer as JSON; an error carries the server's own words. */
export async function answer(path, signal) {
  const response = await fetch(path, { signal, credentials: 'same-origin', cache: 'no-cache' });
  if (response.ok) return response.json();
  let text = `${path.split('?')[0]} answered ${response.status}`;
  try {
    const problem = await response.json();
    if (problem.detail) text = `${problem.detail}${problem.hint ? `; ${problem.hint}` : ''}`;
  } catch { /* not JSON: the status is all there is to say */ }
  throw Object.assign(new Error(text), { status: response.status });
}

export class Source {
  /** `arrived(frames)` gets frames in order, `told(state, detail)` learns how the connection fares. */
  constructor(store, view, arrived, told) {
    Object.assign(this, { store, view, arrived, told });
    this.generation = 0;
  }

  /** Begins, or begins again after a change of settings; what ran before ends. */
  restart() {
    this.generation += 1;
    this.asksFor = this.view.run;
    this.abort?.abort();
    this.abort = new AbortController();
    this.run(this.generation, this.abort.signal);
  }

  /** How the run that is here fares. */
  get state() {
    if (!this.store.last) return 'empty';
    return this.store.hasEnded || isLast(this.store.last) ? 'ended' : 'live';
  }

  async run(generation, signal) {
    let failures = 0;
    const isOurs = () => generation === this.generation;
    while (isOurs()) {
      try {
        if (!this.store.last) await this.beginning(signal);
        if (this.view.source === 'stream') await this.follow(signal, () => { failures = 0; });
        else await this.poll(signal);
        failures = 0;
      } catch (error) {
        if (!isOurs()) return;
        if (error.status === 404 && this.view.run) {
          // The run of a link is no longer held: the newest one is shown instead.
          this.view.set({ run: null, mode: 'live', frame: null });
          return;
        }
        failures += 1;
        this.told(error.status === 401 ? 'denied' : 'lost', error.message);
      }
      if (!isOurs()) return;
      const wait = failures ? Math.min(15, 0.5 * 2 ** failures) : this.view.source === 'poll' ? this.view.every : 1;
      await new Promise((resume) => { setTimeout(resume, wait * 1000); });
    }
  }

  /** The question for the run that was chosen, or for the newest. */
  asked(path) {
    return this.view.run ? `${path}${path.includes('?') ? '&' : '?'}run=${encodeURIComponent(this.view.run)}` : path;
  }

  /** The newest frames at once, so that something is seen before all is here. */
  async beginning(signal) {
    const history = await answer(this.asked(`api/metrics/history?limit=${newestFrames}`), signal);
    this.arrived(history.items);
    this.told(this.state);
  }

  async poll(signal) {
    for (;;) {
      const page = await answer(this.asked(`api/frames?since=${this.store.cursor}&limit=${pageOfFrames}`), signal);
      if (page.run_id !== undefined && this.store.last && page.run_id !== this.store.runID) {
        this.store.reset('');
        await this.beginning(signal);
        return;
      }
      this.arrived(page.frames);
      this.told(this.state);
      if (page.frames.length < pageOfFrames) return;
    }
  }

  /** Reads `api/stream` until it ends, resuming behind the newest frame that is here. */
  async follow(signal, alive) {
    // In the address, since a header cannot carry every name a run may have.
    const place = this.store.last ? `?last_event_id=${encodeURIComponent(`${this.store.runID}:${this.store.cursor}`)}` : '';
    const response = await fetch(this.asked(`api/stream${place}`), { signal, credentials: 'same-origin', cache: 'no-store' });
    if (!response.ok || !response.body) {
      throw Object.assign(new Error(`api/stream answered ${response.status}`), { status: response.status });
    }
    this.told(this.state);
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      alive();
      const blocks = (rest + value).split('\n\n');
      rest = blocks.pop();
      const frames = [];
      for (const block of blocks) this.take(block, frames);
      if (frames.length) {
        this.arrived(frames);
        this.told(this.state);
      }
    }
  }

  /** One event of the stream: what it carries goes to `frames`. */
  take(block, frames) {
    let event = '';
    let data = '';
    for (const line of block.split('\n')) {
      if (line.startsWith('event: ')) event = line.slice(7);
      else if (line.startsWith('data: ')) data += line.slice(6);
    }
    if (event === 'frame') frames.push(JSON.parse(data));
    else if (event === 'end') {
      this.arrived(frames.splice(0));
      this.store.hasEnded = true;
      this.told(this.state);
    }
  }
}

/** Whether a frame says that its run is over. */
function isLast(frame) {
  return (frame.events ?? []).some(({ type }) => ['complete', 'interrupted', 'stopped', 'error'].includes(type));
}

/** The comparison the server was given, or null; one that was not given is not asked for. */
export async function comparison() {
  if (!(await answer('api/runs')).comparison) return null;
  const found = await answer('api/compare');
  return found?.schema === 'adhash.compare.v1' ? found : null;
}

/** Loads a chart library from this server; gives why it is absent instead of throwing. */
export async function library(name) {
  const path = `static/${name}`;
  try {
    const found = await fetch(path, { method: 'HEAD', credentials: 'same-origin' });
    if (!found.ok) await answer(path);
  } catch (error) {
    return error.message;
  }
  const runs = await new Promise((resolve) => {
    const script = document.createElement('script');
    script.src = path;
    script.onload = () => resolve(true);
    script.onerror = () => resolve(false);
    document.head.append(script);
  });
  return runs ? null : `${path} is here but does not run in this browser`;
}
