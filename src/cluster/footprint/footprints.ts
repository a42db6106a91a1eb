import { Construct } from 'constructs';
import { Footprint } from './footprint';
import { sortedBy } from '../../capacity/order';
import { checkDnsLabel, isDnsSubdomain } from '../../manifest/names';
import { Problems } from '../../manifest/problems';
import { ClusterDescription, FootprintDescription, KindDescription } from '../../planner/reading/description';
import { isCountedKind } from '../../planner/reading/kinds/makes-pods';

/** What runs in a cluster and stands in no manifest, and the kinds of objects that run nothing. */
export class Footprints {
  private readonly said = new Map<string, FootprintDescription>();
  private readonly presumed: (() => FootprintDescription | undefined)[] = [];
  private readonly podless: KindDescription[] = [];

  public constructor(private readonly cluster: Construct) {}

  /** What the user says that runs under a name; the construct stands for it. */
  public add(name: string, footprint: Footprint): Construct {
    const problems = new Problems(this.cluster.node.path);
    checkDnsLabel(problems, 'addFootprint', name);
    problems.check(!this.said.has(name), 'addFootprint', name, 'is there already', 'one footprint with all pods');
    problems.raise();
    const place = new Construct(this.cluster, `footprint-${name}`);
    this.said.set(name, footprint._describe(name, place.node.path));
    return place;
  }

  /** What constructs of the library know to run, unless the user says it. */
  public presume(describe: () => FootprintDescription | undefined): void {
    this.presumed.push(describe);
  }

  /** A kind of which nobody makes pods. */
  public addPodless(group: string, kind: string): void {
    const problems = new Problems(this.cluster.node.path);
    problems.check(
      group === '' || isDnsSubdomain(group),
      'makesNoPods',
      group,
      'must be an API group without version',
      "for example 'acme.example.com'",
    );
    problems.check(/^[A-Z][A-Za-z0-9]*$/.test(kind), 'makesNoPods', kind, 'must be a kind, for example Widget');
    problems.check(
      !isCountedKind(group, kind),
      'makesNoPods',
      `${group} ${kind}`,
      'is a kind whose pods the planner reads',
      'leave it out',
    );
    problems.raise();
    this.podless.push({ group, kind });
  }

  public describe(): Pick<ClusterDescription, 'footprints' | 'podless'> {
    const presumed = this.presumed.flatMap((describe) => describe() ?? []).filter(({ name }) => !this.said.has(name));
    const all = [...this.said.values(), ...presumed];
    const counted = all.filter(({ unless }) => !all.some((other) => unless !== undefined && hasPart(other, unless)));
    return { footprints: sortedBy(counted, ({ name }) => name), podless: this.podless };
  }
}

/** Whether a footprint that gives way to nobody has that part, `<namespace>/<part>`. */
function hasPart({ name, unless, objects }: FootprintDescription, part: string): boolean {
  const [namespace, own] = part.split('/');
  const is = ({ json: { metadata } }: (typeof objects)[number]) =>
    metadata?.namespace === namespace && metadata.name === `${name}-${own}`;
  return unless === undefined && objects.some(is);
}
