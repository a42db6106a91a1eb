import { NodeType } from '../../cluster/node/node-type';
import { Taint } from '../../cluster/taint';
import { checkDnsLabel } from '../../manifest/names';
import { Problems } from '../../manifest/problems';
import { checked } from '../../props/checked';
import { EdgeNodeProps } from '../edge-node';

/** A node that every site of a layout has. */
export interface LayoutNode {
  /** What the node is, such as 'vision': its name is `<site>-<role>` unless the file of the sites names it. */
  readonly role: string;
  /** Shape of the machine. */
  readonly nodeType: NodeType;
  /**
   * Labels that the node joins with.
   * @default - none
   */
  readonly labels?: Record<string, string>;
  /**
   * Taints that the node joins with, on top of that of all edge nodes.
   * @default - none
   */
  readonly taints?: Taint[];
}

/** The nodes that equal sites of a fleet have. */
@checked
export class SiteLayout {
  /**
   * Throws where two nodes have one role.
   * @param nodes A node for each role.
   */
  public static of(...nodes: LayoutNode[]): SiteLayout {
    const problems = new Problems('SiteLayout.of');
    problems.check(nodes.length > 0, 'nodes', '[]', 'must name at least one node');
    nodes.forEach(({ role }, i) => {
      checkDnsLabel(problems, 'role', role, 20);
      const reserved = ['name', 'region', 'layout'].includes(role);
      problems.check(!reserved, 'role', role, 'is the name of a column of the sites', 'another role');
      const first = nodes.findIndex((other) => other.role === role) === i;
      problems.check(first, 'role', role, 'is there twice');
    });
    problems.raise();
    return new SiteLayout(nodes);
  }

  private constructor(private readonly nodes: readonly LayoutNode[]) {}

  /** Roles of its nodes. */
  public get roles(): string[] {
    return this.nodes.map(({ role }) => role);
  }

  /** @internal */
  public _nodesFor(site: string, names: Readonly<Record<string, string>>): EdgeNodeProps[] {
    return this.nodes.map((node) => ({ ...node, name: names[node.role] ?? `${site}-${node.role}` }));
  }
}
