// Numbers as people read them. What is shown is rounded; `data-value` never is.

/** A number with three significant digits and no exponent. */
export function significant(value) {
  if (value === 0) return '0';
  const size = Math.floor(Math.log10(Math.abs(value)));
  return value.toFixed(Math.max(0, Math.min(6, 2 - size)));
}

function scaled(value, steps, units) {
  let step = 0;
  while (step < units.length - 1 && Math.abs(value) >= steps * 0.9995) {
    value /= steps;
    step += 1;
  }
  return [value, units[step]];
}

function joined([value, unit]) {
  return unit ? `${significant(value)} ${unit}` : significant(value);
}

/** A whole number with separators. */
export const count = (value) => Math.round(value).toLocaleString('en');

/** A number in thousands, millions, … */
export const compact = (value) => (Math.abs(value) < 1000 && Number.isInteger(value)
  ? String(value) : joined(scaled(value, 1000, ['', 'k', 'M', 'G', 'T'])));

/** Operations per second. */
export const rate = (value) => {
  const [number, unit] = scaled(value, 1000, ['', 'k', 'M', 'G']);
  return unit ? `${significant(number)} ${unit}/s` : `${significant(number)}/s`;
};

/** A duration given in milliseconds. */
export function milliseconds(value) {
  if (value === 0) return '0';
  const nanoseconds = value * 1e6;
  if (nanoseconds >= 999.5e6) return seconds(value / 1000);
  return joined(scaled(nanoseconds, 1000, ['ns', 'µs', 'ms']));
}

/** A duration given in nanoseconds. */
export const nanoseconds = (value) => milliseconds(value / 1e6);

/** A time of the run given in seconds. */
export function seconds(value) {
  if (Math.abs(value) < 60) return `${value.toFixed(Math.abs(value) < 10 ? 3 : 2)} s`;
  const whole = Math.round(value);
  const two = (part) => String(part).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** A size in bytes. */
export const bytes = (value) => joined(scaled(value, 1024, ['B', 'KiB', 'MiB', 'GiB', 'TiB']));

/** A share between 0 and 1, as a figure. */
export const ratio = (value) => value.toFixed(3);

/** A share between 0 and 1, in per cent. */
export const percent = (value) => `${significant(value * 100)} %`;

/** A plain figure. */
export const figure = (value) => (Number.isInteger(value) ? count(value) : significant(value));

/** The formatter of each unit that the tables of fields name. */
export const formats = { count, compact, rate, milliseconds, nanoseconds, seconds, bytes, ratio, percent, figure };

/** A value on an axis: in its unit, without zeros that say nothing. */
export function tick(value, unit) {
  return formats[unit](value).replace(/(\.\d*?)0+(?=\D|$)/, '$1').replace(/\.(?=\D|$)/, '');
}

/** A value in its unit, or a dash where there is none. */
export function show(value, unit) {
  return typeof value === 'number' && Number.isFinite(value) ? formats[unit](value) : '–';
}
