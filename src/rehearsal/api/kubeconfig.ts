import { RequestOptions } from 'http';
import { agentFor, Connection, connectionTo } from './connection';
import { Clock } from '../clock';
import { KubeConfig } from '../libraries';
import { RehearsalRefused } from '../refused';

/** Milliseconds for which a token is taken as good; the library renews it. */
const FRESH = 60_000;

export interface KubeconfigOptions {
  /** Default: `KUBECONFIG`, then `~/.kube/config`. */
  readonly kubeconfig?: string;
  /** Default: the current one. */
  readonly context?: string;
}

/** Which cluster of a kubeconfig was chosen, and the way there. */
export interface Chosen {
  readonly context: string;
  readonly server: string;
  readonly connection: Connection;
}

/**
 * Opens the way to the cluster of a kubeconfig.
 * @param config empty
 */
export function connect(config: KubeConfig, { kubeconfig, context }: KubeconfigOptions, clock: Clock): Chosen {
  try {
    if (kubeconfig === undefined) {
      config.loadFromDefault();
    } else {
      config.loadFromFile(kubeconfig);
    }
  } catch (error) {
    throw new RehearsalRefused(`--kubeconfig ${kubeconfig ?? '(default)'}: ${(error as Error).message}`);
  }
  if (context !== undefined) {
    if (!config.getContextObject(context)) {
      const names = config.getContexts().map(({ name }) => name);
      throw new RehearsalRefused(`--context ${context}: is not in the kubeconfig, which has ${names.join(', ')}`);
    }
    config.setCurrentContext(context);
  }
  const cluster = config.getCurrentCluster();
  if (!cluster) {
    throw new RehearsalRefused('the kubeconfig names no current context; give --context');
  }
  const server = new URL(cluster.server);
  return {
    context: config.getCurrentContext(),
    server: cluster.server,
    connection: connectionTo(server, accessBy(config, server, cluster.proxyUrl !== undefined, clock)),
  };
}

/** Credentials, asked anew now and then; connections are kept, but through a proxy, whose agent is the library's. */
function accessBy(config: KubeConfig, server: URL, proxied: boolean, clock: Clock) {
  let [options, until]: [RequestOptions, number] = [{}, 0];
  const agent: { own?: RequestOptions['agent'] } = {};
  return async () => {
    if (clock.now() >= until) {
      const applied: RequestOptions = {};
      await config.applyToHTTPSOptions(applied);
      if (!proxied) {
        agent.own ??= agentFor(server, applied);
        applied.agent = agent.own;
      }
      [options, until] = [applied, clock.now() + FRESH];
    }
    return options;
  };
}
