// Elements, and texts of strangers made harmless. Nothing here or elsewhere turns a text into markup.

/** An element with attributes (functions become listeners, false and null leave it out) and children. */
export function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === 'function') node.addEventListener(key, value);
    else node.setAttribute(key, value === true ? '' : String(value));
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** A button that says what it does. */
export function button(label, press, attributes = {}) {
  return element('button', { type: 'button', click: press, ...attributes }, label);
}

/** A choice among `[value, label]` pairs. */
export function choice(label, options, value, change) {
  const select = element('select', { 'aria-label': label, change: () => change(select.value) });
  for (const [key, name] of options) select.append(element('option', { value: key }, name));
  select.value = String(value);
  return select;
}

/** Sets a text only where it differs, so that nothing is announced or laid out without need. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** The value at a dotted path of a frame, or null. */
export function valueAt(frame, path) {
  let value = frame;
  for (const step of path.split('.')) {
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, step)) return null;
    value = value[step];
  }
  return value ?? null;
}

/** Shows a member of a frame: the text for people, path, number of the frame and unrounded value for programs. */
export function stamp(node, frame, path, text, value = frame ? valueAt(frame, path) : null) {
  setText(node, text);
  node.dataset.metric = path;
  node.dataset.frame = frame ? String(frame.frame) : '';
  node.dataset.value = value === null ? '' : String(value);
}

const directional = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
// eslint-disable-next-line no-control-regex
const controls = /[\u0000-\u001f\u007f-\u009f]/g;

/** A text of unknown origin in one line: control characters become visible, the rest is cut at a limit. */
export function plain(text, limit = 300) {
  const whole = String(text ?? '');
  const head = whole.slice(0, limit)
    .replace(/[\t\n\r ]+/g, ' ')
    .replace(controls, (c) => (c.codePointAt(0) < 32 ? String.fromCodePoint(0x2400 + c.codePointAt(0)) : '\u2421'))
    .replace(directional, (c) => `U+${c.codePointAt(0).toString(16).toUpperCase().padStart(4, '0')}`);
  return whole.length > limit ? `${head}… (${whole.length.toLocaleString('en')} characters)` : head;
}

const colours = new Map();

/** The value of a colour of the present theme; asked for thousands of times a second, so it is remembered. */
export function themed(name) {
  const key = `${document.documentElement.dataset.theme} ${name}`;
  if (!colours.has(key)) colours.set(key, getComputedStyle(document.documentElement).getPropertyValue(name).trim());
  return colours.get(key);
}

/** Calls `body` after the size of a box has changed: in the next frame, since what is drawn at once may change sizes again. */
export function whenResized(node, body) {
  let isDue = false;
  const observer = new ResizeObserver(() => {
    if (isDue) return;
    isDue = true;
    requestAnimationFrame(() => {
      isDue = false;
      body();
    });
  });
  observer.observe(node);
}

const density = () => Math.min(window.devicePixelRatio || 1, 3);

/** Whether a canvas was drawn for the size its box has now. */
export function isFitted(canvas, box) {
  return canvas.height === Math.max(1, Math.round(box.clientHeight * density()));
}

/** A canvas of the size of its box, sharp on dense screens, with its drawing context in CSS pixels. */
export function fittedContext(canvas, width, height) {
  const scale = density();
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const context = canvas.getContext('2d');
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}
