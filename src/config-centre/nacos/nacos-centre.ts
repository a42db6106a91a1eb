import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { groupOf, NacosClient } from './nacos-client';
import { NacosCentreProps, NacosClientOptions, NacosPushOptions } from './nacos-props';
import { nacosService } from './nacos-service';
import { CLIENTS, MAIN } from './nacos-version';
import { Finding } from '../../capacity/model';
import { checkOutlives } from '../../data/members';
import { plainTextFinding } from '../../data/plain-text';
import { checkKeys } from '../../data/secret-checks';
import { customResource } from '../../manifest/custom-resource';
import * as k8s from '../../manifest/k8s/types';
import { namespaced } from '../../manifest/metadata';
import { pathOf, Problems } from '../../manifest/problems';
import { checked } from '../../props/checked';
import { Caller } from '../../workload/calls/caller';
import { Origin } from '../../workload/calls/origin';
import { Port } from '../../workload/pod/port';
import { Use } from '../../workload/pod/use/use';
import { StatefulService } from '../../workload/stateful-service';

/**
 * A configuration centre of Nacos: members that agree by majority, on hosts of their own, with all ports, health paths of the version, and authentication from the
 * first moment on. Emits a StatefulSet and what comes with it: not the custom resource of Nacos' operator, which holds passwords as they are.
 *
 * @example
 * const nacos = ConfigCentre.nacos(stack, 'nacos', {
 *   image: registry.image('docker-hub/nacos/nacos-server', { tag: 'v3.0.3' }),
 *   auth: SecretRef.existing('nacos-auth', ['token', 'key', 'value', 'password']),
 *   storage: NacosStorage.embedded({ size: Size.gibibytes(10) }),
 * });
 */
@checked
export class NacosCentre extends StatefulService {
  private readonly storage: NacosCentreProps['storage'];

  /**
   * @param scope Stack that it is in.
   * @param id Name of the centre and its objects.
   * @param props Version, servers, storage and login.
   */
  public constructor(scope: Construct, id: string, props: NacosCentreProps) {
    super(scope, id, nacosService(scope, id, props));
    this.storage = props.storage;
    this.storage._database?._peers.forEach((peer) => this._opens(peer));
  }

  /** Host and port of its API. */
  public get address(): string {
    return `${this.dnsName}:${MAIN.number}`;
  }

  /**
   * Lets a workload use it: the address, who it is there, and the way to both ports.
   * @param options Which configurations it reads.
   */
  public client(options: NacosClientOptions): Use {
    return new NacosClient({ path: this.node.path, address: this.address, targets: [this] }, options);
  }

  /**
   * Writes a configuration into it and keeps it there: a DynamicConfiguration (nacos.io/v1), which nacos-controller 2.0 takes up.
   * @param scope a stack, or a construct in one: that of the configuration
   * @param id Name of the Job.
   * @param options What is written, and where to.
   */
  public push(scope: Construct, id: string, options: NacosPushOptions): ApiObject {
    const { configuration, credentials, namespace = 'public', deletes = true, keepsChanges = false } = options;
    const { controllerNamespace = 'nacos-controller' } = options;
    const problems = new Problems(pathOf(scope, id));
    checkKeys(problems, 'credentials', credentials, ['username', 'password']);
    const { filesObject, valuesObject, stack } = configuration;
    const names = [filesObject && configuration._filesName, valuesObject && configuration._valuesName];
    const maps = names.filter((name): name is string => name !== undefined);
    for (const name of maps) {
      const plain = !name.includes('.');
      problems.check(
        plain,
        'configuration',
        name,
        'must have a name without dots: the controller reads it out of the group',
      );
    }
    problems.raise();
    this.admits(Origin.pods({ namespace: controllerNamespace }), [MAIN, CLIENTS]);
    return customResource(scope, id, {
      apiVersion: 'nacos.io/v1',
      kind: 'DynamicConfiguration',
      metadata: namespaced('DynamicConfiguration', id, stack._owner),
      spec: {
        nacosServer: {
          serverAddr: this.address,
          namespace,
          authRef: { apiVersion: 'v1', kind: 'Secret', name: credentials.secretName },
        },
        strategy: {
          scope: 'partial',
          syncDeletion: deletes,
          conflictPolicy: keepsChanges ? 'preferServer' : 'preferCluster',
        },
        objectRefs: maps.map((name) => ({ apiVersion: 'v1', kind: 'ConfigMap', name })),
      },
    });
  }

  /**
   * The group of the data ids that `push` makes of a ConfigMap.
   * @param configMap Name of the ConfigMap.
   */
  public groupOf(configMap: string): string {
    return groupOf(configMap);
  }

  /**
   * Clients need both ports: on 8848 alone they log in and then wait for ever.
   * @internal
   */
  public _calledBy(caller: Caller, ports: readonly Port[] = [MAIN, CLIENTS]): k8s.NetworkPolicyEgressRule {
    const numbers = ports.map(({ number }) => number);
    if (numbers.includes(MAIN.number) && !numbers.includes(CLIENTS.number)) {
      throw new Error(
        `[${caller.path}] calls ${this.node.path} on ${numbers.join(', ')}: clients from 2.0 on need ${CLIENTS.number} too; leave the ports out, or uses: [centre.client(...)]`,
      );
    }
    return super._calledBy(caller, ports);
  }

  /** @internal */
  protected _check(problems: Problems): void {
    super._check(problems);
    checkOutlives(problems, 'replicas', this._sizing);
  }

  /** @internal */
  protected _remarks(): Finding[] {
    return this._isInMesh ? [] : [plainTextFinding(this.node.path, 'Nacos')];
  }
}
