import { TextMatch } from './text-match';
import { byCodeUnit, comparing, sortedBy } from '../../../capacity/order';

/** What one alternative of a match looks at. */
export interface RouteCondition {
  readonly path: { readonly kind: 'exact' | 'prefix' | 'regex'; readonly value: string };
  readonly method?: string;
  readonly headers: Readonly<Record<string, TextMatch>>;
  readonly query: Readonly<Record<string, TextMatch>>;
}

/** The same text for conditions that take the same requests. */
export function keyOf({ path, method, headers, query }: RouteCondition): string {
  const texts = (all: Readonly<Record<string, TextMatch>>) =>
    sortedBy(Object.entries(all), ([name]) => name).map(([name, { _kind, _value }]) => ` ${name} ${_kind} ${_value}`);
  const plain = path.kind === 'prefix' ? path.value : `${path.kind} ${path.value}`;
  return [plain, method ? ` ${method}` : '', ...texts(headers), ...texts(query).map((text) => ` ?${text}`)].join('');
}

const KINDS = ['exact', 'regex', 'prefix'];

/** What is to be asked first, of what may take the same request. */
export const narrowestFirst = comparing<RouteCondition>(
  (a, b) => KINDS.indexOf(a.path.kind) - KINDS.indexOf(b.path.kind),
  (a, b) => b.path.value.length - a.path.value.length,
  (a, b) => byCodeUnit(a.path.value, b.path.value),
  (a, b) => lookedAt(b) - lookedAt(a),
  (a, b) => byCodeUnit(keyOf(a), keyOf(b)),
);

function lookedAt({ method, headers, query }: RouteCondition): number {
  return (method ? 1 : 0) + Object.keys(headers).length + Object.keys(query).length;
}
