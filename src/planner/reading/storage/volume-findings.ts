import { attachFindings } from './attach-findings';
import { ONE_NODE } from './claim';
import { sharedVolumeFindings } from './shared-volumes';
import { unknownVolumeFindings } from './unknown-volumes';
import { VolumeContext } from './volume-context';
import { Finding } from '../../../capacity/model';

/** Everything that is to say of the volumes of workloads. */
export function volumeFindings(context: VolumeContext): Finding[] {
  const here = new Set(context.drafts);
  const shared = context.users.shared.filter(({ users }) => users.some((user) => here.has(user)));
  return [
    ...shared.flatMap((one) => sharedVolumeFindings(one, context.places)),
    ...movingMachines(context),
    ...attachFindings(context),
    ...unknownVolumeFindings(context),
  ];
}

/** KubeVirt moves a running machine only where both nodes can have its disks, and lets none leave a node that cannot move. */
function movingMachines({ users, drafts }: VolumeContext): Finding[] {
  return drafts
    .filter(({ migrates }) => migrates)
    .flatMap((draft) => {
      const bound = users.of(draft).filter(({ modes }) => modes.length > 0 && !modes.includes('ReadWriteMany'));
      return bound.slice(0, 1).map(({ name, modes }): Finding => ({
        code: 'MACHINE_CANNOT_MOVE',
        severity: 'error',
        path: draft.path,
        message: `${draft.id} is to move to another node while it runs, which its disk ${name} (${modes.join(', ')}) does not let it: its node cannot be drained`,
        expected: 'access mode ReadWriteMany',
        actual: modes.join(', ') || ONE_NODE,
        cure: ['access mode ReadWriteMany for the disk', 'no evictionStrategy LiveMigrate'],
      }));
    });
}
