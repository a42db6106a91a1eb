import { NacosClientOptions } from './nacos-props';
import { ClientFormat } from '../../data/client-format';
import { checkKeys } from '../../data/secret-checks';
import { Problems } from '../../manifest/problems';
import { Configuration } from '../../platform/configuration/configuration';
import { ICallTarget } from '../../workload/calls/call-target';
import { PodUser, Use, UseParts } from '../../workload/pod/use/use';

/** Where a Nacos is: of the library, or of somebody else. */
export interface NacosAddress {
  /** What it is in messages. */
  readonly path: string;
  /** `<host>:<port>`. */
  readonly address: string;
  /** What leads to both ports. */
  readonly targets: readonly ICallTarget[];
}

/** Group of the data ids that nacos-controller makes of a ConfigMap (nacos-controller 2.0.1, pkg/nacos/nacos_controller.go). */
export function groupOf(configMap: string): string {
  return `configmap.${configMap}`;
}

/** A workload that fetches its configuration from Nacos, and finds others there. */
export class NacosClient extends Use {
  public constructor(
    private readonly nacos: NacosAddress,
    private readonly options: NacosClientOptions,
  ) {
    super();
  }

  /** @internal */
  public _partsFor({ construct, name, stack }: PodUser): UseParts {
    const { credentials, format = ClientFormat.SPRING, namespace = 'public' } = this.options;
    const problems = new Problems(`${construct.node.path} uses ${this.nacos.path}`);
    checkKeys(problems, 'credentials', credentials, ['username', 'password']);
    const named = /^[-A-Za-z0-9_]{1,128}$/.test(namespace);
    problems.check(named, 'namespace', namespace, 'must be the id of a namespace of Nacos: letters, digits, - and _');
    problems.raise();
    const prefix = format === ClientFormat.SPRING ? 'SPRING_CLOUD_NACOS' : 'NACOS';
    const service = `${name}.${stack.namespaceName}.svc.cluster.local`;
    return {
      env: {
        [`${prefix}_SERVER_ADDR`]: this.nacos.address,
        ...(format === ClientFormat.SPRING
          ? this.spring(name, namespace, stack.mesh._istio ? service : undefined)
          : { NACOS_NAMESPACE: namespace }),
      },
      variables: {
        [`${prefix}_USERNAME`]: credentials.key('username'),
        [`${prefix}_PASSWORD`]: credentials.key('password'),
      },
      targets: this.nacos.targets.map((target) => ({ target })),
    };
  }

  /** Properties of Spring Cloud Alibaba from 2021.0 on, which reads no bootstrap files. The namespace public has no id there. */
  private spring(name: string, namespace: string, service: string | undefined): Record<string, string> {
    const { dataIds = [`${name}.yaml`], configurations = [], registers = true } = this.options;
    const own = dataIds.map((dataId) => `optional:nacos:${dataId}`);
    const imports = [...own, ...configurations.flatMap(importsOf)];
    return {
      ...(namespace !== 'public' && {
        SPRING_CLOUD_NACOS_CONFIG_NAMESPACE: namespace,
        SPRING_CLOUD_NACOS_DISCOVERY_NAMESPACE: namespace,
      }),
      ...(imports.length > 0 && { SPRING_CONFIG_IMPORT: imports.join(',') }),
      ...(!registers && { SPRING_CLOUD_NACOS_DISCOVERY_REGISTER_ENABLED: 'false' }),
      ...(registers && service !== undefined && { SPRING_CLOUD_NACOS_DISCOVERY_IP: service }),
    };
  }
}

function importsOf({ fileNames, _filesName }: Configuration): string[] {
  return fileNames.map((file) => `optional:nacos:${file}?group=${groupOf(_filesName)}&refreshEnabled=true`);
}
