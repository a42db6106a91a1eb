import { HarborLogin } from './login';
import { Problems } from '../../../manifest/problems';
import { checkHost } from '../../../platform/host';
import { checked } from '../../../props/checked';

/** Kinds of registries that Harbor can cache. */
export enum HarborUpstreamKind {
  /** Alibaba Cloud. */
  ALI_ACR = 'ali-acr',
  /** Amazon ECR. */
  AWS_ECR = 'aws-ecr',
  /** Azure. */
  AZURE_ACR = 'azure-acr',
  /** Any that speaks the distribution API. */
  DOCKER_REGISTRY = 'docker-registry',
  /** GitHub. */
  GITHUB = 'github-ghcr',
  /** Google. */
  GOOGLE_GCR = 'google-gcr',
  /** JFrog. */
  JFROG = 'jfrog-artifactory',
  /** Quay. */
  QUAY = 'quay',
}

/** A registry outside of which a project is a cache. */
@checked
export class HarborUpstream {
  /**
   * Docker Hub.
   * @param login a user of Docker Hub: without one it is asked as nobody, and limits how often
   */
  public static dockerHub(login?: HarborLogin): HarborUpstream {
    return new HarborUpstream('docker-hub', 'docker-hub', 'hub.docker.com', login);
  }

  /**
   * Another Harbor.
   * @param host Its host, with a port where it is not 443.
   * @param login Who reads there: nobody in particular where it is left out.
   */
  public static harbor(host: string, login?: HarborLogin): HarborUpstream {
    return new HarborUpstream(nameOf(host), 'harbor', host, login);
  }

  /**
   * A registry of another kind.
   * @param kind What it is.
   * @param host Its host, with a port where it is not 443.
   * @param login Who reads there: nobody in particular where it is left out.
   */
  public static registry(kind: HarborUpstreamKind, host: string, login?: HarborLogin): HarborUpstream {
    return new HarborUpstream(nameOf(host), kind, host, login);
  }

  private constructor(
    /** @internal */
    public readonly _name: string,
    /** @internal */
    public readonly _type: string,
    /** Host of the registry, with a port where it is not 443. Always by TLS. */
    public readonly host: string,
    /** @internal */
    public readonly _login?: HarborLogin,
  ) {
    const problems = new Problems('HarborUpstream');
    checkHost(problems, host);
    problems.raise();
  }
}

/** Name of the endpoint that stands for a host. */
export function nameOf(host: string): string {
  return host.replace(':', '-');
}
