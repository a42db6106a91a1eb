import * as fs from 'fs';
import * as path from 'path';

/** Reference data beside the checkout; tests that need it are skipped where it is missing. */
export const SHARED = path.resolve(__dirname, '../../../shared');

/** `describe` where that reference data is there, else `describe.skip` with the reason in the name. */
export function describeWith(relative: string, name: string, body: () => void): void {
  const there = fs.existsSync(path.join(SHARED, relative));
  (there ? describe : describe.skip)(there ? name : `${name} (skipped: ../shared/${relative} is not there)`, body);
}
