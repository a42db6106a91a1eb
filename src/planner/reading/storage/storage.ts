import { Claim, ClaimSpec, NodeTerms, usual } from './claim';
import { csiNameOf, Driver, driverOf, NO_PROVISIONER } from './drivers';
import { reachOfTerms, volumeOf } from './persistent-volume';
import { KubeObject } from '../../../manifest/kube';

const DEFAULT_CLASS = 'storageclass.kubernetes.io/is-default-class';
const OLD_CLASS = 'volume.beta.kubernetes.io/storage-class';

/** What k3s, Rancher Desktop and kind bring along without a chart. */
const LOCAL_PATH: KubeObject = {
  metadata: { name: 'local-path' },
  provisioner: 'rancher.io/local-path',
  volumeBindingMode: 'WaitForFirstConsumer',
};

/** Storage classes, volumes and claims of a cluster, as its charts have them. */
export class Storage {
  /** The class of claims that name none; undefined where no chart says. */
  public readonly defaultClass?: string;
  private readonly claims: ReadonlyMap<string, KubeObject>;
  private readonly volumes: ReadonlyMap<string, KubeObject>;
  private readonly bound: ReadonlyMap<string, KubeObject>;
  /** Volumes that somebody made by hand for whatever claim fits them. */
  private readonly free: readonly KubeObject[];
  private readonly classes: ReadonlyMap<string, KubeObject>;
  private readonly attachless: ReadonlySet<string>;

  /** @param of all objects of a kind */
  public constructor(of: (kind: string) => readonly KubeObject[]) {
    const byName = (objects: readonly KubeObject[]) =>
      new Map(objects.map((object) => [object.metadata?.name ?? '', object]));
    // CDI makes a claim of the same name for each DataVolume.
    const claims = [...of('DataVolume'), ...of('PersistentVolumeClaim')];
    this.claims = new Map(claims.map(({ metadata, ...rest }) => [keyOf(metadata), { metadata, ...rest }]));
    this.volumes = byName(of('PersistentVolume'));
    this.bound = new Map(
      of('PersistentVolume').flatMap((volume) =>
        volume.spec?.claimRef?.name ? [[keyOf(volume.spec.claimRef), volume] as const] : [],
      ),
    );
    this.free = of('PersistentVolume').filter(({ spec }) => !spec?.claimRef?.name);
    this.classes = new Map([...byName([LOCAL_PATH]), ...byName(of('StorageClass'))]);
    this.attachless = new Set(
      of('CSIDriver').flatMap(({ metadata, spec }) => (spec?.attachRequired === false ? [metadata?.name ?? ''] : [])),
    );
    this.defaultClass = of('StorageClass').find(({ metadata }) => metadata?.annotations?.[DEFAULT_CLASS] === 'true')
      ?.metadata?.name;
  }

  /** The claim of that name; where it is in no chart nothing is known of it. */
  public named(namespace: string, name: string): Claim {
    const found = this.claims.get(keyOf({ namespace, name }));
    const spec: ClaimSpec = found?.spec?.storage ?? found?.spec?.pvc ?? found?.spec ?? {};
    const storageClassName = found?.metadata?.annotations?.[OLD_CLASS] ?? spec.storageClassName;
    const volume = this.bound.get(keyOf({ namespace, name }));
    return this.claim(name, { ...spec, storageClassName }, { own: false, listed: found !== undefined, volume });
  }

  /** A claim that each pod has for itself, by its template. */
  public own(name: string, template: ClaimSpec): Claim {
    return this.claim(name, template, { own: true, listed: true });
  }

  private claim(
    name: string,
    { accessModes = [], storageClassName = this.defaultClass, volumeName }: ClaimSpec,
    { volume: bound, ...about }: Pick<Claim, 'own' | 'listed'> & { readonly volume?: KubeObject },
  ): Claim {
    const storageClass = this.classes.get(storageClassName ?? '');
    const binds = storageClass !== undefined && storageClass.volumeBindingMode !== 'WaitForFirstConsumer';
    const isByHand = storageClass === undefined || storageClass.provisioner === NO_PROVISIONER;
    const named = bound ?? this.volumes.get(volumeName ?? '');
    const candidates = named ? [named] : volumeName || !isByHand ? [] : this.fitting(accessModes, storageClassName);
    if (candidates.length > 0) {
      const [first] = candidates;
      const { modes = accessModes, driver, terms, ...known } = volumeOf(first);
      const usually = this.usually(driver, modes);
      const reach = reachOfTerms(terms) ?? known.reach ?? usually.reach;
      const attaches = known.attaches ?? usually.attaches;
      const all = candidates.map((volume) => volumeOf(volume).terms);
      // It gets any of them, and is then where that one is.
      const nodes = all.every((some) => some !== undefined) ? all.flatMap((some) => some ?? []) : undefined;
      return { ...about, name, modes, driver, reach, attaches, immediate: !named && binds, ...(nodes && { nodes }) };
    }
    // Without a class nobody makes a volume, and the one that it waits for is in no chart.
    const unmade = about.listed && (storageClassName === '' || !!volumeName) ? true : undefined;
    const driver = storageClass && csiNameOf(String(storageClass.provisioner));
    const nodes = topologiesOf(storageClass);
    // CDI takes the access mode of the storage class, which no manifest says.
    const assumed = about.listed && driver === undefined && accessModes.length === 0;
    return {
      ...about,
      name,
      modes: accessModes,
      ...(storageClassName && { storageClass: storageClassName }),
      driver,
      ...(assumed ? { reach: 'anywhere', attaches: true, assumed } : this.usually(driver, accessModes, storageClass)),
      immediate: binds,
      ...(nodes && { nodes }),
      ...(unmade && { unmade }),
    };
  }

  /** Volumes of the same class with the access modes of a claim (findMatchingVolume in k8s.io/component-helpers, storage/volume). */
  private fitting(accessModes: readonly string[], storageClassName: string | undefined): KubeObject[] {
    return this.free.filter(
      ({ spec = {} }) =>
        storageClassName !== undefined &&
        (spec.storageClassName ?? '') === storageClassName &&
        accessModes.every((mode) => (spec.accessModes ?? []).includes(mode)),
    );
  }

  private usually(name: string | undefined, modes: readonly string[], storageClass?: KubeObject): Driver {
    const driver = (name === undefined ? undefined : driverOf(name, storageClass?.parameters)) ?? usual(modes);
    return this.attachless.has(name ?? '') ? { ...driver, attaches: false } : driver;
  }
}

function keyOf({ namespace = 'default', name = '' }: { namespace?: string; name?: string } = {}): string {
  return `${namespace}/${name}`;
}

/** Nodes in whose topology a storage class makes volumes; undefined where that is everywhere. */
function topologiesOf(storageClass: KubeObject | undefined): NodeTerms | undefined {
  const topologies: any[] = storageClass?.allowedTopologies ?? [];
  return topologies.length === 0
    ? undefined
    : topologies.map(({ matchLabelExpressions = [] }) =>
        matchLabelExpressions.map(({ key, values }: any) => ({ key, operator: 'In', values })),
      );
}
