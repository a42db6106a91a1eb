import { Construct } from 'constructs';
import { emitAlertRoutes } from './alert-routes';
import { AlertSeverity } from './alert-severity';
import { isDnsLabel } from '../manifest/names';
import { Problems } from '../manifest/problems';
import { SecretKey } from '../platform/secrets/secret-ref';
import { TenantAlerts } from '../platform/tenant/tenant-alerts';
import { ITenantReceiver } from '../platform/tenant/tenant-props';
import { checked } from '../props/checked';

/** Which alerts somebody is told of. */
export interface ReceiverOptions {
  /**
   * Name of the receiver in its AlertmanagerConfig.
   * @default - the way that it is told by, for example 'webhook'
   */
  readonly name?: string;
  /**
   * Only alerts of these severities.
   * @default - all
   */
  readonly severities?: AlertSeverity[];
  /**
   * Only alerts of these names, for example 'ArrivalsAbovePlan'. A name that no alert of the namespace has is refused.
   * @default - all
   */
  readonly alerts?: string[];
  /**
   * Whether it is told, too, that an alert is over.
   * @default true
   */
  readonly sendResolved?: boolean;
}

/** Alerts by mail. */
export interface MailReceiverProps extends ReceiverOptions {
  /** Addresses that they are sent to. */
  readonly to: string[];
  /** Address of the sender. */
  readonly sender: string;
  /** Server that takes the mail, for example 'smtp.example.com:587'. Without TLS it is given none. */
  readonly smarthost: string;
  /**
   * User at the server.
   * @default - none: without a login
   */
  readonly username?: string;
  /**
   * Password of the user.
   * @default - none: without a login
   */
  readonly password?: SecretKey;
}

/** Alerts by WeChat Work. One of `toUser`, `toParty` and `toTag` is needed. */
export interface WeChatReceiverProps extends ReceiverOptions {
  /** Id of the organisation. */
  readonly corpId: string;
  /** Id of the application that sends. */
  readonly agentId: string;
  /** Secret of the application. */
  readonly secret: SecretKey;
  /**
   * User who is told, '@all' for everyone.
   * @default - none
   */
  readonly toUser?: string;
  /**
   * Department that is told.
   * @default - none
   */
  readonly toParty?: string;
  /**
   * Tag of those who are told.
   * @default - none
   */
  readonly toTag?: string;
}

/**
 * Who is told of alerts, and how. What opens the way, such as a URL with a token, is a value of a Secret in the namespace of the alerts and stands in no
 * manifest. Robots of DingTalk and Feishu take no messages of Alertmanager: they need a bridge, which a webhook leads to.
 *
 * @example
 * const oncall = SecretRef.external(stack, 'oncall', {
 *   store: secrets,
 *   keys: { url: 'alerts/oncall#url', pagerduty: 'alerts/oncall#key' },
 * });
 * const observability = new Observability(cluster, 'observability', { prometheus: Prometheus.operator() });
 * observability.observe(stack, {
 *   receivers: [
 *     Receiver.webhook(oncall.key('url')),
 *     Receiver.pagerDuty(oncall.key('pagerduty'), { severities: [AlertSeverity.PAGE] }),
 *   ],
 * });
 */
@checked
export class Receiver implements ITenantReceiver {
  /**
   * Posts alerts as JSON to a URL.
   * @param url The URL, with its token.
   * @param options Which alerts, and how it is called.
   */
  public static webhook(url: SecretKey, options: ReceiverOptions = {}): Receiver {
    const problems = new Problems('Receiver.webhook');
    return Receiver.made(problems, 'webhook', options, [url], { webhookConfigs: [{ urlSecret: keyOf(url) }] });
  }

  /**
   * Sends mail.
   * @param props Server, addresses and login.
   */
  public static mail(props: MailReceiverProps): Receiver {
    const { to = [], sender, smarthost, username, password } = props;
    const problems = new Problems('Receiver.mail');
    problems.check(to.length > 0, 'to', to, 'must name at least one address');
    for (const address of [...to, sender]) {
      problems.check(/^[^@\s,]+@[^@\s,]+$/.test(address), 'address', address, 'must be an address of mail');
    }
    problems.check(/^[^\s:/@]+:\d+$/.test(smarthost), 'smarthost', smarthost, "must be 'host:port'");
    problems.check(
      (username === undefined) === (password === undefined),
      'username, password',
      username,
      'go together: both or none',
    );
    const authPassword = password && keyOf(password);
    return Receiver.made(problems, 'mail', props, password ? [password] : [], {
      emailConfigs: [
        {
          to: to.join(', '),
          from: sender,
          smarthost,
          requireTLS: true,
          ...(username !== undefined && { authUsername: username, authPassword }),
        },
      ],
    });
  }

