import { amountsText, differingIn, together } from './words';
import { describeNumber } from '../../capacity/quantity';
import { Difference } from '../difference';
import { Amounts, ExpectedTemplate, ExpectedWorkload, isEnding, PLACED } from '../expected';
import { LivePods } from '../live/live-cluster';
import { differingRules } from '../live/pod-rules';
import { countOf, ObservedWorkload } from '../match/observed';

type Named = Difference & { readonly name?: string; readonly times?: number };

/** What was found when promises were tried again with what pods ask for now. */
export interface Tried {
  /** Absent: nobody could try. */
  readonly broken?: readonly string[];
}

/** What of the pods of one workload of the plan is not as planned. */
export function workloadDifferences(observed: ObservedWorkload, tried: Tried): Difference[] {
  const { workload, pods, objects } = observed;
  if (pods.length === 0 && objects.length === 0) {
    return workload.planned === 0 || isEnding(workload.id) ? [] : [missing(workload)];
  }
  return together([
    ...requestsOf(observed, tried),
    ...templatesOf(observed),
    ...prioritiesOf(observed),
    ...waitingOf(observed),
    ...objects.flatMap(({ owner, edits }) => editsOf(`${owner.namespace}/${owner.kind}/${owner.name}`, edits)),
    ...observed.scalers.flatMap(({ target, name, edits }) =>
      editsOf(`${target.namespace}/HorizontalPodAutoscaler/${name}`, edits),
    ),
  ]);
}

function missing({ id, planned }: ExpectedWorkload): Difference {
  return {
    code: 'WORKLOAD_MISSING',
    about: id,
    planned: `${planned} ${planned === 1 ? 'pod' : 'pods'}`,
    live: 'none, and no object that runs them',
    effect: 'none',
    meaning: 'its places are kept free: all that runs still fits; it serves nobody',
    cure: ['sync what is in Git', 'take it out of the program, if it is to go'],
  };
}

/** What pods ask for, sidecars and defaults included. */
function requestsOf({ workload, pods }: ObservedWorkload, tried: Tried): Named[] {
  return pods.flatMap(({ group }): Named[] => {
    const names = requestNames(workload, group.requests);
    if (names.length === 0) {
      return [];
    }
    const more = names.some((name) => (group.requests[name] ?? 0) > (workload.requests[name] ?? 0));
    const effect = !more
      ? 'none'
      : tried.broken === undefined
        ? 'unproven'
        : tried.broken.length > 0
          ? 'breaks'
          : 'none';
    const meanings = {
      none: more
        ? 'tried again with what they ask for now: everything still fits'
        : 'less is asked for: everything still fits',
      unproven: 'more is asked for: with plan.json at hand `cdk8s-autonomous drift` says whether everything still fits',
      breaks: 'tried again with what they ask for now: not everything fits',
    };
    return [
      {
        code: 'REQUESTS_CHANGED',
        about: workload.id,
        planned: `${amountsText(workload.requests, names)} for each pod`,
        live: amountsText(group.requests, names),
        effect,
        meaning: meanings[effect],
        cure: ['sync what is in Git', 'plan with what they ask for: resources of the workload'],
        times: countOf(group),
      },
    ];
  });
}

/** Resources in which a pod asks for something else than planned; of parts of devices no pod speaks as the plan does. */
export function requestNames({ requests, sharesDevices }: ExpectedWorkload, live: Amounts): string[] {
  const names = Object.keys({ ...requests, ...live }).filter(
    (name) => name !== 'pods' && (name !== 'ephemeral-storage' || name in requests),
  );
  return differingIn(requests, live, sharesDevices ? names.filter((name) => !name.includes('/')) : names);
}

/** Images, limits and rules: of the object where there is one, else of the pods. */
function templatesOf({ workload, pods, objects }: ObservedWorkload): Named[] {
  const { id, template, variants = [] } = workload;
  if (!template) {
    return [];
  }
  const own = objects.flatMap(({ template: live }) => (live ? [{ live, times: 1 }] : []));
  const ofPods = pods.map(({ group }) => ({ live: group.template, times: countOf(group) }));
  const isFromObject = own.length > 0;
  return (isFromObject ? own : ofPods).flatMap(({ live, times }) => {
    const [nearest] = [template, ...variants]
      .map((planned) => [...imagesOf(id, planned, live), ...limitsOf(id, planned, live), ...rulesOf(id, planned, live)])
      .sort((x, y) => x.length - y.length);
    return nearest.map((one) => ({ ...one, ...(!isFromObject && { times }) }));
  });
}

