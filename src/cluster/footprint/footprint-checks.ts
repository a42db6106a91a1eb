import { Size } from 'cdk8s';
import { FootprintDaemon, FootprintPod, FootprintProps } from './footprint-props';
import { bytesOf, millisOf } from '../../manifest/amounts';
import { checkDnsLabel, checkLabels, isDnsSubdomain, isQualifiedName } from '../../manifest/names';
import { Problems } from '../../manifest/problems';

/** Throws with everything that is wrong with a footprint. */
export function checkFootprint({ pods = [], daemons = [], namespace }: FootprintProps): void {
  const problems = new Problems('Footprint.of');
  problems.check(pods.length + daemons.length > 0, 'pods', '[]', 'must name at least one, or a daemon');
  const all = [...pods, ...daemons];
  all.forEach(({ name }, i) => {
    checkDnsLabel(problems, 'name', name);
    problems.check(all.findIndex((other) => other.name === name) === i, 'name', name, 'is there twice');
  });
  all.forEach((part) => checkPart(problems, part));
  pods.forEach((part) => checkCounts(problems, part));
  if (namespace !== undefined) {
    checkDnsLabel(problems, 'namespace', namespace);
  }
  problems.raise();
}

/** Adds what is wrong with one part of it. */
export function checkPart(problems: Problems, part: FootprintDaemon): void {
  const { name, cpu, memory, memoryLimit, ephemeralStorage, extended = {}, hostPorts = [], nodeLabels = {} } = part;
  const prop = (field: string) => `${field} of ${name}`;
  const size = (field: string, value: Size | undefined) =>
    problems.check(
      value === undefined || !Number.isNaN(bytesOf(value)),
      prop(field),
      value && String(value.toKibibytes()),
      'must be an amount of at least 0',
    );
  problems.check(!Number.isNaN(millisOf(cpu)), prop('cpu'), cpu.amount, 'must be an amount of at least 0');
  const isSize = size('memory', memory) && size('memoryLimit', memoryLimit);
  size('ephemeralStorage', ephemeralStorage);
  problems.check(
    !isSize || memoryLimit === undefined || bytesOf(memoryLimit) >= bytesOf(memory),
    prop('memoryLimit'),
    memoryLimit && `${memoryLimit.toMebibytes({ rounding: 2 })}Mi`,
    'must be at least its memory',
  );
  for (const [resource, count] of Object.entries(extended)) {
    const isDevice = isQualifiedName(resource) && resource.includes('/') && Number.isInteger(count) && count >= 0;
    problems.check(
      isDevice,
      prop('extended'),
      `${resource}: ${count}`,
      'must be a whole number of a device such as nvidia.com/gpu',
    );
  }
  for (const port of hostPorts) {
    const isPort = Number.isInteger(port) && port > 0 && port < 65_536;
    problems.check(isPort, prop('hostPorts'), port, 'must be a port from 1 to 65535');
  }
  checkLabels(problems, prop('nodeLabels'), nodeLabels);
  problems.check(
    part.priorityClass === undefined || (part.priority === undefined && isDnsSubdomain(part.priorityClass)),
    prop('priorityClass'),
    part.priorityClass,
    'must be the name of a class, and not stand beside priority',
  );
  problems.check(
    part.toleratesEverything !== true || part.tolerates === undefined,
    prop('tolerates'),
    part.tolerates?.map(({ key }) => key),
    'has no meaning beside toleratesEverything',
  );
}

function checkCounts(problems: Problems, part: FootprintPod): void {
  const { name, replicas = 1, maxReplicas = replicas, maxUnavailable, storage, storageClass } = part;
  const isCount = (value: number) => Number.isInteger(value) && value >= 0;
  problems.check(isCount(replicas), `replicas of ${name}`, replicas, 'must be a whole number of at least 0');
  problems.check(
    isCount(maxReplicas) && maxReplicas >= replicas,
    `maxReplicas of ${name}`,
    maxReplicas,
    `must be a whole number of at least its ${replicas} replicas`,
  );
  problems.check(
    maxUnavailable === undefined || isCount(maxUnavailable),
    `maxUnavailable of ${name}`,
    maxUnavailable,
    'must be a whole number of at least 0',
  );
  problems.check(
    storage === undefined || bytesOf(storage) > 0,
    `storage of ${name}`,
    storage && String(storage.toKibibytes()),
    'must be above 0',
  );
  problems.check(
    storageClass === undefined || (storage !== undefined && isDnsSubdomain(storageClass)),
    `storageClass of ${name}`,
    storageClass,
    'must be the name of a StorageClass, beside storage',
  );
}
