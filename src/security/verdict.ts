import { DataSecurityProps, SecurityException } from './data-security-props';
import { Answer, Cover, Hole, Layer, LAYERS } from './layers/answer';
import { applicationAnswer } from './layers/application';
import { collectionAnswer } from './layers/collection';
import { linkAnswer } from './layers/link';
import { platformAnswer } from './layers/platform';
import { Survey } from './survey/survey';
import { sortedBy } from '../capacity/order';
import { someOf } from '../capacity/some-of';

/** A hole that stays, and why. */
export interface Excused extends Hole {
  readonly reason: string;
}

/** Holes of one cause. */
export interface HoleGroup extends Hole {
  /** Where it is, all of them, in order. */
  readonly paths: readonly string[];
}

/** What one layer is found to be. */
export interface LayerVerdict {
  readonly layer: Layer;
  readonly covers: readonly Cover[];
  readonly excused: readonly Excused[];
  readonly holes: readonly HoleGroup[];
  /** Exceptions that excuse nothing. */
  readonly idle: readonly SecurityException[];
}

/** All four layers of what a survey has seen. */
export function verdictOf(survey: Survey, props: DataSecurityProps): LayerVerdict[] {
  const answers: Record<Layer, Answer> = {
    collection: collectionAnswer(survey, props.collection ?? {}),
    link: linkAnswer(survey, props.link ?? {}),
    platform: platformAnswer(survey, props.platform ?? {}),
    application: applicationAnswer(survey),
  };
  return LAYERS.map((layer) => layerVerdict(layer, answers[layer], props[layer]?.exceptions ?? []));
}

function layerVerdict(layer: Layer, { covers, holes }: Answer, exceptions: readonly SecurityException[]): LayerVerdict {
  const excuseOf = (hole: Hole) => exceptions.find((one) => excuses(one, hole));
  const excused = holes.flatMap((hole): Excused[] => {
    const excuse = excuseOf(hole);
    return excuse ? [{ ...hole, reason: excuse.reason }] : [];
  });
  return {
    layer,
    covers: sortedBy(covers, ({ rule, by, path }) => `${rule} ${by} ${path}`),
    excused: sortedBy(excused, ({ rule, path }) => `${rule} ${path}`),
    holes: grouped(holes.filter((hole) => !excuseOf(hole))),
    idle: exceptions.filter((one) => !holes.some((hole) => excuses(one, hole))),
  };
}

/** A path is for what is inside too: constructs, and properties of devices. */
function excuses({ rule, path }: SecurityException, hole: Hole): boolean {
  return (
    rule === hole.rule && (hole.path === path || hole.path.startsWith(`${path}/`) || hole.path.startsWith(`${path}.`))
  );
}

/** One cause, one line. */
function grouped(holes: readonly Hole[]): HoleGroup[] {
  const groups = new Map<string, Hole[]>();
  for (const hole of sortedBy(holes, ({ rule, path }) => `${rule} ${path}`)) {
    const key = JSON.stringify([hole.rule, hole.message, hole.cure]);
    groups.set(key, [...(groups.get(key) ?? []), hole]);
  }
  return [...groups.values()].map((some) => ({ ...some[0], paths: [...new Set(some.map(({ path }) => path))] }));
}

/** All holes as lines. */
export function linesOf(verdicts: readonly LayerVerdict[]): string[] {
  return verdicts.flatMap(({ layer, holes, idle }) => [
    ...holes.map(({ path, paths, rule, message, cure }) => {
      const more = paths.length > 1 ? ` (so do ${someOf(paths.slice(1), 3)})` : '';
      return `${layer} layer, ${rule}: [${path}] ${message}${more}; ${cure}`;
    }),
    ...idle.map(
      ({ rule, path }) =>
        `${layer} layer, ${rule}: [${path}] exceptions: excuses nothing; leave it out, or correct its path`,
    ),
  ]);
}
