import { createHash } from 'crypto';
import { KubeObject } from '../../manifest/kube';
import { Problems } from '../../manifest/problems';
import { CopyChange, deploymentFrom, OwnTemplate, Variable } from '../runtime/runtime';
import { DeploymentParts, resourcesOf } from '../service/edge-deployment';
import { EdgeServiceProps } from '../service/edge-service-props';
import { PlacedService } from '../service/placed-service';
import { ownRegistry, pinnedIn, pullSecretsAt } from '../site/site-registry';
import { PlacedSite } from '../site/site-sizing';

/** What a copy says beside its template, at most: larger ones have a template, or many of them would not fit into one object. */
const MOST_BYTES = 700;

/** The template that the copies of an object have in common. */
export interface CopyForm {
  /** Empty for that of the service; else the same for sites with the same template. */
  readonly key: string;
  /** @param sites where it runs: what the plan decides for them stands in it */
  readonly deployment: (sites: () => readonly string[]) => KubeObject;
}

/** What a copy is made of, at all sites that are alike. */
export interface CopyKind {
  readonly form: CopyForm;
  readonly change: CopyChange;
  /** Its template, where copies of one object have several. */
  readonly own?: CopyForm;
}

/** What of a template follows from a site. */
type Placed = Pick<DeploymentParts, 'replicas' | 'replicated' | 'apart' | 'pullSecrets' | 'override'>;

/**
 * What differs between the copies of a service, from each site alone: no site changes what another one gets. What stands in the common template follows from the service, never
 * from what most sites have.
 */
export class CopyKinds {
  private readonly kinds = new Map<string, CopyKind>();
  private readonly numbers = new Map<object, number>();
  private made?: { readonly common: Placed & { readonly replicas: number }; readonly form: CopyForm };

  public constructor(private readonly placed: PlacedService) {}

  /** The template of the service. */
  public get common(): CopyForm {
    return this.base.form;
  }

  /** Extra pods of a rollout where there is room for them: where a device is taken, there is none. */
  public get wantedSurge(): number {
    const { maxSurge, resources } = this.placed.service._props;
    const { needed, planned } = this.sizing;
    const takesDevice = Object.keys(resources.extended ?? {}).length > 0;
    return maxSurge ?? (takesDevice || planned > needed ? 0 : 1);
  }

  public of(placedSite: PlacedSite): CopyKind {
    const { site, sizing, hosts, override } = placedSite;
    const registry = ownRegistry(this.placed.service, site, override);
    const key = [sizing, override, registry].map((one) => (one ? this.numberOf(one) : '')).join() + `,${hosts}`;
    const kind = this.kinds.get(key) ?? this.newKind(placedSite);
    this.kinds.set(key, kind);
    return kind;
  }

  private numberOf(one: object): number {
    const number = this.numbers.get(one) ?? this.numbers.size;
    this.numbers.set(one, number);
    return number;
  }

  private newKind({ site, sizing: { planned }, hosts, override }: PlacedSite): CopyKind {
    const { service, runtime } = this.placed;
    const { common, form } = this.base;
    const { sites: _, replicas: __, resources, env, ...others } = override ?? { sites: [] };
    const registry = ownRegistry(service, site, override)?.host;
    const props = service._propsAt(override);
    const secrets = pullSecretsAt(service, [site]);
    const apart = service._props.survive?.level === 'node' && planned <= hosts;
    const scaled = planned === common.replicas ? {} : { replicas: planned };
    const change: CopyChange = {
      ...scaled,
      ...(resources && { resources: resourcesOf(service, props.resources) }),
      ...(env && { ownEnv: variables(env) }),
      ...(registry !== undefined && { registry }),
    };
    const nodes = nodesOf(props);
    const inTemplate = {
      ...(apart !== common.apart && { apart }),
      ...(secrets.length > 0 && { secrets }),
      // Another accelerator of the same resource is on other nodes.
      ...(nodes !== nodesOf(service._props) && { nodes }),
      ...others,
    };
    const isPlain = Object.keys(inTemplate).length === 0;
    if (isPlain && Object.keys(change).length === 0) {
      return { form, change };
    }
    const parts: Placed = { ...common, apart, pullSecrets: secrets, ...(override && { override }) };
    const whole = { ...parts, replicas: planned, replicated: planned > 1 };
    switch (runtime.differences) {
      case 'templates':
        return { form, change: {}, own: this.formOf(keyOf([change, inTemplate]), whole, registry) };
      case 'objects':
        return { form: this.formOf(keyOf([change, inTemplate]), whole, registry), change: {} };
      case 'overriders': {
        if (
          isPlain &&
          bytesOf(change) <= MOST_BYTES &&
          runtime.canOverride(
            change,
            form.deployment(() => []),
          )
        ) {
          return { form, change };
        }
        const { replicas: ___, ...rest } = change;
        return { form: this.formOf(keyOf([rest, inTemplate]), parts, registry), change: scaled };
      }
    }
  }

  private get base() {
    if (!this.made) {
      const { planned } = this.sizing;
      const common = {
        replicas: planned,
        replicated: planned > 1,
        apart: this.placed.service._props.survive?.level === 'node',
      };
      this.made = { common, form: this.formOf('', common, undefined) };
    }
    return this.made;
  }

  /** As it is where enough nodes admit it. */
  private get sizing() {
    const { service } = this.placed;
    return service._props.replicas._size({
      path: service.node.path,
      problems: new Problems(service.node.path),
      survive: service._props.survive?._level ?? 'none',
      zones: 1,
      hosts: Infinity,
      caps: service.stack.cluster._caps,
    });
  }

  private formOf(key: string, parts: Placed, registry: string | undefined): CopyForm {
    const { service, selector } = this.placed;
    return {
      key,
      deployment: (sites) => {
        const deployment = this.placed.deployment({ ...parts, name: service.serviceName, selector }, sites);
        return registry === undefined
          ? deployment
          : deploymentFrom(registry, deployment, (reference) => pinnedIn(service, reference));
      },
    };
  }
}

/** A template of a site with what its rollout has of its own. */
export function ownTemplate({ key, deployment }: CopyForm, group: string, surge: string): OwnTemplate {
  return { key: surge === '' ? key : keyOf([key, surge]), deployment: () => deployment(() => [group]) };
}

/** Which nodes pods run on, and how. */
function nodesOf({ nodeLabels, tolerates, resources }: EdgeServiceProps): string {
  return JSON.stringify([nodeLabels, tolerates, resources.accelerator?._runtimeClass]);
}

/** Images are what they are called. */
function keyOf(content: unknown): string {
  const text = JSON.stringify(content, (_, value) => value?.reference ?? value);
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}

/** Room that a change takes at most, with what its runtime writes around it. */
function bytesOf(change: CopyChange): number {
  return JSON.stringify(change).length;
}

/** Variables in one order. */
function variables(env: Readonly<Record<string, string>>): Variable[] {
  return Object.keys(env)
    .sort()
    .map((name) => ({ name, value: env[name] }));
}
