import { isAbsolute, resolve } from 'path';

/** That a file is not there, with where it was looked for, and how a path is said that does not depend on the working folder. */
export function noSuchFile(file: string): string {
  return isAbsolute(file)
    ? `there is no such file as ${file}`
    : `there is no such file as ${resolve(file)}: paths are relative to the working folder; ProgramFolder has those beside the program`;
}
