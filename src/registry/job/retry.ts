import { Hopeless } from './refused';
import { Answer, Request, Transport } from './transport';
import { secondsToWait } from '../../images/registry/retry-after';

/** Attempts of one request, and the most seconds between two: where the server says nothing 1, 2, 4 and so on. */
const ATTEMPTS = 6;
const LONGEST_WAIT_SECONDS = 60;

export interface Retrying {
  readonly transport: Transport;
  /** Waits so many seconds. */
  readonly sleep: (seconds: number) => Promise<unknown>;
  /** Called before each attempt. */
  readonly count: () => void;
}

/**
 * Sends a request, again where the server is asked too often or is not there for the moment. Every request may be sent twice: what the first attempt did
 * answers 409 or 404 to the second.
 */
export async function send({ transport, sleep, count }: Retrying, request: Request): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    count();
    const answer = await answerOf(transport, request);
    const isGiven = !(answer instanceof Error);
    if (isGiven && answer.status !== 429 && answer.status < 500) {
      return answer;
    }
    if (attempt === ATTEMPTS) {
      if (isGiven) {
        return answer;
      }
      const { origin, pathname } = new URL(request.url);
      const why = `${(answer as { code?: string }).code ?? answer.message}, in ${ATTEMPTS} attempts`;
      throw new Hopeless(`${origin} does not answer ${request.method} ${pathname}: ${why}`);
    }
    const header = isGiven ? answer.headers['retry-after'] : undefined;
    await sleep(secondsToWait(header?.toString(), 2 ** (attempt - 1), LONGEST_WAIT_SECONDS));
  }
}

/** The answer, or why there is none. What is no fault of the network is thrown on. */
async function answerOf(transport: Transport, request: Request): Promise<Answer | Error> {
  try {
    return await transport(request);
  } catch (error) {
    // Faults of sockets and of TLS have codes.
    if (error instanceof Error && typeof (error as { code?: unknown }).code === 'string') {
      return error;
    }
    throw error;
  }
}
