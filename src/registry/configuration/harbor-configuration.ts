import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { Claim } from './claims';
import { checkConfiguration, checkProjects, checkSites } from './configuration-checks';
import {
  HarborConfigurationProps,
  HarborPullProps,
  HarborReplicationProps,
  HarborRobotProps,
} from './harbor-configuration-props';
import { emitJob, emitPush, emitRight, JobParts } from './job-objects';
import { circlesOf } from './login-circle';
import { HarborProject, HarborProjectProps, HarborProxyCacheProps } from './parts/project';
import { noteCopy, noteProject } from './parts/project-flows';
import { checkCircle, LineEnd, replicationOf } from './parts/replication';
import { HarborRobot } from './parts/robot';
import { hostPeer, reachOf } from './reach';
import { checkRobot } from './robot-checks';
import { Wanted } from './wanted';
import { EdgeSite } from '../../edge/platform/edge-platform';
import { pathOf, Problems } from '../../manifest/problems';
import { HarborRegistry } from '../../platform/harbor-registry';
import { copiesOf } from '../../platform/mirrors/copies';
import { checked } from '../../props/checked';
import { StackPods } from '../../workload/pod/stack-pods';
import { HarborInstallation } from '../installation/harbor-installation';
import { JOB_WORKERS } from '../installation/harbor-parts';

/**
 * What a Harbor is to be like: projects, caches, robots, copies to other registries. Emits a Job, which brings it about over Harbor's API and writes only
 * what is different, a ConfigMap with its program and with what is wanted, a ServiceAccount, and a NetworkPolicy that lets it reach Harbor alone. The Job
 * runs at every sync of Argo CD: what somebody changed by hand is put right.
 *
 * It removes robots, endpoints and replications that it made and that are wanted no more. Projects, members and immutable tags, on which Harbor keeps no mark,
 * stay, and its log names them.
 *
 * @example
 * const admin = SecretRef.external(stack, 'harbor-admin', {
 *   store: secrets,
 *   keys: { username: 'harbor/admin#username', password: 'harbor/admin#password' },
 * });
 * const harbor = new HarborConfiguration(stack, 'harbor', { registry, image, login: { secret: admin } });
 * harbor.addProject('telemetry', {
 *   scanOnPush: true,
 *   retention: HarborRetention.latestPushed(10),
 *   immutableTags: ['v*'],
 * });
 */
@checked
export class HarborConfiguration extends StackPods {
  /** The Harbor. */
  public readonly registry: HarborRegistry;
  /** The Job. */
  public readonly job: ApiObject;
  /** The ConfigMap with the program and with what is wanted. */
  public readonly configMap: ApiObject;
  /** Name of the Secret with the logins of robots. */
  public readonly robotSecretName: string;
  private readonly props: HarborConfigurationProps;
  private readonly wanted: Wanted;
  private readonly parts: JobParts;

