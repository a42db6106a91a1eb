import { Answers } from './answer';
import { imagesAnswer } from './images';
import { volumesAnswer } from './volumes';
import { Planner } from '../../planner/planner';
import { PlatformLayer } from '../data-security-props';
import { SecurityRule } from '../security-rule';
import { nameOf, Survey } from '../survey/survey';

const ENFORCE = 'pod-security.kubernetes.io/enforce';

/** What workloads run on. */
export function platformAnswer(survey: Survey, layer: PlatformLayer): Answers {
  const answers = new Answers();
  restricted(survey, layer, answers);
  imagesAnswer(survey, layer, answers);
  volumesAnswer(survey, answers);
  secrets(survey, answers);
  audited(survey, answers);
  watched(survey, layer, answers);
  return answers;
}

/** Namespaces let in nothing but "restricted"; that of the agent is looked at with the agent. */
function restricted(survey: Survey, { runtime }: PlatformLayer, answers: Answers): void {
  for (const namespace of survey.of('', 'Namespace')) {
    const level = namespace.json.metadata?.labels?.[ENFORCE];
    const owner = survey.stacks.find(({ namespaceName }) => namespaceName === namespace.name);
    if (namespace.name === runtime?.namespaceName) {
      continue;
    }
    if (level === 'restricted') {
      answers.cover(SecurityRule.PODS_RESTRICTED, namespace.path, nameOf(namespace));
    } else {
      answers.hole(
        SecurityRule.PODS_RESTRICTED,
        owner?.node.path ?? namespace.path,
        `namespace ${namespace.name} lets in pods of level ${level ?? 'privileged'}`,
        'podSecurity: PodSecurity.RESTRICTED, or an exception that says what they need it for',
      );
    }
  }
}

function secrets(survey: Survey, answers: Answers): void {
  const rule = SecurityRule.SECRETS_REFERENCED;
  for (const { path, json, name } of survey.of('', 'Secret')) {
    const values = { ...json.data, ...json.stringData };
    if (Object.keys(values).length > 0) {
      answers.hole(
        rule,
        path,
        `Secret ${name} has its values in the manifest`,
        'SecretRef.external(...), or an existing one',
      );
    }
  }
  survey.of('external-secrets.io', 'ExternalSecret').forEach((one) => answers.cover(rule, one.path, nameOf(one)));
}

/** The policy is a file that the API server is started with: it is written beside the plan. */
function audited({ cluster }: Survey, answers: Answers): void {
  const { path } = cluster.node;
  const file = `audit-policy-${cluster.clusterName}.yaml`;
  const written = Planner.of(cluster).filesBeside.some(([name]) => name === file);
  if (written) {
    answers.cover(SecurityRule.API_AUDITED, path, file);
  } else {
    answers.hole(
      SecurityRule.API_AUDITED,
      path,
      'nobody writes down who does what at its API server',
      "new AuditPolicy(cluster, 'audit')",
    );
  }
}

/** The agent runs on each node, and in its namespace is nothing else. */
function watched(survey: Survey, { runtime }: PlatformLayer, answers: Answers): void {
  const rule = SecurityRule.PROCESSES_WATCHED;
  const { path } = survey.cluster.node;
  if (!runtime) {
    answers.hole(
      rule,
      path,
      'nobody sees what processes do on its nodes',
      'platform: { runtime: RuntimeDetection.falco() }',
    );
    return;
  }
  const { agentName, namespaceName } = runtime;
  answers.cover(rule, path, `DaemonSet ${namespaceName}/${agentName}-agent on each node, in the plan`);
  for (const { object } of survey.pods.filter((one) => one.object.namespace === namespaceName)) {
    if (object.kind !== 'DaemonSet') {
      answers.hole(
        rule,
        object.path,
        `runs in namespace ${namespaceName}, whose pods may do everything for ${agentName} alone`,
        'another namespace',
      );
    }
  }
}