  /**
   * Sends messages of WeChat Work.
   * @param props Organisation, application, and who is told.
   */
  public static weChat(props: WeChatReceiverProps): Receiver {
    const { corpId, agentId, secret, toUser, toParty, toTag } = props;
    const problems = new Problems('Receiver.weChat');
    const told = [toUser, toParty, toTag].filter((one) => one !== undefined && one !== '');
    problems.check(told.length > 0, 'toUser, toParty, toTag', 'none', 'one of them is needed');
    for (const [prop, id] of Object.entries({ corpId, agentId })) {
      problems.check(typeof id === 'string' && id.trim() !== '', prop, id, 'must not be empty');
    }
    const apiSecret = keyOf(secret);
    const to = { ...(toUser && { toUser }), ...(toParty && { toParty }), ...(toTag && { toTag }) };
    const wechatConfigs = [{ corpID: corpId, agentID: agentId, apiSecret, ...to }];
    return Receiver.made(problems, 'wechat', props, [secret], { wechatConfigs });
  }

  /**
   * Calls people by PagerDuty (Events API v2).
   * @param routingKey Key of the integration.
   * @param options Which alerts, and how it is called.
   */
  public static pagerDuty(routingKey: SecretKey, options: ReceiverOptions = {}): Receiver {
    const problems = new Problems('Receiver.pagerDuty');
    const key = keyOf(routingKey);
    const severity = '{{ if eq .CommonLabels.severity "ticket" }}warning{{ else }}critical{{ end }}';
    return Receiver.made(problems, 'pagerduty', options, [routingKey], {
      pagerdutyConfigs: [{ routingKey: key, severity }],
    });
  }

  /**
   * Writes to a channel of Slack.
   * @param url The URL of the incoming webhook, with its token.
   * @param channel For example '#charging'.
   * @param options Which alerts, and how it is called.
   */
  public static slack(url: SecretKey, channel: string, options: ReceiverOptions = {}): Receiver {
    const problems = new Problems('Receiver.slack');
    problems.check(/^[#@]?[^\s#@]+$/.test(channel), 'channel', channel, "must be a channel, for example '#charging'");
    const apiURL = keyOf(url);
    const text = '{{ range .Alerts }}{{ .Annotations.summary }}\n{{ end }}';
    return Receiver.made(problems, 'slack', options, [url], { slackConfigs: [{ apiURL, channel, text }] });
  }

  private static made(
    problems: Problems,
    way: string,
    options: ReceiverOptions,
    secrets: readonly SecretKey[],
    config: Readonly<Record<string, readonly object[]>>,
  ): Receiver {
    const { name = way, severities = [], alerts = [] } = options;
    problems.check(isDnsLabel(name), 'name', name, 'must be a DNS label: a-z, 0-9 and -');
    for (const alert of alerts) {
      problems.check(/^[A-Za-z_]\w*$/.test(alert), 'alerts', alert, 'must be the name of an alert: letters, digits, _');
    }
    const known: readonly string[] = Object.values(AlertSeverity);
    severities.forEach((one) =>
      problems.check(known.includes(one), 'severities', one, `must be ${known.join(' or ')}`),
    );
    problems.raise();
    return new Receiver(name, severities, alerts, secrets, config, options.sendResolved ?? true);
  }

  private constructor(
    /** Name of the receiver. */
    public readonly name: string,
    /** @internal */
    public readonly _severities: readonly AlertSeverity[],
    /** @internal */
    public readonly _alerts: readonly string[],
    /** @internal */
    public readonly _secrets: readonly SecretKey[],
    private readonly config: Readonly<Record<string, readonly object[]>>,
    private readonly sendResolved: boolean,
  ) {}

  /**
   * As an AlertmanagerConfig has it (monitoring.coreos.com/v1alpha1).
   * @internal
   */
  public get _config(): object {
    const ways = Object.entries(this.config).map(([kind, all]) => [
      kind,
      all.map((one) => ({ ...one, sendResolved: this.sendResolved })),
    ]);
    return { name: this.name, ...Object.fromEntries(ways) };
  }

  /**
   * What tells its alerts from others.
   * @internal
   */
  public get _matchers(): object[] {
    return [
      ...(this._severities.length > 0 ? [oneOf('severity', this._severities)] : []),
      ...(this._alerts.length > 0 ? [oneOf('alertname', this._alerts)] : []),
    ];
  }

  /**
   * Emits the AlertmanagerConfig of a namespace of a tenant.
   * @internal
   */
  public _emitRoutes(scope: Construct, id: string, alerts: TenantAlerts<Receiver>): void {
    emitAlertRoutes(scope, id, alerts);
  }

  /**
   * Whether it is told of an alert.
   * @internal
   */
  public _takes(alert: string, severity: string | undefined): boolean {
    const known: readonly string[] = this._severities;
    return (
      (known.length === 0 || (severity !== undefined && known.includes(severity))) &&
      (this._alerts.length === 0 || this._alerts.includes(alert))
    );
  }
}

function oneOf(name: string, values: readonly string[]): object {
  return { name, matchType: '=~', value: [...values].join('|') };
}

/** The reference to a value, as the operator reads it. */
function keyOf(key: SecretKey): { readonly name: string; readonly key: string } {
  return { name: key.secretName, key: key.key };
}
