/** A seed that follows from what it is drawn for, and has nothing in common with that of anything else (FNV-1a, 32 bits). */
export function drawSeed(what: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const character of what.join('|')) {
    hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  }
  return hash >>> 0;
}
