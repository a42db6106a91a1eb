/** An answer that is no success. */
export class Refused extends Error {
  public constructor(
    public readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** What cannot be as things are, whatever a server says. */
export class Blocked extends Error {}

/** What ends the run: nothing else would go better. */
export class Hopeless extends Error {}
