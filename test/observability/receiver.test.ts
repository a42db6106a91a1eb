import { ApiObject, App, Testing } from 'cdk8s';
import { AlertSeverity, AutonomousStack, Receiver, SecretRef, SecretStore } from '../../src';
import { emitAlertRoutes } from '../../src/observability/alert-routes';
import { stack } from '../support/apps';
import { takenBySchemas } from '../support/crd-check';

const secret = SecretRef.existing('oncall', ['url', 'key', 'password']);

function rules(shop: AutonomousStack): void {
  new ApiObject(shop, 'Rule', {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name: 'alerts', namespace: 'shop' },
    spec: {
      groups: [
        {
          name: 'alerts',
          rules: [
            { alert: 'LatencyHigh', expr: 'vector(1)', labels: { severity: 'page' } },
            { alert: 'Behind', expr: 'vector(1)', labels: { severity: 'ticket' } },
          ],
        },
      ],
    },
  });
}

function routed(receivers: Receiver[], shop = stack(Testing.app())) {
  rules(shop);
  const { _owner: owner, cluster } = shop;
  const config = emitAlertRoutes(shop, 'Alerting', { cluster, owner, name: 'alerts', receivers });
  return { shop, config, errors: () => config.node.validate() };
}

const all = [
  Receiver.webhook(secret.key('url')),
  Receiver.mail({
    to: ['oncall@example.com', 'lead@example.com'],
    sender: 'alerts@example.com',
    smarthost: 'smtp.example.com:587',
    username: 'alerts',
    password: secret.key('password'),
  }),
  Receiver.weChat({ corpId: 'corp', agentId: '7', secret: secret.key('key'), toParty: '3' }),
  Receiver.pagerDuty(secret.key('key'), { severities: [AlertSeverity.PAGE] }),
  Receiver.slack(secret.key('url'), '#shop', { alerts: ['LatencyHigh', 'Behind'], sendResolved: false }),
];

describe('receivers', () => {
  test('are told of what they ask for, by secrets of the namespace', () => {
    const { config, errors } = routed(all);
    expect(errors()).toEqual([]);
    const { spec } = config.toJson();
    expect(spec.route.routes.map(({ receiver, matchers }: any) => [receiver, matchers?.[0].value])).toEqual([
      ['webhook', undefined],
      ['mail', undefined],
      ['wechat', undefined],
      ['pagerduty', 'page'],
      ['slack', 'LatencyHigh|Behind'],
    ]);
    expect(spec.receivers[1].webhookConfigs[0].urlSecret).toEqual({ name: 'oncall', key: 'url' });
    expect(spec.receivers[5].slackConfigs[0].sendResolved).toBe(false);
  });

  test('that no alert is for are refused, and so are alerts that nobody is told of', () => {
    const { errors } = routed([
      Receiver.webhook(secret.key('url'), { alerts: ['LatencyHihg'] }),
      Receiver.slack(secret.key('url'), '#shop', { alerts: ['Behind'], severities: [AlertSeverity.PAGE] }),
    ]);
    expect(errors()).toEqual([
      "[AlertmanagerConfig shop/alerts] receiver webhook 'LatencyHihg': is no alert of this namespace; did you mean 'LatencyHigh'?",
      expect.stringContaining("receiver slack ['page', 'Behind']: no alert of this namespace is one of these"),
      expect.stringContaining('nobody is told of Behind, LatencyHigh'),
    ]);
  });

  test('take no secret but by its name, and do not repeat it', () => {
    const token = 'https://hooks.example.com/s3cr3t-of-it';
    const given = (): Receiver => Receiver.webhook(token as any);
    expect(given).toThrow('[Receiver.webhook] url a text: must be a SecretKey');
    expect(given).not.toThrow('s3cr3t');
    expect(() => Receiver.weChat({ corpId: '', agentId: '7', secret: secret.key('key') })).toThrow(
      /toUser, toParty, toTag[^]*corpId/,
    );
    expect(() => Receiver.mail({ to: ['x'], sender: 'a@b', smarthost: 'smtp', username: 'u' })).toThrow(
      /address 'x'[^]*smarthost 'smtp'[^]*username, password 'u'/,
    );
  });

  test('read secrets of their own namespace only, and have names of their own', () => {
    const app = Testing.app() as App;
    const shop = stack(app);
    const other = new AutonomousStack(app, 'other', { cluster: shop.cluster });
    const store = SecretStore.cluster('vault');
    const foreign = SecretRef.external(other, 'oncall', { store, keys: { url: 'alerts/oncall#url' } });
    expect(() => routed([Receiver.webhook(foreign.key('url')), Receiver.webhook(secret.key('url'))], shop)).toThrow(
      /must have different names[^]*is a Secret of namespace other, and Alertmanager reads those of shop/,
    );
  });
});

takenBySchemas({ AlertmanagerConfig: routed(all).config.toJson() });
