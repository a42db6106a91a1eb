import { ApiObject, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { Sizing } from './sizing/sizing';
import { sortedBy } from '../capacity/order';
import { Owner } from '../manifest/metadata';
import { checkDnsLabel, checkLabels } from '../manifest/names';
import { Problems } from '../manifest/problems';
import { destinationRule, DestinationRuleSpec } from '../platform/istio/traffic';

/** The DestinationRule of a workload, whose calls stay in their zone or not: least-request balancing, outlier detection, subsets. */
export class Subsets extends Construct {
  public readonly destinationRule: ApiObject;
  private readonly labels = new Map<string, Record<string, string>>();

  public constructor(
    scope: Construct,
    id: string,
    name: string,
    host: string,
    owner: Owner,
    sizing: Sizing,
    how: { readonly local: boolean; readonly sticky: boolean; readonly held?: () => number | undefined },
  ) {
    super(scope, id);
    this.destinationRule = destinationRule(this, 'Resource', owner, name, {
      host,
      trafficPolicy: {
        loadBalancer: {
          ...(how.sticky ? { consistentHash: { useSourceIp: true } } : { simple: 'LEAST_REQUEST' }),
          // Detection of outliers makes Istio prefer the zone of the caller, and take others where too few there answer: only where each zone is
          // sized for its own callers. Else the replicas are one queue for the callers of all zones.
          localityLbSetting: { enabled: how.local },
        },
        ...(how.held && { connectionPool: Lazy.any({ produce: () => pool(how.held!()) }) }),
        outlierDetection: {
          consecutive5xxErrors: 5,
          interval: '10s',
          baseEjectionTime: '30s',
          maxEjectionPercent: mostEjected(sizing),
        },
      },
      subsets: Lazy.any({ produce: () => this.render() }),
    });
  }

  /** Names in order. */
  public get names(): string[] {
    return sortedBy(this.labels.keys(), (name) => name);
  }

  public add(path: string, name: string, labels: Record<string, string>): void {
    const problems = new Problems(path);
    checkDnsLabel(problems, 'subset', name);
    checkLabels(problems, `labels of subset ${name}`, labels);
    problems.check(Object.keys(labels).length > 0, `labels of subset ${name}`, '{}', 'must tell its pods from others');
    problems.check(!this.labels.has(name), 'subset', name, 'is there already');
    problems.raise();
    this.labels.set(name, labels);
  }

  private render(): DestinationRuleSpec['subsets'] {
    return this.labels.size === 0 ? undefined : this.names.map((name) => ({ name, labels: this.labels.get(name)! }));
  }
}

/** Outlier detection may take out as many replicas as a loss may, where one may; else the tenth that Istio allows. */
function mostEjected({ planned, degraded = 0 }: Sizing): number {
  return degraded === 0 ? 10 : Math.max(10, Math.floor((100 * (planned - degraded)) / planned));
}

/** Connections and requests beyond which a proxy answers itself; requests of HTTP/1 have a connection each. */
function pool(most: number | undefined): object | undefined {
  return most === undefined
    ? undefined
    : {
        tcp: { maxConnections: most },
        http: { http1MaxPendingRequests: most, http2MaxRequests: most },
      };
}
