import { bitsText } from '../../capacity/forecast/texts';
import { fixed } from '../../capacity/quantity';

/** Requests of which somebody makes spans. */
export interface TracedLoad {
  readonly path: string;
  /** Requests per second; 0 where nobody said. */
  readonly rate: number;
  /** Spans for each request. */
  readonly spans: number;
}

/** Spans of all that is traced, per second. */
export function spansPerSecond(loads: readonly TracedLoad[], percent: number): number {
  return loads.reduce((sum, { rate, spans }) => sum + (rate * spans * percent) / 100, 0);
}

/** `1,250 spans each second of 5 % of 25,000 requests, 10 Mbit/s`. */
export function loadText(loads: readonly TracedLoad[], percent: number, spanBytes: number): string {
  const spans = spansPerSecond(loads, percent);
  const requests = loads.reduce((sum, { rate }) => sum + rate, 0);
  const bits = 8 * spans * spanBytes;
  return `${count(spans)} spans each second, of ${percent} % of ${count(requests)} requests at ${loads.length} ${loads.length === 1 ? 'place' : 'places'}: ${bitsText(bits)}`;
}

function count(amount: number): string {
  return fixed(amount, amount < 10 ? 1 : 0);
}
