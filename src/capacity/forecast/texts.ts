import { fixed } from '../quantity';

interface Scale {
  readonly units: readonly (readonly [size: number, name: string])[];
}

const BYTES = powers(1024, [' B', ' KiB', ' MiB', ' GiB', ' TiB', ' PiB', ' EiB']);
const BITS = powers(1000, [' bit/s', ' kbit/s', ' Mbit/s', ' Gbit/s', ' Tbit/s']);
const COUNTS = powers(1000, ['', ' thousand', ' million', ' billion', ' trillion']);
const SECONDS: Scale = {
  units: [
    [1, ' s'],
    [60, ' min'],
    [3600, ' h'],
    [86_400, ' days'],
  ],
};

/** `12.1 TiB`. */
export function bytesText(bytes: number): string {
  return nearest(bytes, BYTES);
}

/** `800 Mbit/s`. */
export function bitsText(bitsPerSecond: number): string {
  return nearest(bitsPerSecond, BITS);
}

/** `300 million`. */
export function countText(count: number): string {
  return nearest(count, COUNTS);
}

/** `40 s`, `3 min`, `7.5 h`, `4 days`. */
export function secondsText(seconds: number): string {
  return nearest(seconds, SECONDS, 2);
}

/** A number of bytes that one would write, and that is enough. */
export function enoughBytes(bytes: number): string {
  return above(bytes, BYTES);
}

export function enoughBits(bitsPerSecond: number): string {
  return above(bitsPerSecond, BITS);
}

export function enoughSeconds(seconds: number): string {
  return above(seconds, SECONDS, 2);
}

function powers(base: number, names: readonly string[]): Scale {
  return { units: names.map((name, i) => [base ** i, name] as const) };
}

function nearest(amount: number, scale: Scale, least = 1): string {
  const [size, name] = unitOf(amount, scale, least);
  return `${digits(amount / size)}${name}`;
}

/** Two digits that say something, rounded up. */
function above(amount: number, scale: Scale, least = 1): string {
  const [size, name] = unitOf(amount, scale, least);
  const value = amount / size;
  const step = 10 ** (Math.floor(Math.log10(value)) - 1);
  return `${fixed(Math.ceil(value / step - 1e-9) * step, 6)}${name}`;
}

/** The largest unit of which there are at least so many, as it will be written. */
function unitOf(amount: number, { units }: Scale, least: number): readonly [number, string] {
  return [...units].reverse().find(([size]) => Number(digits(amount / size)) >= least) ?? units[0];
}

/** Three digits that say something, or all before the point. */
function digits(value: number): string {
  return fixed(value, value >= 100 ? 0 : value >= 10 ? 1 : 2);
}