  /**
   * @param scope a stack, or a construct in one: for an installation its own stack
   * @param id Name of the Job and of what it needs.
   * @param props The Harbor, and how the Job reaches it.
   */
  public constructor(scope: Construct, id: string, props: HarborConfigurationProps) {
    super(scope, id);
    const problems = new Problems(pathOf(scope, id));
    checkConfiguration(problems, this.stack, id, props);
    const { stack, node } = this;
    const schedules = ['garbageCollection', 'scanAll'] as const;
    const claims = schedules
      .filter((name) => props[name] !== undefined)
      .map((name) => ({ name, claim: new Claim(props.registry, node.path, name) }));
    claims.forEach(({ name, claim }) => claim.check(problems, name, node.path));
    problems.raiseFor(this);
    claims.forEach(({ claim }) => claim.make());
    this.props = props;
    this.registry = props.registry;
    this.robotSecretName = `${id}-robots`;
    const robotSecret = { namespace: stack.namespaceName, name: this.robotSecretName };
    this.wanted = new Wanted(node.path.replace(/[\s\]]/g, '-'), robotSecret, props);
    this._emitServiceAccount();
    this._connect([], 'none');
    (props.reaches ?? reachOf(props.registry)).forEach((target) => this._opens(target));
    const jobScope = this.registry instanceof HarborInstallation ? this.registry._jobScope(this) : this;
    this.parts = { scope: this, jobScope, stack, name: id, selector: this._selector, props, wanted: this.wanted };
    const { job, configMap } = emitJob(this.parts);
    this.job = job;
    this.configMap = configMap;
    node.addValidation({ validate: () => circlesOf({ stack, robots: this.wanted.robots }) });
    stack.cluster._forecasts.add(() => ({
      transfers: this.wanted.replications.flatMap(({ transfer }) =>
        transfer ? [{ path: node.path, ...transfer }] : [],
      ),
    }));
  }

  /**
   * A project.
   * @param name name of the project, the first part of the names of its images
   * @param props What its images may take and how long they stay, who may do what, what is scanned.
   */
  public addProject(name: string, props: HarborProjectProps = {}): HarborProject {
    return this.add(HarborProject._of(name, props));
  }

  /**
   * A project that is a cache of another registry: what is `library/postgres` there is `<host>/<name>/library/postgres` here.
   * @param name name of the project
   * @param props The other registry, and what the cache may take.
   */
  public addProxyCache(name: string, props: HarborProxyCacheProps): HarborProject {
    return this.add(HarborProject._of(name, props, props));
  }

  /**
   * Copies projects to another registry, with their signatures. Stacks and sites of which that is the `registry` then run the images of these projects from
   * there.
   * @param target the other registry
   * @param props What is copied, when, and how fast.
   */
  public replicateTo(target: HarborRegistry, props: HarborReplicationProps): void {
    this.copyTo([{ name: target.host, registry: target }], props);
  }

  /**
   * Copies projects to the registries of sites, each over its uplink.
   * @param sites sites that have a `registry` of their own
   * @param props What is copied, when, and how fast.
   */
  public replicateToSites(sites: EdgeSite[], props: HarborReplicationProps): void {
    const problems = new Problems(`${this.node.path} replicateToSites`);
    checkSites(problems, sites);
    problems.raise();
    this.copyTo(
      sites.map(({ siteName, registry, uplink }) => ({ name: siteName, registry: registry!, uplink })),
      props,
    );
  }

  /**
   * Copies projects from another registry, which need not be ours.
   * @param source the other registry
   * @param props What is copied, when, and how fast.
   */
  public replicateFrom(source: HarborRegistry, props: HarborPullProps): void {
    const problems = new Problems(`${this.node.path} replicateFrom`);
    const { projects: names, login, ...options } = props;
    const asked = { ...options, names, direction: 'pull' as const, jobWorkers: this.jobWorkers };
    checkCircle(problems, source, this.registry, names);
    const one = replicationOf(problems, asked, { name: source.host, registry: source }, this.wanted.replications);
    this.wanted.addEndpoint(problems, 'harbor', source.host, login);
    problems.raise();
    this.letReach([source.host]);
    for (const name of names) {
      copiesOf(this.node.root).add(source.host, this.registry.host, name);
      noteCopy(this, source, this.registry, name);
    }
    this.wanted.replications.push(one);
  }

  /**
   * An account with which a site pulls: `site-<name>`.
   * @param site the site
   * @param props What it may pull, and for how long.
   */
  public robotFor(site: EdgeSite, props: HarborRobotProps): HarborRobot {
    return this.addRobot(`site-${site.siteName}`, props);
  }

  /**
   * An account with which something pulls, or pushes. Its login is made by Harbor and written by the Job into one Secret, to which it has a right by name.
   * @param name name of the robot, without the prefix that Harbor puts before it
   * @param props What it may pull or push, for how long, and where its login goes.
   */
  public addRobot(name: string, props: HarborRobotProps): HarborRobot {
    const { wanted, robotSecretName } = this;
    const problems = new Problems(`${this.node.path} robot ${name}`);
    checkProjects(problems, wanted.projects, props.projects);
    checkRobot(problems, wanted.robots, name, props, this.props);
    const claim = new Claim(this.registry, this.node.path, `robot '${name}'`);
    claim.check(problems, 'name', name);
    problems.raise();
    claim.make();
    if (wanted.robots.length === 0) {
      emitRight(this.parts, robotSecretName);
      this._opens(this.props.apiServer!);
    }
    const robot = HarborRobot._of(name, props, robotSecretName);
    wanted.robots.push(robot);
    if (props.pushTo) {
      emitPush(this.parts.jobScope, this.stack._owner, robot, robotSecretName, props.pushTo);
    }
    return robot;
  }

  private add(project: HarborProject): HarborProject {
    const { projectName: name, _cache: cache } = project;
    const problems = new Problems(`${this.node.path} project ${name}`);
    project._check(problems);
    const taken = this.wanted.projects.some(({ projectName }) => projectName === name);
    problems.check(!taken, 'name', name, 'is the name of another project already');
    const claim = new Claim(this.registry, this.node.path, `project '${name}'`);
    claim.check(problems, 'name', name);
    if (cache) {
      const { _type, host, _login } = cache.upstream;
      problems.check(host !== this.registry.host, 'upstream', host, 'is this Harbor itself');
      this.wanted.addEndpoint(problems, _type, host, _login);
    }
    problems.raise();
    claim.make();
    noteProject(this, this.registry, name, project._props.dataClasses);
    this.letReach(cache ? [cache.upstream.host] : []);
    this.wanted.projects.push(project);
    return project;
  }

  /** Transfers that its Harbor runs at once. */
  private get jobWorkers(): number {
    const { registry, props } = this;
    return props.jobWorkers ?? (registry instanceof HarborInstallation ? registry._jobWorkers : JOB_WORKERS);
  }

  /** Harbor itself has to reach other registries. */
  private letReach(hosts: readonly string[]): void {
    if (this.registry instanceof HarborInstallation) {
      this.registry._reaches(hosts.map(hostPeer));
    }
  }

  private copyTo(ends: readonly LineEnd[], props: HarborReplicationProps): void {
    const { wanted, registry } = this;
    const problems = new Problems(`${this.node.path} replicateTo`);
    const { projects, login, ...options } = props;
    checkProjects(problems, wanted.projects, projects);
    const names = projects.map(({ projectName }) => projectName);
    const asked = { ...options, names, direction: 'push' as const, jobWorkers: this.jobWorkers };
    const added = ends.map((end) => {
      checkCircle(problems, registry, end.registry, names);
      wanted.addEndpoint(problems, 'harbor', end.registry.host, login);
      return replicationOf(problems, asked, end, wanted.replications);
    });
    problems.raise();
    this.letReach(ends.map((end) => end.registry.host));
    const copies = copiesOf(this.node.root);
    for (const { registry: end } of ends) {
      for (const name of names) {
        copies.add(registry.host, end.host, name);
        noteCopy(this, registry, end, name);
      }
    }
    wanted.replications.push(...added);
  }
}
