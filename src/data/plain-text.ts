import { Finding } from '../capacity/model';

/** Passwords that go over the network of the cluster as they are. */
export function plainTextFinding(path: string, what: string, tls?: string): Finding {
  return {
    code: 'PASSWORDS_IN_PLAIN_TEXT',
    severity: 'warning',
    path,
    message: `clients send their passwords to ${what} without TLS, and no mesh encrypts them: whoever reads the network of the cluster has them`,
    cure: [...(tls === undefined ? [] : [tls]), 'mesh: Mesh.istio() on the stacks of both'],
  };
}
