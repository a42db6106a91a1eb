import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { AlertSeverity } from './alert-severity';
import type { Receiver } from './receiver';
import { nearestOf } from '../capacity/nearest';
import { sortedBy } from '../capacity/order';
import { someOf } from '../capacity/some-of';
import { Cluster } from '../cluster/cluster';
import { customResource } from '../manifest/custom-resource';
import { namespaced, Owner } from '../manifest/metadata';
import { manifestsIn } from '../manifest/objects';
import { Problems, show } from '../manifest/problems';

/** Who is told of the alerts of one namespace. */
export interface AlertRoutes {
  readonly cluster: Cluster;
  /** With the namespace, whose alerts these are. */
  readonly owner: Owner;
  /** Name of the AlertmanagerConfig. */
  readonly name: string;
  /** Labels by which Alertmanager picks it. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly receivers: readonly Receiver[];
}

/** An alert of a PrometheusRule. */
interface Rule {
  readonly alert?: string;
  readonly labels?: { readonly severity?: string };
}

/**
 * The AlertmanagerConfig of a namespace. The Prometheus operator adds the namespace to route and inhibitions (0.93, alertmanagerConfigMatcherStrategy
 * OnNamespace): alerts of others are none of theirs.
 */
export function emitAlertRoutes(scope: Construct, id: string, routes: AlertRoutes): ApiObject {
  const { cluster, owner, name, labels = {}, receivers } = routes;
  const problems = new Problems(scope.node.path);
  checkReceivers(problems, owner.namespace!, receivers);
  problems.raise();
  const object = customResource<object>(scope, id, {
    apiVersion: 'monitoring.coreos.com/v1alpha1',
    kind: 'AlertmanagerConfig',
    metadata: namespaced('AlertmanagerConfig', name, owner, { ...labels }),
    spec: {
      route: {
        receiver: NOBODY,
        groupBy: ['alertname', 'workload'],
        groupWait: '30s',
        groupInterval: '5m',
        repeatInterval: '12h',
        routes: receivers.map((receiver) => ({
          receiver: receiver.name,
          ...(receiver._matchers.length > 0 && { matchers: receiver._matchers }),
          continue: true,
        })),
      },
      receivers: [{ name: NOBODY }, ...receivers.map(({ _config }) => _config)],
      inhibitRules: [
        {
          // What pages needs no ticket.
          sourceMatch: [matching('severity', AlertSeverity.PAGE), { name: 'promise', matchType: '!=', value: '' }],
          targetMatch: [matching('severity', AlertSeverity.TICKET)],
          equal: ['namespace', 'workload', 'promise', 'certificate', 'node'],
        },
      ],
    },
  });
  object.node.addValidation({ validate: () => unmatched(cluster, owner.namespace!, name, receivers) });
  return object;
}

/** Receiver of alerts that no other one is for: the top of a tree of routes has to have one. */
const NOBODY = 'nobody';

function matching(name: string, value: string): object {
  return { name, matchType: '=', value };
}

function checkReceivers(problems: Problems, namespace: string, receivers: readonly Receiver[]): void {
  const names = receivers.map(({ name }) => name);
  problems.check(names.length > 0, 'receivers', '[]', 'must name at least one');
  problems.check(
    new Set(names).size === names.length,
    'receivers',
    names,
    'must have different names',
    "for example Receiver.webhook(url, { name: 'oncall' })",
  );
  problems.check(!names.includes(NOBODY), 'receivers', NOBODY, 'is the name of what nobody is told of');
  for (const { name, _secrets } of receivers) {
    for (const { secretName, _content } of _secrets) {
      const there = _content.stack?.namespaceName ?? namespace;
      problems.check(
        there === namespace,
        `receiver ${name}`,
        secretName,
        `is a Secret of namespace ${there}, and Alertmanager reads those of ${namespace}`,
        'SecretRef.existing, or SecretRef.external in a stack of that namespace',
      );
    }
  }
}

/** Routes that no alert takes, and alerts that no route takes. */
function unmatched(cluster: Cluster, namespace: string, own: string, receivers: readonly Receiver[]): string[] {
  const alerts = alertsIn(cluster, namespace);
  const names = unique(alerts.map(({ alert }) => alert));
  const path = `[AlertmanagerConfig ${namespace}/${own}]`;
  const idle = receivers.flatMap((receiver) => {
    const unknown = receiver._alerts.filter((one) => !names.includes(one));
    const lines = unknown.map((one) => {
      const meant = nearestOf(one, names);
      const cure = meant === undefined ? `its alerts are ${someOf(names, 6) || 'none'}` : `did you mean '${meant}'?`;
      return `${path} receiver ${receiver.name} ${show(one)}: is no alert of this namespace; ${cure}`;
    });
    const takesSome = alerts.some(({ alert, severity }) => receiver._takes(alert, severity));
    const isIdle = lines.length === 0 && !takesSome && receiver._matchers.length > 0;
    return isIdle
      ? [
          `${path} receiver ${receiver.name} ${show([...receiver._severities, ...receiver._alerts])}: no alert of this namespace is one of these; observe a stack of the namespace, or leave the receiver out`,
        ]
      : lines;
  });
  const lost = unique(
    alerts
      .filter(({ alert, severity }) => !receivers.some((one) => one._takes(alert, severity)))
      .map(({ alert }) => alert),
  );
  return lost.length === 0
    ? idle
    : [
        ...idle,
        `${path} receivers ${show(receivers.map(({ name }) => name))}: nobody is told of ${someOf(lost, 4)}; add a receiver without severities and alerts`,
      ];
}

function unique(texts: readonly string[]): string[] {
  return sortedBy(new Set(texts), (text) => text);
}

/** Alerts of all PrometheusRules of a namespace, whoever wrote them. */
function alertsIn(cluster: Cluster, namespace: string): { readonly alert: string; readonly severity?: string }[] {
  return manifestsIn(cluster._charts())
    .filter((one) => one.kind === 'PrometheusRule' && one.namespace === namespace)
    .flatMap(({ json }) => (json() as { spec?: { groups?: { rules?: Rule[] }[] } }).spec?.groups ?? [])
    .flatMap(({ rules = [] }) => rules)
    .flatMap(({ alert, labels }) => (alert === undefined ? [] : [{ alert, severity: labels?.severity }]));
}
