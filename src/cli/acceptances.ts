import { existsSync, readFileSync } from 'fs';
import { InvalidInput } from './exit-codes';
import { withAccepted } from '../capacity/acceptance';
import { Acceptance } from '../capacity/model';
import { CATALOGUE } from '../report/catalogue';
import { POLICY_ERRORS } from '../report/catalogue/policy';
import { ClusterEntry, FindingEntry, PlanDocument } from '../report/document';

export interface AcceptOptions {
  /** `CODE:path:reason`, each. */
  readonly accept?: readonly string[];
  /** File with a JSON list of objects with code, path and reason. */
  readonly acceptFrom?: string;
}

/** The plan with what the command line accepts of it. An acceptance that matches nothing, or may not be, is invalid input. */
export function accepting(plan: PlanDocument, options: AcceptOptions): PlanDocument {
  const accepted = [...(options.accept ?? []).map(parsed), ...fromFile(options.acceptFrom)];
  const judged = plan.clusters.map((cluster) => withAccepted<FindingEntry>(cluster.findings, accepted));
  const idle = accepted.filter((one) => judged.every((cluster) => cluster.idle.includes(one)));
  const [refused] = judged.flatMap((cluster) => cluster.refused);
  if (refused) {
    throw new InvalidInput(
      `--accept ${refused.code}:${refused.path}: an error that says what does not fit or what would be refused cannot be accepted`,
    );
  }
  if (idle.length > 0) {
    throw new InvalidInput(
      idle.map(({ code, path }) => `--accept ${code}:${path}: the plan has no such finding; take it out`).join('\n'),
    );
  }
  return { ...plan, clusters: plan.clusters.map((cluster, i) => judgedAgain(cluster, judged[i].findings)) };
}

/** A cluster of which all errors are accepted holds. */
function judgedAgain(cluster: ClusterEntry, findings: readonly FindingEntry[]): ClusterEntry {
  const accepts = findings.some(({ accepted }, i) => accepted && cluster.findings[i].severity === 'error');
  const fails = findings.some(({ severity }) => severity === 'error');
  return { ...cluster, findings, ...(accepts && !fails && { status: 'feasible' }) };
}

function fromFile(file: string | undefined): Acceptance[] {
  if (file === undefined) {
    return [];
  }
  if (!existsSync(file)) {
    throw new InvalidInput(`--accept-from ${file}: there is no such file`);
  }
  const entries = readJson(file);
  if (!Array.isArray(entries)) {
    throw new InvalidInput(`--accept-from ${file}: must be a list of objects with code, path and reason`);
  }
  return entries.map((entry) => checked(`--accept-from ${file}`, entry?.code, entry?.path, entry?.reason));
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new InvalidInput(`--accept-from ${file}: is no JSON: ${(error as Error).message}`);
  }
}

/** The reason may hold colons. */
function parsed(text: string): Acceptance {
  const [, code, path, reason] = /^([^:]*):([^:]*):(.*)$/s.exec(text) ?? [];
  return checked(`--accept ${text}`, code, path, reason);
}

function checked(what: string, code: unknown, path: unknown, reason: unknown): Acceptance {
  const given = [code, path, reason].every((text) => typeof text === 'string' && text.trim() !== '');
  if (!given) {
    throw new InvalidInput(
      `${what}: must say code, path and reason, for example DRAIN_STOPS:shop/cart:nodes are replaced by hand`,
    );
  }
  const acceptance = { code, path, reason, errors: POLICY_ERRORS.has(code as string) } as Acceptance;
  if (!Object.hasOwn(CATALOGUE, acceptance.code)) {
    throw new InvalidInput(`${what}: ${acceptance.code} is no code of a finding`);
  }
  return acceptance;
}
