import { HarborRobot } from './parts/robot';
import { objectsIn } from '../../manifest/objects';
import { AutonomousStack } from '../../platform/autonomous-stack';

/**
 * Logins of robots that their own stack waits for: Argo CD begins with its ExternalSecrets and goes on when they are healthy, and the Job that makes these
 * logins comes after them.
 */
export function circlesOf({
  stack,
  robots,
}: {
  readonly stack: AutonomousStack;
  readonly robots: readonly HarborRobot[];
}): string[] {
  const pushed = robots.flatMap(({ robotName, _props: { pushTo } }) => (pushTo ? [{ robotName, ...pushTo }] : []));
  if (stack._delivery === undefined || pushed.length === 0) {
    return [];
  }
  return objectsIn([stack])
    .filter(({ kind }) => kind === 'ExternalSecret')
    .flatMap((object) => {
      const { metadata, spec } = object.toJson();
      const keys: string[] = (spec.data ?? []).map(({ remoteRef }: any) => remoteRef.key);
      return pushed
        .filter(({ store, path }) => isOf(spec.secretStoreRef, store) && keys.includes(path))
        .map(
          ({ robotName, path }) =>
            `robot ${robotName}: its login goes to '${path}', and ExternalSecret ${metadata.name} of the same stack takes it from there: Argo CD would wait for that before the Job that makes the robot; a stack of its own for the configuration, or the Secret of the robot itself: robot.secret`,
        );
    });
}

function isOf(reference: any, { kind, storeName }: { readonly kind: string; readonly storeName: string }): boolean {
  return reference?.kind === kind && reference?.name === storeName;
}
