import { VolumeSource } from './volume-source';
import * as k8s from '../../../manifest/k8s/types';
import { Image } from '../../../platform/image';
import { ContainerOptions } from '../container-options';
import { Mount } from '../mount';

/** The volumes that the containers of one pod mount: each once, under a name of its own, however many mount it. */
export class PodVolumes {
  private readonly names = new Map<unknown, string>();
  private readonly sources: VolumeSource[] = [];

  /** @param containers what its containers find, in order */
  public constructor(containers: readonly ContainerOptions[]) {
    const taken = new Set<string>();
    for (const { _source: source } of containers.flatMap(({ mounts = [] }) => mounts)) {
      const key = keyOf(source);
      if (source.source && !this.names.has(key)) {
        const name = free(source.name, taken);
        taken.add(name);
        this.names.set(key, name);
        this.sources.push(source);
      }
    }
  }

  /** As they stand in the pod. */
  public get volumes(): k8s.Volume[] {
    return this.sources.map((source) => ({ name: this.nameOf(source), ...source.source }));
  }

  /** Fields of volumes that are younger than their type, by the name of the volume. */
  public get young(): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
    return Object.fromEntries(
      this.sources.flatMap((source) => (source.young ? [[this.nameOf(source), source.young] as const] : [])),
    );
  }

  /** Their names. */
  public get all(): string[] {
    return [...this.names.values()];
  }

  /** Images that some of them are of. */
  public get images(): Image[] {
    return this.sources.flatMap(({ image }) => image ?? []);
  }

  /** How a container mounts some of them. */
  public mountsOf({ mounts = [] }: ContainerOptions): k8s.VolumeMount[] {
    return mounts.map((mount) => mountedAs(this.nameOf(mount._source), mount));
  }

  private nameOf(source: VolumeSource): string {
    return source.source ? this.names.get(keyOf(source))! : source.name;
  }
}

function mountedAs(name: string, { path, _readOnly: readOnly, _subPath: subPath }: Mount): k8s.VolumeMount {
  return { name, mountPath: path, ...(readOnly && { readOnly }), ...(subPath !== undefined && { subPath }) };
}

/** Two sources that say the same are one volume, where each mount has none of its own. */
function keyOf(source: VolumeSource): unknown {
  return source.own ? source : JSON.stringify([source.name, source.source, source.young]);
}

function free(name: string, taken: ReadonlySet<string>): string {
  for (let n = 1; ; n++) {
    const candidate = n === 1 ? name : `${name}-${n}`;
    if (!taken.has(candidate)) {
      return candidate;
    }
  }
}
