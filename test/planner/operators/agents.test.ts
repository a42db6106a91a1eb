import { amounts, annotated, readObjects, resource } from '../../support/operators';

const key = (language: string) => `instrumentation.opentelemetry.io/inject-${language}`;
const instrumentation = (spec: object = {}, name = 'traces', namespace = 'data') =>
  resource('opentelemetry.io/v1alpha1', 'Instrumentation', name, spec, { namespace });
const asked = (annotations: object, ...more: any[]) =>
  readObjects([annotated(annotations), ...more]).pods['data/Deployment/w'].slice(1);

test('what copies an agent asks for as much as the operator gives it, where that is more than the pod asks for', () => {
  expect(asked({ [key('java')]: 'true' }, instrumentation())).toEqual([50, 64]);
  expect(asked({ [key('nodejs')]: 'traces' }, instrumentation())).toEqual([50, 128]);
  expect(asked({ [key('dotnet')]: 'data/traces' }, instrumentation())).toEqual([50, 128]);
  const own = instrumentation({ python: { resourceRequirements: amounts('30m', '96Mi') } });
  expect(asked({ [key('python')]: 'true' }, own)).toEqual([30, 96]);
  expect(readObjects([annotated({ [key('java')]: 'true' }, '1', '1Gi'), instrumentation()]).pods).toEqual({
    'data/Deployment/w': [1, 1000, 1024],
  });
});

test('the agent of Go runs beside the program', () => {
  expect(asked({ [key('go')]: 'true' }, instrumentation())).toEqual([70, 96]);
});

test('none where nobody asks, where there is no such Instrumentation, and where there are several to choose from', () => {
  const here = instrumentation();
  expect(asked({ [key('java')]: 'false' }, here)).toEqual([20, 32]);
  expect(asked({ [key('java')]: 'other' }, here)).toEqual([20, 32]);
  expect(asked({ [key('sdk')]: 'true' }, here)).toEqual([20, 32]);
  expect(asked({ [key('java')]: 'true' }, here, instrumentation({}, 'second'))).toEqual([20, 32]);
  expect(asked({ [key('java')]: 'true' }, instrumentation({}, 'traces', 'other'))).toEqual([20, 32]);
  expect(asked({ [key('java')]: 'other/traces' }, instrumentation({}, 'traces', 'other'))).toEqual([50, 64]);
  const around = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'data', annotations: { [key('java')]: 'true' } },
  };
  expect(asked({}, here, around)).toEqual([50, 64]);
});

test('the agent of Go is privileged: a namespace that admits "restricted" alone refuses the pods', () => {
  const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' };
  const around = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'data', labels } };
  const safe = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, runAsNonRoot: true };
  const restricted = (language: string) => {
    const one: any = annotated({ [key(language)]: 'true' });
    const { spec } = one.spec.template;
    spec.containers[0].securityContext = { ...safe, seccompProfile: { type: 'RuntimeDefault' } };
    return readObjects([one, instrumentation(), around]).codes;
  };
  expect(restricted('go')).toContain('POD_SECURITY_REFUSES');
  expect(restricted('java')).not.toContain('POD_SECURITY_REFUSES');
});
