import { spawnSync } from 'child_process';
import { existsSync, mkdtempSync } from 'fs';
import { createRequire } from 'module';
import { tmpdir } from 'os';
import { join } from 'path';
import * as cdk8s from 'cdk8s';
import * as plus from 'cdk8s-plus-33';
import { Construct } from 'constructs';
import * as auto from '../../src';
import { SHARED } from '../support/shared';

const GENERATOR = join(SHARED, 'tools/random-stack.cjs');
const SETS = ['small', 'node', 'zone', 'zone-hpa', 'none'];

/** Two realistic stacks of each set, which nobody tuned the planner to; none where their generator is not there. */
export const RANDOM_STACKS: readonly string[] = existsSync(GENERATOR)
  ? SETS.flatMap((set) => [`${set}-1`, `${set}-2`])
  : [];

export const WITHOUT_GENERATOR = `skipped: random stacks need ${GENERATOR}`;

/** Whether a name is that of a stack: the set, the seed, and the placement where it is not the default, as in `zone-7-STEERED`. */
export function isRandomStack(name: string): boolean {
  return new RegExp(`^(${SETS.join('|')})-\\d+(-[A-Z]+)?$`).test(name);
}

/** Writes manifests and plan of a stack into a fresh folder; undefined where there is no plan. */
export function writeRandomStack(name: string): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), `${name}-`));
  const { status, stderr } = spawnSync(process.execPath, ['--import', require.resolve('tsx'), __filename, name], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (status !== 0) {
    console.log(stderr);
  }
  return status === 0 ? folder : undefined;
}

/** What the second seed of a set, or its name, says of where pods are placed. */
function placementOf(name: string): auto.Placement | undefined {
  const [, seed, placement] = /-(\d+)(?:-([A-Z]+))?$/.exec(name)!;
  return placement ? (auto.Placement as any)[placement] : seed === '2' ? auto.Placement.RESERVED : undefined;
}

function synth(name: string): void {
  const placement = placementOf(name);
  class Cluster extends auto.Cluster {
    public constructor(scope: Construct, id: string, props: auto.ClusterProps) {
      super(scope, id, { ...props, placement });
    }
  }
  const [, set, seed] = /^(.*?)-(\d+)/.exec(name)!;
  const { app } = createRequire(__filename)(GENERATOR).stack({ ...auto, Cluster }, cdk8s, plus, Number(seed), set);
  app.synth();
}

if (require.main === module) {
  synth(process.argv[2]);
}
