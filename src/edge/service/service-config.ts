import { createHash } from 'crypto';
import { ApiObject } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { namespaced, Owner } from '../../manifest/metadata';

/** Files of a service, and how its pods mount them. */
export interface ServiceConfig {
  readonly object: ApiObject;
  readonly volume: k8s.Volume;
  readonly mount: k8s.VolumeMount;
}

/** A ConfigMap of which the name changes with what is in it: pods are replaced when it changes, and nobody edits it in place. */
export function serviceConfig(
  scope: Construct,
  id: string,
  name: string,
  owner: Owner,
  labels: Record<string, string>,
  files: Record<string, string>,
): ServiceConfig {
  const content = JSON.stringify(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1)));
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 8);
  const configName = `${name}-${hash}`;
  return {
    object: new k8s.KubeConfigMap(scope, id, {
      metadata: namespaced('ConfigMap', configName, owner, labels),
      data: files,
      immutable: true,
    }),
    volume: { name: 'config', configMap: { name: configName } },
    mount: { name: 'config', mountPath: '/etc/config', readOnly: true },
  };
}
