import { Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { Origin } from './origin';
import { sortedBy } from '../../capacity/order';
import { kubeObject } from '../../manifest/k8s/kube-object';
import * as k8s from '../../manifest/k8s/types';
import { namespaced } from '../../manifest/metadata';
import { isDnsSubdomain } from '../../manifest/names';
import { pathOf, Problems } from '../../manifest/problems';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { normalised } from '../../platform/route';
import { certificateOf, checkCertificate } from '../../platform/routes/host-names';
import { checked } from '../../props/checked';
import { Workload } from '../workload';

/** A controller of Ingress objects, where there is no mesh with a gateway. */
export interface HttpIngressProps {
  /** Class of the controller, for example 'nginx'. */
  readonly className: string;
  /** Its pods, which the services let in: `Origin.pods({ namespace: 'ingress-nginx' })`. */
  readonly controller: Origin;
  /**
   * What the controller wants to know, by annotations of its own.
   * @default - none
   */
  readonly annotations?: Record<string, string>;
}

/** How requests for one host reach a service. */
export interface HttpIngressRoute {
  /**
   * Only requests whose path is this one or below it.
   * @default '/'
   */
  readonly pathPrefix?: string;
  /**
   * Secret of the namespace with the certificate of the host.
   * @default - the host with dots as dashes, and `-tls`
   */
  readonly certificate?: string;
}

interface Routed {
  readonly certificate: string;
  readonly paths: Map<string, Workload>;
}

/**
 * Routes requests for hosts to services without a mesh: an Ingress (networking.k8s.io/v1) for each host, with TLS.
 *
 * @example
 * const ingress = new HttpIngress(stack, 'ingress', {
 *   className: 'nginx',
 *   controller: Origin.pods({ namespace: 'ingress-nginx' }),
 * });
 * const web = new Microservice(stack, 'web', { image, resources, replicas, ports: [Port.http(8080)] });
 * ingress.route('shop.example.com', web);
 */
@checked
export class HttpIngress extends Construct {
  private readonly stack: AutonomousStack;
  private readonly hosts = new Map<string, Routed>();

  /**
   * @param scope Stack whose services it leads to.
   * @param id Name of its Ingresses, before that of the host.
   * @param props Class, certificates, and the pods of the controller.
   */
  public constructor(
    scope: Construct,
    id: string,
    private readonly props: HttpIngressProps,
  ) {
    super(scope, id);
    this.stack = AutonomousStack.containing(this);
    const problems = new Problems(pathOf(scope, id));
    const named = isDnsSubdomain(props.className);
    problems.check(named, 'className', props.className, 'must be the name of an IngressClass');
    problems.raiseFor(this);
  }

  /**
   * Leads requests for a host to the first port of a service, which lets the controller in.
   * @param host Name that clients ask for.
   * @param target Service that answers.
   * @param options Path, and what is done on the way.
   */
  public route(host: string, target: Workload, options: HttpIngressRoute = {}): void {
    const { certificate = certificateOf(host) } = options;
    const pathPrefix = normalised(options.pathPrefix);
    const problems = new Problems(`${this.node.path} route`);
    const full = isDnsSubdomain(host) && host.includes('.');
    problems.check(full, 'host', host, 'must be a full host name', "for example 'api.example.com'");
    problems.check(/^\/[^\s?#]*$/.test(pathPrefix), 'pathPrefix', pathPrefix, 'must start with /');
    problems.check(isDnsSubdomain(certificate), 'certificate', certificate, 'must be the name of a secret');
    const { path } = target.node;
    problems.check(target.takesHttp, 'target', path, 'takes no HTTP on its first port', 'Port.http(...) first');
    const own = target.stack === this.stack;
    problems.check(
      own,
      'target',
      path,
      'is in another namespace, which an Ingress does not reach',
      'an HttpIngress there',
    );
    const known = this.hosts.get(host);
    problems.check(!known?.paths.has(pathPrefix), 'pathPrefix', pathPrefix, `of host ${host} has a route already`);
    const same = known === undefined || known.certificate === certificate;
    problems.check(same, 'certificate', certificate, `of host ${host} is ${known?.certificate} on its other route`);
    const certificates = [...this.hosts].map(([name, routed]): [string, string] => [name, routed.certificate]);
    checkCertificate(problems, host, options.certificate, certificates);
    problems.raise();
    target._admitOn(this.props.controller, target.routePort);
    const routed = known ?? { certificate, paths: new Map<string, Workload>() };
    routed.paths.set(pathPrefix, target);
    if (!known) {
      this.hosts.set(host, routed);
      this.emit(host, routed);
    }
  }

  private emit(host: string, { certificate, paths }: Routed): void {
    const rules = () => [
      {
        host,
        http: {
          paths: sortedBy(paths, ([path]) => path).map(([path, { workloadName, routePort }]) => ({
            path,
            pathType: 'Prefix',
            backend: { service: { name: workloadName, port: { number: routePort } } },
          })),
        },
      },
    ];
    kubeObject(this, host, 'Ingress', {
      metadata: namespaced('Ingress', host, this.stack._owner, {}, this.props.annotations),
      spec: {
        ingressClassName: this.props.className,
        tls: [{ hosts: [host], secretName: certificate }],
        rules: Lazy.any({ produce: rules }) as unknown as k8s.IngressRule[],
      },
    });
  }
}
