import { Size } from 'cdk8s';
import { Cpu } from '../../units/cpu';

/** What each container of a part of Harbor asks for. */
export interface HarborPartSize {
  /** Processors that it requests. */
  readonly cpu: Cpu;
  /** Memory that it requests. */
  readonly memory: Size;
  /**
   * Most memory that it may use.
   * @default - twice what it requests
   */
  readonly memoryLimit?: Size;
}

/** What the parts of Harbor ask for. The chart asks for nothing, save for the scanner; what it has as an example is 100m and 256Mi each. */
export interface HarborSizes {
  /**
   * API, logins and quotas: every pull and push asks it first.
   * @default - 500m, 512Mi
   */
  readonly core?: HarborPartSize;
  /**
   * Manifests and layers.
   * @default - 500m, 512Mi
   */
  readonly registry?: HarborPartSize;
  /**
   * Jobs: replication, retention, collection of garbage.
   * @default - 250m, 256Mi
   */
  readonly jobs?: HarborPartSize;
  /**
   * Trivy.
   * @default - 200m, 512Mi, as in the chart
   */
  readonly scanner?: HarborPartSize;
}

const size = (millis: number, mebibytes: number): HarborPartSize => ({
  cpu: Cpu.millis(millis),
  memory: Size.mebibytes(mebibytes),
});

/** Sizes where nobody says others. */
export const SIZES: Required<HarborSizes> = {
  core: size(500, 512),
  registry: size(500, 512),
  jobs: size(250, 256),
  scanner: size(200, 512),
};

/** The portal serves files, the other two answer questions now and then. */
export const SMALL = size(50, 128);
