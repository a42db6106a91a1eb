import { checkDnsLabel, isQualifiedName } from '../manifest/names';
import { Problems } from '../manifest/problems';
import { checked } from '../props/checked';

/** Label by which Kueue knows a single node. */
const HOST = 'kubernetes.io/hostname';

/** A level of the network between GPU nodes, such as superpods or the leaves in them. */
export interface TopologyLevelProps {
  /** Name of the level, for example 'leaf'. */
  readonly name: string;
  /** Label of nodes that says in which domain of the level they are. */
  readonly nodeLabel: string;
}

/** A level of a topology; jobs name it to have all their pods in one domain of it. */
@checked
export class TopologyLevel {
  /** @internal */
  public static _of(topology: string, { name, nodeLabel }: TopologyLevelProps): TopologyLevel {
    return new TopologyLevel(topology, name, nodeLabel);
  }

  private constructor(
    /** Name of its topology. */
    public readonly topologyName: string,
    /** Name of the level. */
    public readonly levelName: string,
    /** Label of nodes that says in which domain of the level they are. */
    public readonly nodeLabel: string,
  ) {}
}

/** How GPU nodes are connected: levels from coarse to fine, above the single node. */
@checked
export class GpuTopology {
  /**
   * A topology. Throws where names or labels are none, or are there twice.
   * @param topologyName name of the Kueue Topology
   * @param levels levels, coarse to fine; the node itself (`kubernetes.io/hostname`) is always the finest, and may be named as the last
   */
  public static of(topologyName: string, ...levels: TopologyLevelProps[]): GpuTopology {
    const problems = new Problems(`GpuTopology '${topologyName}'`);
    checkDnsLabel(problems, 'name', topologyName);
    problems.check(levels.length > 0, 'levels', '[]', 'must name at least one level');
    levels.forEach((level, i) => {
      checkDnsLabel(problems, 'levels.name', level.name);
      problems.check(
        isQualifiedName(level.nodeLabel),
        'levels.nodeLabel',
        level.nodeLabel,
        'must be the name of a label',
      );
      problems.check(
        level.nodeLabel !== HOST || i === levels.length - 1,
        'levels.nodeLabel',
        level.nodeLabel,
        'is the node itself, below which no level can be',
        'the last level',
      );
      const first = levels.findIndex(
        ({ name: other, nodeLabel }) => other === level.name || nodeLabel === level.nodeLabel,
      );
      problems.check(first === i, 'levels', level.name, 'has the name or label of another level');
    });
    problems.raise();
    const made = levels.map((level) => TopologyLevel._of(topologyName, level));
    return new GpuTopology(
      topologyName,
      made.filter(({ nodeLabel }) => nodeLabel !== HOST),
      made.find(({ nodeLabel }) => nodeLabel === HOST),
    );
  }

  private constructor(
    /** Name of the Kueue Topology. */
    public readonly topologyName: string,
    /** Levels above the node, coarse to fine. */
    public readonly levels: TopologyLevel[],
    /** The node itself, where it has a name among the levels. */
    public readonly nodeLevel?: TopologyLevel,
  ) {}

  /** @internal */
  public get _all(): TopologyLevel[] {
    return this.nodeLevel ? [...this.levels, this.nodeLevel] : this.levels;
  }

  /**
   * The level of that name. Throws when there is none.
   * @param name Name of the level.
   */
  public level(name: string): TopologyLevel {
    const found = this._all.find(({ levelName }) => levelName === name);
    if (!found) {
      throw new Error(
        `GpuTopology '${this.topologyName}': level '${name}' must be one of ${this._all.map(({ levelName }) => levelName).join(', ')}`,
      );
    }
    return found;
  }
}
