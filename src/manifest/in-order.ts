import { sortedRecord } from '../capacity/order';

/** The same with the fields of every object in order: maps have none in Go, and another one in each run of a Java program. */
export function inOrder<T>(value: T): T {
  if (Array.isArray(value)) {
    return value.map(inOrder) as T;
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const fields = Object.entries(value).map(([key, field]): [string, unknown] => [key, inOrder(field)]);
  return sortedRecord(Object.fromEntries(fields)) as T;
}
