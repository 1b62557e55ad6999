// What leaves the page as a file.
import { element, themed } from './dom.js';

/** Saves a file where the reader keeps downloads. */
export function save(blob, name) {
  const address = URL.createObjectURL(blob);
  const link = element('a', { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** The beginning of a file's name. */
export function stem(view) {
  const run = (view.shownRun ?? '').replace(/[^A-Za-z0-9_-]/g, '').slice(0, 12);
  return run ? `adhash-${run}` : 'adhash';
}

function cell(value) {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  // A text never becomes a formula of a spreadsheet.
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A table as CSV (RFC 4180, lines end with a line feed). */
export function csvOf(columns, rows) {
  return [columns, ...rows].map((row) => row.map(cell).join(',')).join('\n') + '\n';
}

/** Puts a title and a line of keys above a picture, on the ground of the theme. `keys` are [colour, text]. */
export function titled(picture, width, height, title, keys = []) {
  const density = picture.width / width;
  const head = 40;
  const canvas = document.createElement('canvas');
  canvas.width = picture.width;
  canvas.height = picture.height + head * density;
  const context = canvas.getContext('2d');
  context.scale(density, density);
  context.fillStyle = themed('--surface');
  context.fillRect(0, 0, width, height + head);
  context.fillStyle = themed('--text');
  context.font = '600 13px system-ui, sans-serif';
  context.fillText(title, 8, 16);
  context.font = '11px system-ui, sans-serif';
  let x = 8;
  for (const [colour, text] of keys) {
    context.fillStyle = colour;
    context.fillRect(x, 27, 10, 3);
    context.fillStyle = themed('--text');
    context.fillText(text, x + 14, 32);
    x += 26 + context.measureText(text).width;
  }
  context.drawImage(picture, 0, head, width, height);
  return canvas;
}
