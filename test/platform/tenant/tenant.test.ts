import { ApiObject, Chart, Duration, Size, Testing } from 'cdk8s';
import {
  Access,
  ArgoDelivery,
  AutonomousStack,
  AutonomousStackProps,
  Cluster,
  Cpu,
  ITenantReceiver,
  KubernetesVersion,
  Mesh,
  Origin,
  Peer,
  PodSecurity,
  Port,
  Replicas,
  ScaleOn,
  Share,
  Tenant,
  TenantProps,
} from 'cdk8s-autonomous';
import { cluster, documents, find, messageOf, microservice, nodeType } from '../../support/apps';
import { planOf } from '../../support/edge';

function tenant(east: Cluster, name: string, props: Partial<TenantProps> = {}): Tenant {
  return new Tenant(east.node.root as Chart, name, { clusters: [east], ...props });
}

test('x', () => {
  const app = Testing.app();
  const delivery = new ArgoDelivery(app, 'delivery', {
    repository: 'https://git.example.com/x.git',
    revision: 'main',
    path: 'dist',
  });
  const east = cluster(app, { delivery }, { minNodesPerZone: 1 });
  const charging = tenant(east, 'charging', {
    share: Share.percent(50),
    people: [Access.view('readers'), Access.operate('oncall'), Access.debug('devs')],
    receivers: [
      { _receiver: () => ({ webhookConfigs: [{ urlSecret: { name: 'hook', key: 'url' } }] }) } as ITenantReceiver,
    ],
  });
  const a = new AutonomousStack(app, 'api', { cluster: east, tenant: charging, delivery });
  const b = new AutonomousStack(app, 'shop', { cluster: east, delivery, mesh: Mesh.istio() });
  microservice(a, 'cart', { replicas: Replicas.fixed(2) });
  microservice(b, 'front');
  const docs = documents(app);
  console.log(
    JSON.stringify(
      docs.filter((d) => ['Role', 'RoleBinding', 'AppProject', 'AlertmanagerConfig'].includes(d.kind)),
      null,
      1,
    ),
  );
  const { Plan } = require('cdk8s-autonomous');
  console.log(Plan.of(app).toTable());
  console.log(Plan.of(app).toMarkdown());
  console.log(JSON.stringify(planOf(east).tenants));
});
