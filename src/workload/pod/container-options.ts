import { Mount } from './mount';
import { VariableSource } from '../../platform/configuration/variable-source';
import { Variable } from '../../platform/variable';

/** What a container finds, whatever it is there for: variables and files. */
export interface ContainerOptions {
  /**
   * Environment variables. A value may refer to others, `$(NAME)`, of `variables` too: they are written before it. Not for secrets: these values are
   * readable by everyone who reads the manifests.
   * @default - none
   */
  readonly env?: Record<string, string>;
  /**
   * Environment variables of which the value is elsewhere: in a secret (`secret.key('password')`) or a configuration, or known to the node and the API server.
   * Whoever may look into the process can read them: prefer files for secrets where the software takes them.
   * @default - none
   */
  readonly variables?: Record<string, Variable>;
  /**
   * Secrets and configurations of which every value is a variable.
   * @default - none
   */
  readonly variablesFrom?: VariableSource[];
  /**
   * Volumes, and where the container finds them.
   * @default - only the scratch volume at /tmp
   */
  readonly mounts?: Mount[];
  /**
   * Directories that the image writes to, for example '/var/log/nginx': each is a part of the scratch volume. Everything else but /tmp is read-only.
   * @default - none
   */
  readonly writable?: string[];
}
