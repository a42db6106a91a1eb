import { NodeTypeProps } from './node-type-props';
import { minus, Resources } from '../../capacity/resources';
import { bytesOf, checkHugePages, hugePagesOf, quantityOf } from '../../manifest/amounts';
import { isDnsSubdomain } from '../../manifest/names';
import { Problems } from '../../manifest/problems';

/** Notes what cannot be in the props of a node type. */
export function checkNodeType(
  problems: Problems,
  name: string,
  props: NodeTypeProps,
  capacity: Resources,
  reserved: Resources,
): void {
  problems.check(
    /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/.test(name),
    'name',
    name,
    'must be 1 to 63 letters, digits, -, _ and .',
  );
  problems.check(capacity.cpu > 0, 'cpu', props.cpu.amount, 'must be above 0');
  problems.check(capacity.memory > 0, 'memory', quantityOf(props.memory), 'must be above 0');
  const { pods } = capacity;
  problems.check(Number.isInteger(pods) && pods > 0, 'maxPods', pods, 'must be a whole number above 0');
  checkExtendedResources(problems, props);
  checkAttachableVolumes(problems, props);
  checkHugePages(problems, '', props);
  const { maxSize, files = 5 } = props.logRotation ?? {};
  problems.check(
    !maxSize || bytesOf(maxSize) > 0,
    'logRotation.maxSize',
    maxSize && quantityOf(maxSize),
    'must be above 0',
  );
  problems.check(Number.isInteger(files) && files > 1, 'logRotation.files', files, 'must be a whole number above 1');
  for (const [resource, left] of Object.entries(minus(capacity, reserved))) {
    const leaves = !(left < 0) && !Number.isNaN(left);
    problems.check(
      leaves,
      'reserve',
      resource,
      `keeps more ${resource} than the node has`,
      resource === 'memory' && Object.keys(hugePagesOf(props)).length > 0
        ? 'fewer huge pages, a smaller reserve or a larger node'
        : 'reserve less or use a larger node',
    );
  }
}

function checkExtendedResources(problems: Problems, { extendedResources = {} }: NodeTypeProps): void {
  for (const [resource, amount] of Object.entries(extendedResources)) {
    problems.check(
      resource.includes('/'),
      'extendedResources',
      resource,
      'must be <domain>/<name>',
      "for example 'nvidia.com/gpu'",
    );
    problems.check(
      Number.isInteger(amount) && amount >= 0,
      `extendedResources['${resource}']`,
      amount,
      'must be a whole number of at least 0',
    );
  }
}

function checkAttachableVolumes(problems: Problems, { attachableVolumes = {} }: NodeTypeProps): void {
  for (const [driver, amount] of Object.entries(attachableVolumes)) {
    problems.check(
      isDnsSubdomain(driver),
      'attachableVolumes',
      driver,
      'must be the name of a CSI driver',
      "for example 'ebs.csi.aws.com'",
    );
    problems.check(
      Number.isInteger(amount) && amount > 0,
      `attachableVolumes['${driver}']`,
      amount,
      'must be a whole number above 0',
    );
  }
}
