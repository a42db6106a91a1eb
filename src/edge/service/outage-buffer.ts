import { Construct } from 'constructs';
import { OutageBuffer } from './edge-service-props';
import { formatQuantity } from '../../capacity/quantity';
import { kubeObject } from '../../manifest/k8s/kube-object';
import { namespaced, Owner } from '../../manifest/metadata';
import { DAY_SECONDS } from '../../manifest/times';
import { EdgeSite } from '../platform/edge-platform';

/** Room beyond what comes in during the longest outage, while it is sent afterwards. */
const SPARE = 1.15;

/** Bytes that a site has to keep: what comes in during its longest outage, and 15 % more. */
export function bufferBytes({ perDay }: OutageBuffer, offlineSeconds: number): number {
  return Math.ceil(Number(((perDay.toBytes() * offlineSeconds * SPARE) / DAY_SECONDS).toPrecision(14)));
}

/** The volume claim of one site. Returns its name. */
export function outageClaim(
  scope: Construct,
  id: string,
  name: string,
  owner: Owner,
  labels: Record<string, string>,
  buffer: OutageBuffer,
  site: EdgeSite,
): string {
  const claimName = `${name}-buffer`;
  kubeObject(scope, id, 'PersistentVolumeClaim', {
    metadata: namespaced('PersistentVolumeClaim', claimName, owner, labels),
    spec: {
      accessModes: ['ReadWriteOnce'],
      ...(buffer.storageClass !== undefined && { storageClassName: buffer.storageClass }),
      resources: {
        requests: {
          storage: formatQuantity('memory', roundedUp(bufferBytes(buffer, site._offlineSeconds))),
        },
      },
    },
  });
  return claimName;
}

/** Whole mebibytes: storage comes in those. */
function roundedUp(bytes: number): number {
  return 2 ** 20 * Math.ceil(bytes / 2 ** 20);
}
