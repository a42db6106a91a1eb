import { Size } from 'cdk8s';
import { WorkloadResources } from './workload-resources';
import { bytesOf, checkHugePages, millisOf, quantityOf } from '../../manifest/amounts';
import { Problems } from '../../manifest/problems';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { Image } from '../../platform/image';
import { hasImage, originOf } from '../../platform/mirrors/nearest';

/** Images come from the registry of the stack, where it has one, or from one that it mirrors, and their pull secret is in its namespace. */
export function checkImage(problems: Problems, stack: AutonomousStack, image: Image, prop = 'image'): void {
  const { registry, namespaceName } = stack;
  const { reference } = image;
  const isThere = registry === undefined || hasImage(stack.node.root, registry, reference);
  const origin = originOf(stack.node.root, reference);
  if (registry && origin && origin.registry.host !== registry.host) {
    problems.check(
      isThere,
      prop,
      reference,
      `must come from the registry of the stack, ${registry.host}, and project ${origin.project} is not copied there`,
      `replicateTo(...) on the HarborConfiguration of ${origin.registry.host}, before what runs it`,
    );
  } else {
    problems.check(
      isThere,
      prop,
      reference,
      `must come from the registry of the stack, ${registry?.host}`,
      "registry.image('<project>/<repository>', ...)",
    );
  }
  const { registry: of, secret } = image._login ?? {};
  problems.check(
    of === undefined || of === registry || (registry !== undefined && isThere),
    prop,
    reference,
    `its pull secret ${image.pullSecret} is made in stacks of its registry, and ${namespaceName} is none`,
    'registry: ... on the stack, or image.pulledWith(SecretRef.registryLogin(...))',
  );
  const where = secret?._content.stack?.namespaceName;
  problems.check(
    where === undefined || where === namespaceName,
    prop,
    image.reference,
    `its pull secret ${image.pullSecret} is in namespace ${where}`,
    `a SecretRef in ${namespaceName}`,
  );
}

/** Checks what a container asks for; `prefix` says whose it is. */
export function checkResources(
  problems: Problems,
  { resources, scratch }: { readonly resources: WorkloadResources; readonly scratch?: Size },
  prefix = '',
): void {
  const { cpu, memory, cpuLimit, memoryLimit, extended, accelerator } = resources;
  problems.check(millisOf(cpu) > 0, `${prefix}resources.cpu`, cpu.amount, 'must be above 0');
  problems.check(bytesOf(memory) > 0, `${prefix}resources.memory`, quantityOf(memory), 'must be above 0');
  problems.check(
    cpuLimit === undefined || millisOf(cpuLimit) >= millisOf(cpu),
    `${prefix}resources.cpuLimit`,
    cpuLimit?.amount,
    `must be at least the request ${cpu.amount}`,
  );
  problems.check(
    memoryLimit === undefined || bytesOf(memoryLimit) >= bytesOf(memory),
    `${prefix}resources.memoryLimit`,
    memoryLimit && quantityOf(memoryLimit),
    `must be at least the request ${quantityOf(memory)}`,
  );
  problems.check(
    scratch === undefined || bytesOf(scratch) > 0,
    `${prefix}scratch`,
    scratch && quantityOf(scratch),
    'must be above 0',
  );
  problems.check(
    !accelerator?._passthrough,
    `${prefix}resources.accelerator`,
    accelerator?.resource,
    'is for virtual machines, which drive it themselves',
    'devices(...)',
  );
  checkHugePages(problems, `${prefix}resources.`, resources);
  for (const [name, amount] of Object.entries(extended ?? {})) {
    problems.check(
      /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?\/[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/.test(name),
      `${prefix}resources.extended`,
      name,
      'must be <domain>/<name>',
      "for example 'nvidia.com/gpu'",
    );
    problems.check(
      Number.isInteger(amount) && amount > 0,
      `${prefix}resources.extended['${name}']`,
      amount,
      'must be a whole number above 0: devices are not divisible',
    );
  }
}
