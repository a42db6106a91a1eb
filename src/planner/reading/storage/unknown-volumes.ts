import { Claim } from './claim';
import { podsOf } from './claim-users';
import { isForUnknownNode } from './pins';
import { Places } from './places';
import { VolumeContext } from './volume-context';
import { Finding } from '../../../capacity/model';
import { someOf } from '../../../capacity/some-of';
import { WorkloadDraft } from '../workloads/workload-draft';

interface Use {
  readonly draft: WorkloadDraft;
  readonly claim: Claim;
}

/** Claims that are in no chart, of which no manifest says where they can be used, and whose zone is chosen without their pods. */
export function unknownVolumeFindings(context: VolumeContext): Finding[] {
  const { users, drafts, places, survive } = context;
  const uses = drafts
    .filter((draft) => podsOf(draft) > 0)
    .flatMap((draft) => users.of(draft).map((claim): Use => ({ draft, claim })));
  const which = (is: (use: Use) => boolean) => uses.filter(is);
  const isSpread = ({ draft }: Use) => places.zones([draft]) > 1;
  return [
    ...together(
      context,
      which(({ claim }) => !claim.listed || claim.unmade === true),
      {
        code: 'CLAIM_UNKNOWN',
        severity: 'info',
        text: (list) =>
          `${list} in no chart of the cluster: how many nodes may have their volumes, and in which zone they are, is not known`,
        cure: ['include the chart with the claims, or with their volumes, in the cluster'],
      },
    ),
    ...together(
      context,
      which((use) => survive !== 'none' && !!use.claim.assumed && mustStay(use) && isSpread(use)),
      {
        code: 'VOLUME_PLACE_UNKNOWN',
        severity: 'info',
        text: (list) =>
          `${list} of a storage class that is in no chart of the cluster: they are planned as if they could be used from every node and zone`,
        cure: ['include the storage class in the cluster', 'accessModes and storageClassName'],
      },
    ),
    ...together(
      context,
      which(({ draft, claim }) => isForUnknownNode(claim, poolsOf(places, draft))),
      {
        code: 'VOLUME_NODE_UNKNOWN',
        severity: 'info',
        text: (list) => `${list} on named nodes: which of the nodes of the plan these are is not known`,
        cure: ['the label kubernetes.io/hostname on a pool of that node'],
      },
    ),
    ...boundFirst(
      context,
      which((use) => use.claim.immediate && use.claim.reach !== 'anywhere' && isSpread(use)),
    ),
  ];
}

function mustStay({ draft }: Use): boolean {
  return draft.replicas.degraded !== 0;
}

function poolsOf(places: Places, draft: WorkloadDraft) {
  return places.of(draft).map(({ pool }) => pool);
}

/** A volume that is made before its pod has a node may be in a zone where the pod has no room. */
function boundFirst(context: VolumeContext, uses: readonly Use[]): Finding[] {
  const classes = [...new Set(uses.map(({ claim }) => claim.storageClass!))];
  return classes.flatMap((name) =>
    together(
      context,
      uses.filter(({ claim }) => claim.storageClass === name),
      {
        code: 'VOLUME_BINDS_FIRST',
        severity: 'warning',
        text: (list) =>
          `storage class ${name} makes volumes before their pods have a node (volumeBindingMode Immediate): ${list} in some zone, whether there is room for the pods or not`,
        cure: ['volumeBindingMode: WaitForFirstConsumer', 'allowedTopologies of one zone'],
      },
    ),
  );
}

interface Words {
  readonly code: string;
  readonly severity: Finding['severity'];
  readonly text: (list: string) => string;
  readonly cure: readonly string[];
}

/** So many claims are named. */
const MOST_NAMED = 3;

/** One finding for all of them. */
function together({ path }: VolumeContext, uses: readonly Use[], { code, severity, text, cure }: Words): Finding[] {
  if (uses.length === 0) {
    return [];
  }
  const names = [...new Set(uses.map(({ draft, claim }) => `${claim.name} of ${draft.id}`))];
  const paths = [...new Set(uses.map(({ draft }) => draft.path))];
  const isOne = names.length === 1;
  return [
    {
      code,
      severity,
      uncovered: true,
      path: paths.length === 1 ? paths[0] : path,
      message: text(`${isOne ? 'volume' : 'volumes'} ${someOf(names, MOST_NAMED)} ${isOne ? 'is' : 'are'}`),
      cure,
      ...(paths.length > 1 && { count: paths.length, paths }),
    },
  ];
}
