import { Operation, patched } from './json-patch';
import { Controller, Copy } from './world';

/**
 * The EdgeApplication controller of KubeEdge 1.23.1 (cloud/pkg/controllermanager/edgeapplication): copies of Deployments by overriders, in their order; a copy of which an overrider
 * fails is left out; what an object had at its last pass and has no more is deleted by its name, whoever has it by now.
 */
export class KubeEdgeController implements Controller {
  /** The annotation with what each object had. */
  private readonly last = new Map<string, ReadonlySet<string>>();

  public reconcile(objects: readonly any[], copies: Map<string, Copy>, failed: Set<string>): void {
    const applications = objects.filter(({ kind }) => kind === 'EdgeApplication');
    const names = new Set(applications.map(ownerOf));
    for (const application of applications) {
      const current = new Set<string>();
      for (const copy of copiesOf(application, failed)) {
        const key = `${copy.namespace}/${copy.name}`;
        current.add(key);
        copies.set(key, copy);
      }
      const owner = ownerOf(application);
      for (const key of this.last.get(owner) ?? []) {
        if (!current.has(key)) {
          copies.delete(key);
        }
      }
      this.last.set(owner, current);
    }
    // Objects that are deleted take what they own with them.
    for (const [key, { owner }] of copies) {
      if (owner.startsWith('EdgeApplication ') && !names.has(owner)) {
        copies.delete(key);
      }
    }
    [...this.last.keys()].filter((owner) => !names.has(owner)).forEach((owner) => this.last.delete(owner));
  }
}

function ownerOf({ kind, metadata }: any): string {
  return `${kind} ${metadata.namespace}/${metadata.name}`;
}

function copiesOf(application: any, failed: Set<string>): Copy[] {
  const { workloadTemplate, workloadScope } = application.spec;
  const deployments = workloadTemplate.manifests.filter(({ kind }: any) => kind === 'Deployment');
  return deployments.flatMap((deployment: any) =>
    workloadScope.targetNodeGroups.flatMap(({ name: group, overriders = {} }: any): Copy[] => {
      const name = `${deployment.metadata.name}-${group}`;
      try {
        const { metadata, spec } = overridden(deployment, group, overriders);
        return [{ name, namespace: metadata.namespace, site: group, owner: ownerOf(application), spec }];
      } catch (error) {
        failed.add(`${deployment.metadata.namespace}/${name}: ${(error as Error).message}`);
        return [];
      }
    }),
  );
}

/** All overriders are tried; the copy is made only where none of them fails. */
function overridden(deployment: any, group: string, overriders: any): any {
  let object = structuredClone(deployment);
  const steps = [replicas, images, selector, variables, resources];
  for (const step of steps) {
    object = step(object, overriders, group);
  }
  return object;
}

const CONTAINERS = '/spec/template/spec/containers';

function replicas(object: any, overriders: any): any {
  return overriders.replicas === undefined
    ? object
    : patched(object, [{ op: 'replace', path: '/spec/replicas', value: overriders.replicas }]);
}

function selector(object: any, _: any, group: string): any {
  object.spec.template.spec.nodeSelector = { 'apps.kubeedge.io/belonging-to': group };
  return object;
}

function resources(object: any, { resourcesOverriders = [] }: any): any {
  return resourcesOverriders.reduce((at: any, { containerName, value }: any) => {
    const operations = indexesOf(at, containerName).flatMap((index) =>
      ['requests', 'limits'].flatMap((side) =>
        Object.entries(value[side] ?? {})
          .filter(([, amount]) => !/^0[A-Za-z]*$/.test(String(amount)))
          // The name as it is, not escaped.
          .map(([name, amount]): Operation => ({
            op: 'replace',
            path: `${CONTAINERS}/${index}/resources/${side}/${name}`,
            value: amount,
          })),
      ),
    );
    return patched(at, operations);
  }, object);
}

function variables(object: any, { envOverriders = [] }: any): any {
  return envOverriders.reduce((at: any, { containerName, operator, value }: any) => {
    const operations = indexesOf(at, containerName).map((index): Operation => {
      const { env } = at.spec.template.spec.containers[index];
      const path = `${CONTAINERS}/${index}/env`;
      return env === undefined
        ? { op: 'add', path, value: changed([], operator, value) }
        : { op: 'replace', path, value: changed(env.map(converted), operator, value) };
    });
    return patched(at, operations);
  }, object);
}

function changed(env: any[], operator: string, value: any[]): any[] {
  const names = new Set(value.map(({ name }) => name));
  switch (operator) {
    case 'add':
      return [...env, ...value];
    case 'remove':
      return env.filter(({ name }) => !names.has(name));
    default:
      throw new Error(`operator ${operator}: KubeEdge writes the variables in an order by chance`);
  }
}

/** What it keeps of a variable; the API server refuses one with a source that is empty. */
function converted({ name, value, valueFrom }: any): any {
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef } = valueFrom ?? {};
  const source = {
    ...(fieldRef?.apiVersion !== undefined && { fieldRef }),
    ...(resourceFieldRef?.containerName !== undefined &&
      resourceFieldRef.divisor !== undefined && { resourceFieldRef }),
    ...(configMapKeyRef && { configMapKeyRef: { name: configMapKeyRef.name, key: configMapKeyRef.key } }),
    ...(secretKeyRef && { secretKeyRef: { name: secretKeyRef.name, key: secretKeyRef.key } }),
  };
  if (valueFrom && Object.keys(source).length === 0) {
    throw new Error(`env ${name}: valueFrom must specify one of its fields`);
  }
  return { name, ...(value !== undefined && { value }), ...(valueFrom && { valueFrom: source }) };
}

function images(object: any, { imageOverriders = [] }: any): any {
  return imageOverriders.reduce((at: any, { predicate, component, operator, value }: any) => {
    if (operator !== 'replace') {
      throw new Error(`operator ${operator} of an image is not emulated`);
    }
    const current: string = predicate.path
      .split('/')
      .slice(1)
      .reduce((inner: any, key: string) => inner[key], at);
    return patched(at, [{ op: 'replace', path: predicate.path, value: imageWith(current, component, value) }]);
  }, object);
}

/** imageparser: of a tag and a digest it keeps the tag when another part is replaced. */
function imageWith(image: string, component: string, value: string): string {
  const [named, digest] = image.split('@');
  const slash = named.indexOf('/');
  const colon = named.lastIndexOf(':');
  const [repository, tag] = colon > slash ? [named.slice(0, colon), named.slice(colon + 1)] : [named, undefined];
  const host = component === 'Registry' ? value : repository.slice(0, slash);
  const last = component === 'Tag' ? value : (tag ?? digest);
  const separator = last?.startsWith('sha256:') ? '@' : ':';
  return `${host}${repository.slice(slash)}${last === undefined ? '' : separator + last}`;
}

function indexesOf(object: any, container: string): number[] {
  return object.spec.template.spec.containers.flatMap(({ name }: any, i: number) => (name === container ? [i] : []));
}
