import { Size } from 'cdk8s';
import { VolumeSource } from './volume-source';
import { bytesOf } from '../../../manifest/amounts';
import { ContainerOptions } from '../container-options';
import { Helper } from '../helpers/helper';
import { PodOptions } from '../pod-options';

/** What the volumes of a container take beside what is said of it, in bytes. */
export interface Taken {
  /** Local disk. */
  readonly disk: number;
  /** Memory, of volumes that are in it: what is written there counts against the limit of who writes. */
  readonly memory: number;
}

/** What volumes take, by the container that it is counted for. */
export interface TakenByPod {
  readonly main: Taken;
  readonly helpers: ReadonlyMap<Helper, Taken>;
}

/**
 * Volumes live as long as their pod: those of init containers are still there when these have ended, and count for the container of the workload. Each
 * counts once, for who mounts it first.
 * @param scratch size of the scratch volume of the container of the workload
 */
export function takenBy(options: PodOptions, scratch: Size, scratchOf: (helper: Helper) => Size): TakenByPod {
  const { helpers = [] } = options;
  const counted = new Set<VolumeSource>();
  const disk = (one: ContainerOptions, own: Size) =>
    bytesOf(own) + sum(uncounted(one, counted), ({ disk: d = 0 }) => d);
  const inits = helpers.filter(({ isSidecar }) => !isSidecar);
  const sidecars = helpers.filter(({ isSidecar }) => isSidecar);
  const ofMain = disk(options, scratch);
  const ofSidecars = sidecars.map((helper) => [helper, disk(helper._props, scratchOf(helper))] as const);
  const ofInits = inits.map((helper) => [helper, disk(helper._props, scratchOf(helper))] as const);
  return {
    main: {
      disk: ofInits.reduce((all, [, bytes]) => all + bytes, ofMain),
      memory: memoryOf(options, () => true),
    },
    helpers: new Map(
      [...ofSidecars, ...ofInits].map(([helper, bytes]) => [
        helper,
        { disk: bytes, memory: memoryOf(helper._props, (readOnly) => !readOnly) },
      ]),
    ),
  };
}

function uncounted({ mounts = [] }: ContainerOptions, counted: Set<VolumeSource>): VolumeSource[] {
  return mounts.map(({ _source }) => _source).filter((source) => counted.size < counted.add(source).size);
}

function memoryOf({ mounts = [] }: ContainerOptions, counts: (readOnly: boolean) => boolean): number {
  const volumes = new Set(mounts.filter(({ _readOnly }) => counts(_readOnly)).map(({ _source }) => _source));
  return sum([...volumes], ({ memory = 0 }) => memory);
}

function sum(volumes: readonly VolumeSource[], bytes: (volume: VolumeSource) => number): number {
  return volumes.reduce((all, volume) => all + bytes(volume), 0);
}
