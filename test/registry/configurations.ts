import * as auto from 'cdk8s-autonomous';

/** The image that the Job runs in. */
export const NODE = auto.Image.of('registry.example.com/base/node', { tag: '22.11.0' });

export const LOGIN = { secret: auto.SecretRef.existing('eu-robot', ['username', 'password']) };
export const ON_PUSH = auto.HarborReplicationTrigger.onPush();
export const NIGHTLY = auto.HarborReplicationTrigger.cron('0 0 1 * * *');

/** A Harbor that is there. */
export function registry(
  scope: auto.AutonomousStack,
  id = 'cn',
  props: Partial<auto.HarborRegistryProps> = {},
): auto.HarborRegistry {
  return new auto.HarborRegistry(scope, id, { host: `harbor.${id}.example.com`, ...props });
}

/** What one is to be like. */
export function configuration(
  scope: auto.AutonomousStack,
  props: Partial<auto.HarborConfigurationProps> = {},
  id = 'config',
): auto.HarborConfiguration {
  return new auto.HarborConfiguration(scope, id, {
    registry: props.registry ?? registry(scope),
    image: NODE,
    login: { secret: auto.SecretRef.existing('harbor-admin', ['username', 'password']) },
    apiServer: auto.Peer.cidr('10.0.0.1/32', 443),
    ...props,
  });
}