function imagesOf(about: string, planned: ExpectedTemplate, live: ExpectedTemplate): Named[] {
  return Object.entries(planned.images)
    .filter(([name, image]) => live.images[name] !== image)
    .map(([name, image]) => ({
      code: 'IMAGE_CHANGED',
      about,
      planned: `${name}: ${image}`,
      live: live.images[name] ?? 'no such container',
      effect: 'none',
      meaning: 'the places hold whatever image runs; that it is as fast as the plan sized it for, nobody says',
      cure: ['sync what is in Git', 'the image in the program'],
    }));
}

function limitsOf(about: string, planned: ExpectedTemplate, live: ExpectedTemplate): Named[] {
  const names = Object.keys(planned.images).filter((name) => name in live.images);
  return names.flatMap((name): Named[] => {
    const [before, now] = [planned.limits[name] ?? {}, live.limits[name] ?? {}];
    const differing = differingIn(before, now);
    const text = (amounts: Amounts) =>
      `${name}: ${differing.map((one) => (one in amounts ? `${describeNumber(one, amounts[one])} ${one}` : `no limit of ${one}`)).join(', ')}`;
    return differing.length === 0
      ? []
      : [
          {
            code: 'LIMITS_CHANGED',
            about,
            planned: text(before),
            live: text(now),
            effect: 'none',
            meaning:
              'places are counted by requests: they hold; a lower limit ends or slows pods that the plan counts on',
            cure: ['sync what is in Git', 'the limits in the program'],
          },
        ];
  });
}

function rulesOf(about: string, planned: ExpectedTemplate, live: ExpectedTemplate): Named[] {
  const placed = PLACED in planned.rules ? ['nodeSelector', 'affinity'] : [];
  return differingRules(planned.rules, live.rules)
    .filter((name) => !placed.includes(name) && name !== 'priorityClassName')
    .map((name) => ({
      code: 'PLACEMENT_CHANGED',
      about,
      planned: `${name}: ${shortened(planned.rules[name])}`,
      live: shortened(live.rules[name]),
      effect: 'unproven',
      meaning: 'pods may come to lie where the plan does not have them',
      cure: ['sync what is in Git', 'the same in the program, and plan again'],
    }));
}

/** So much of a rule is shown. */
const LONGEST_RULE = 160;

function shortened(rule: unknown): string {
  const text = rule === undefined ? 'none' : JSON.stringify(rule);
  return text.length > LONGEST_RULE ? `${text.slice(0, LONGEST_RULE)}...` : text;
}

function prioritiesOf({ workload, pods }: ObservedWorkload): Named[] {
  return pods
    .filter(({ group }) => group.priority !== workload.priority)
    .map(({ group }) => ({
      code: 'PRIORITY_CHANGED',
      about: workload.id,
      planned: String(workload.priority),
      live: String(group.priority),
      effect: 'unproven',
      meaning: 'who waits and who is evicted after a loss is no longer as planned',
      cure: ['sync what is in Git', 'the priority in the program, and plan again'],
      times: countOf(group),
    }));
}

function waitingOf({ workload, pods }: ObservedWorkload): Named[] {
  const unschedulable = pods.reduce((sum, { group }: { readonly group: LivePods }) => sum + group.unschedulable, 0);
  return unschedulable === 0
    ? []
    : [
        {
          code: 'PODS_WAITING',
          about: workload.id,
          planned: 'a place for each pod',
          live: `${unschedulable} ${unschedulable === 1 ? 'pod' : 'pods'} for which the scheduler finds no node`,
          effect: 'breaks',
          meaning: 'the plan has a place for each: something else on the nodes is not as planned',
          cure: ['what else differs here', 'kubectl describe pod, for what the scheduler says'],
        },
      ];
}

/** Fields that somebody else wrote last. */
function editsOf(
  about: string,
  edits: readonly { readonly manager: string; readonly fields: readonly string[] }[],
): Named[] {
  return edits.flatMap(({ manager, fields }) =>
    fields.map((field): Named => ({
      code: 'EDITED_BY_HAND',
      about,
      planned: 'all fields as applied',
      live: `written by ${manager}`,
      effect: 'none',
      meaning: 'what the field holds is compared on its own; the next sync may undo it, or not',
      cure: [
        'the same in the program, and sync',
        'kubectl apply --server-side --force-conflicts of the manifest',
        '--manager for a program that may write it',
      ],
      name: field,
    })),
  );
}
