import { Construct } from 'constructs';
import { Image, ImageVersion } from './image';
import { checkDnsLabel } from '../manifest/names';
import { pathOf, Problems } from '../manifest/problems';

/** A Harbor registry that images are pulled from. */
export interface HarborRegistryProps {
  /** Host name, with a port where it is not 443. */
  readonly host: string;
  /**
   * Name of the secret (kubernetes.io/dockerconfigjson) with which pods pull, in each namespace. The library refers to it and
   * never holds its value.
   * @default - none: the projects are public
   */
  readonly pullSecret?: string;
}

/** A Harbor registry. Its images are named `<project>/<repository>`. Emits nothing by itself. */
export class HarborRegistry extends Construct {
  /** Host name, with a port where it is not 443. */
  public readonly host: string;
  /** Name of the pull secret; undefined where none is needed. */
  public readonly pullSecret?: string;

  public constructor(scope: Construct, id: string, props: HarborRegistryProps) {
    super(scope, id);
    const problems = new Problems(pathOf(scope, id));
    problems.check(
      /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?(:[0-9]{1,5})?$/.test(props.host),
      'host',
      props.host,
      'must be a host name in lower case, with an optional port',
      "for example 'harbor.cars.example.com'",
    );
    if (props.pullSecret !== undefined) {
      checkDnsLabel(problems, 'pullSecret', props.pullSecret);
    }
    problems.raiseFor(this);
    this.host = props.host;
    this.pullSecret = props.pullSecret;
  }

  /**
   * An image of this registry.
   * @param name `<project>/<repository>`, for example 'telemetry/rules'
   * @param version tag, digest or both
   */
  public image(name: string, version: ImageVersion): Image {
    if (!/^[^/]+\/.+$/.test(name)) {
      throw new Error(
        `[${this.node.path}] image '${name}': must be <project>/<repository>, for example 'telemetry/rules'`,
      );
    }
    return Image._in(`${this.host}/${name}`, version, this.pullSecret);
  }
}
