import { Size } from 'cdk8s';

/** The scanner of Harbor: Trivy. */
export interface HarborScanner {
  /**
   * Volume of each scanner, for the database of vulnerabilities and the layers that it looks into.
   * @default Size.gibibytes(5)
   */
  readonly storage?: Size;
  /**
   * StorageClass of these volumes.
   * @default - that of the cluster
   */
  readonly storageClass?: string;
  /**
   * Repositories that have the database of vulnerabilities, in order, for example those of a registry of your own in a plant without internet.
   * @default - mirror.gcr.io/aquasec/trivy-db, ghcr.io/aquasecurity/trivy-db
   */
  readonly databases?: string[];
  /**
   * The same of the database for Java.
   * @default - mirror.gcr.io/aquasec/trivy-java-db, ghcr.io/aquasecurity/trivy-java-db
   */
  readonly javaDatabases?: string[];
  /**
   * Whether scans ask nobody on the internet for what packages depend on.
   * @default false
   */
  readonly offline?: boolean;
}
