/** Seconds that a header `Retry-After` asks for, or others where it says nothing, within bounds; a date counts as nothing. */
export function secondsToWait(header: string | undefined, otherwise: number, longest: number): number {
  const seconds = /^\d+$/.test(header ?? '') ? Number(header) : otherwise;
  return Math.min(seconds, longest);
}
