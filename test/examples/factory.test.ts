import { Testing } from 'cdk8s';
import { Plan, Queueing } from 'cdk8s-autonomous';
import { factory } from '../../examples/factory/factory';
import { Variation } from '../../examples/factory/variation';
import { parseQuantity } from '../../src/capacity/quantity';
import { documents, find } from '../support/apps';

function made(variation?: Variation) {
  const app = Testing.app();
  const { mes, vin, hall } = factory(app, variation);
  const plan = JSON.parse(Plan.of(app).toJson()).clusters[0];
  const workload = (name: string) => plan.workloads.find(({ id }: any) => id.endsWith(`/${name}`));
  return { app, mes, vin, hall, plan, workload };
}

const READER = 'vin-reader-hall-1';

/** The object that copies the reader: its hall has fewer nodes than readers, which its template says. */
const reader = (objects: any[]) =>
  objects.find(({ kind, metadata }) => kind === 'EdgeApplication' && /^vin-reader\.[0-9a-f]{8}$/.test(metadata.name));

describe('story 4', () => {
  const { app, mes, vin, plan, workload } = made();

  test('(a) frames that are split need four workers, 863 ms at p99; eight outlive either GPU node', () => {
    expect(workload(READER).replicas).toEqual({ needed: 4, planned: 8, degraded: 4 });
    expect(workload(READER).reason).toContain('4 (p99 863 ms) at steady');
    expect(workload(READER).reason).toContain('8 so that any node of the 2 that admit it may be lost');
  });

  test('(a) pooled, three workers are enough at 590 ms, and the reason says why', () => {
    const pooled = made({ vinQueueing: Queueing.POOLED }).workload(READER);
    expect(pooled.replicas).toEqual({ needed: 3, planned: 6, degraded: 3 });
    expect(pooled.reason).toContain('one shared queue: 3 (p99 590 ms) at steady');
  });

  test('all slices are in use, and more read than are needed: no extra pod during a rollout, seven of eight stay', () => {
    expect(workload(READER).rollout).toMatchObject({ asked: 0, maxUnavailable: 1 });
    expect(workload(READER).surge).toBeUndefined();
    const [deployment] = reader(Testing.synth(vin)).spec.workloadTemplate.manifests;
    expect(deployment.spec.strategy.rollingUpdate).toEqual({ maxSurge: 0, maxUnavailable: 1 });
  });

  test('the budget lets a GPU node drain: four leave it at once, four stay', () => {
    expect(find(Testing.synth(vin), 'PodDisruptionBudget', 'vin-reader').spec.maxUnavailable).toBe(4);
    // The agent of EdgeMesh has no priority in its chart.
    expect(plan.findings.filter(({ severity }: any) => severity !== 'info')).toMatchObject([
      { code: 'DAEMONSET_MAY_FIND_FULL', message: expect.stringContaining('kubeedge/DaemonSet/edgemesh-agent') },
    ]);
  });

  test('(b) with one GPU node nothing survives its loss', () => {
    const { plan: alone } = made({ gpuNodes: 1 });
    expect(alone.status).toBe('infeasible');
    expect(alone.findings[0]).toMatchObject({ code: 'SURVIVE_NEEDS_NODES', path: 'vin/vin-reader' });
  });

  test('(c) the buffer holds 138 GB and 15 % more', () => {
    const { storage } = find(Testing.synth(vin), 'PersistentVolumeClaim').spec.resources.requests;
    expect(parseQuantity('memory', storage)).toBeGreaterThanOrEqual(138e9 * 1.15);
    expect(parseQuantity('memory', storage)).toBeLessThan(138e9 * 1.16);
  });

  test('(d) mes-api has two pods; Nacos three on three hosts, of which two must stay', () => {
    expect(workload('mes-api').replicas.planned).toBe(2);
    expect(workload('nacos').replicas).toEqual({ needed: 3, planned: 3, degraded: 2 });
    expect(find(Testing.synth(mes), 'PodDisruptionBudget', 'nacos').spec.maxUnavailable).toBe(1);
    const nacos = plan.steady.nodes.filter(({ pods }: any) => pods['mes/StatefulSet/nacos']);
    expect(nacos.reduce((sum: number, { count }: any) => sum + count, 0)).toBe(3);
    expect(nacos.every(({ pods }: any) => pods['mes/StatefulSet/nacos'] === 1)).toBe(true);
  });

  test('Nacos starts: what its image asks for is there, none of it a secret in plain text', () => {
    const objects = Testing.synth(mes);
    const { serviceName, template } = find(objects, 'StatefulSet', 'nacos').spec;
    const [container] = template.spec.containers;
    const env = new Map<string, any>(container.env.map(({ name, ...rest }: any) => [name, rest]));
    // bin/docker-startup.sh of nacos-docker 3.x ends at once without these three.
    for (const name of ['NACOS_AUTH_TOKEN', 'NACOS_AUTH_IDENTITY_KEY', 'NACOS_AUTH_IDENTITY_VALUE']) {
      expect(env.get(name)).toEqual({
        valueFrom: { secretKeyRef: { name: 'nacos-identity', key: expect.any(String) } },
      });
    }
    const members = [0, 1, 2].map((i) => `nacos-${i}.${serviceName}.mes.svc.cluster.local:8848`);
    expect(env.get('MEMBER_LIST').value.split(',')).toEqual(members);
    expect(find(objects, 'Service', serviceName).spec.publishNotReadyAddresses).toBe(true);
    const numbers = (ports: any[]) => ports.map(({ port, containerPort }) => port ?? containerPort).sort();
    expect(numbers(container.ports)).toEqual([7848, 8080, 8848, 9848, 9849]);
    expect(container.readinessProbe.httpGet).toEqual({ path: '/nacos/v3/admin/core/state/readiness', port: 8848 });
    expect(container.livenessProbe.httpGet).toEqual({ path: '/nacos/v3/admin/core/state/liveness', port: 8848 });
    // Where it writes: its root file system is read-only.
    const writable = container.volumeMounts.map(({ mountPath }: any) => mountPath);
    expect(writable.slice(0, 3)).toEqual(['/tmp', '/home/nacos/data', '/home/nacos/logs']);
    for (const name of ['CLUSTER_CONF', 'SERVER_TOMCAT_BASEDIR']) {
      expect(env.get(name).value).toMatch(/^\/tmp\//);
    }
  });

  test('services of Spring are asked by their actuator', () => {
    const { template } = find(Testing.synth(mes), 'Deployment', 'mes-api').spec;
    const [{ readinessProbe, livenessProbe }] = template.spec.containers;
    expect(readinessProbe.httpGet.path).toBe('/actuator/health/readiness');
    expect(livenessProbe.httpGet.path).toBe('/actuator/health/liveness');
  });

  test('services reach Nacos on both ports of its clients, and on no other', () => {
    const { ingress } = find(Testing.synth(mes), 'NetworkPolicy', 'nacos').spec;
    const callers = ingress.filter(
      ({ from }: any) => from[0].podSelector?.matchLabels?.['app.kubernetes.io/name'] !== 'nacos',
    );
    expect(callers).toHaveLength(12);
    for (const { ports } of callers) {
      expect(ports.map(({ port }: any) => port)).toEqual([8848, 9848]);
    }
  });

  test('(e) the virtual machine is counted with what KubeVirt needs beside it', () => {
    const { requests } = workload('legacy-quality');
    const guest = 32 * 2 ** 30;
    // Page tables, the daemons of the launcher, eight processors, IO, graphics and the TPM of Windows.
    const overhead = guest / 512 + (25 + 100 + 25 + 40 + 30 + 8 * 8 + 8 + 32 + 53) * 2 ** 20;
    expect(requests).toMatchObject({ cpu: 8000, memory: guest + overhead, pods: 1 });
    expect(find(Testing.synth(mes), 'VirtualMachine').spec.template.spec.domain.memory.guest).toBe('32Gi');
  });

  test('(f) every twin of a device is a property of a model that is there', () => {
    const objects = Testing.synth(vin);
    const models = new Map(
      objects
        .filter(({ kind }) => kind === 'DeviceModel')
        .map(({ metadata, spec }) => [metadata.name, spec.properties.map(({ name }: any) => name)]),
    );
    const devices = objects.filter(({ kind }) => kind === 'Device');
    expect(devices).toHaveLength(25);
    for (const { spec } of devices) {
      for (const { name } of spec.properties) {
        expect(models.get(spec.deviceModelRef.name)).toContain(name);
      }
    }
  });

  test('the machines of the plant are enough, in any sampled order too', () => {
    expect(plan).toMatchObject({ status: 'feasible', objective: { kind: 'nodes', value: 5, gap: 0 } });
    expect(plan.robustness).toMatchObject({ stranded: 0, nodesAdded: 0 });
  });

  test('what was read goes to the execution system, and the two networks meet only there', () => {
    expect(find(Testing.synth(vin), 'Rule').spec).toMatchObject({
      source: 'eventbus',
      sourceResource: { topic: 'vin/unread', node_name: 'vision-1' },
      target: 'rest',
      targetResource: { resource: 'http://mes-api.mes.svc.cluster.local:8080/vin/unread' },
    });
    const callers = find(Testing.synth(mes), 'NetworkPolicy', 'mes-api').spec.ingress.flatMap(({ from }: any) => from);
    expect(callers.map(({ podSelector }: any) => podSelector?.matchLabels['app.kubernetes.io/name'])).toContain(
      'vin-reader',
    );
    expect(documents(app).filter(({ kind }) => kind === 'NodeGroup')).toHaveLength(1);
  });
});
