import { COLOURED, PLAIN } from '../report/plan-table';

/** Where the command writes, so that tests can read it. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Whether `out` shows colours. */
  readonly coloured: boolean;
  /** Milliseconds, for progress. */
  readonly now: () => number;
  /** Folder in which docker keeps its config.json. */
  readonly dockerConfig?: string;
  /** Waits so many milliseconds; in tests it need not. */
  readonly sleep?: (milliseconds: number) => Promise<unknown>;
  /** Takes what is done when the user breaks off. */
  readonly onInterrupt?: (act: () => void) => void;
}

export const FORMATS = ['text', 'json', 'md'] as const;
export type Format = (typeof FORMATS)[number];

export function colorsOf({ coloured }: Terminal): typeof PLAIN {
  return coloured ? COLOURED : PLAIN;
}

/** Work that takes longer says what it is at. */
const QUIET_MILLISECONDS = 2_000;

/** Tells on stderr what is being done, once it has taken a while. */
export class Progress {
  private readonly start: number;

  public constructor(private readonly terminal: Terminal) {
    this.start = terminal.now();
  }

  public step(what: string): void {
    if (this.terminal.now() - this.start > QUIET_MILLISECONDS) {
      this.terminal.err(`${what} ...\n`);
    }
  }
}
