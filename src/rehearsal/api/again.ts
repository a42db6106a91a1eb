import { Answer, Request } from './connection';

/** Answers that are asked for again so often: what is asked here may be asked twice. */
const TRIES = 6;
/** Milliseconds before the second try; twice as long before each further one. */
const PAUSE = 250;
/** Milliseconds that a server may ask to be left alone. */
const LONGEST = 10_000;

/** Somebody wrote the same object in the meantime; a precondition that does not hold will not hold later either. */
function isConflict({ status, body }: Answer): boolean {
  return status === 409 && body?.reason === 'Conflict' && !/precondition|apply failed with/i.test(body?.message ?? '');
}

/**
 * True where an answer says nothing of the request itself: the same request may be answered otherwise in a moment.
 *
 * Clients of Kubernetes send again what is answered with 429 or 5xx and `Retry-After` (client-go v0.32, rest/with_retry.go), and what meets a
 * conflict (util/retry). An object that a ResourceQuota counts meets one when the quota is written by several at once: the admission gives up after
 * its third try (apiserver v0.32, plugin/resourcequota/controller.go); and a new quota refuses everything until its usage is counted.
 */
export function isPassing({ path }: Request, answer: Answer): boolean {
  const { status, body } = answer;
  if (path.endsWith('/eviction')) {
    // A budget says so; who drains asks again by itself.
    return status >= 500;
  }
  return (
    status === 429 ||
    status >= 500 ||
    isConflict(answer) ||
    (status === 403 && /status unknown for quota/.test(body?.message ?? ''))
  );
}

/** Sends a request until its answer stands. */
export async function sentAgain(
  request: Request,
  send: (request: Request) => Promise<Answer>,
  sleep: (milliseconds: number) => Promise<void>,
): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    let asked = 0;
    try {
      const answer = await send(request);
      if (attempt === TRIES || !isPassing(request, answer)) {
        return answer;
      }
      asked = (answer.retryAfter ?? 0) * 1000;
    } catch (error) {
      if (attempt === TRIES) {
        throw error;
      }
    }
    await sleep(Math.max(PAUSE * 2 ** (attempt - 1), Math.min(asked, LONGEST)));
  }
}
