import { NodeType } from '../cluster/node/node-type';
import { Taint } from '../cluster/taint';
import { checked } from '../props/checked';

/** A node of an edge site. */
export interface EdgeNodeProps {
  /** Name of the node, with which it joins the cluster. */
  readonly name: string;
  /** Shape of the machine. */
  readonly nodeType: NodeType;
  /**
   * What the node is in its site, such as 'vision'; the program finds it by that.
   * @default - its name
   */
  readonly role?: string;
  /**
   * Labels that the node joins with (EdgeCore: `modules.edged.nodeLabels`), on top of the well-known ones.
   * @default - none
   */
  readonly labels?: Record<string, string>;
  /**
   * Taints that the node joins with, on top of that of all edge nodes.
   * @default - none
   */
  readonly taints?: Taint[];
}

/** A node of an edge site; made by `EdgeSite`. */
@checked
export class EdgeNode {
  /** @internal */
  public static _of(props: EdgeNodeProps, siteName: string): EdgeNode {
    return new EdgeNode(props, siteName);
  }

  /** Name of the node. */
  public readonly nodeName: string;
  /** What the node is in its site. */
  public readonly role: string;
  /** Shape of the machine. */
  public readonly nodeType: NodeType;
  /** Labels that it joins with. */
  public readonly labels: Record<string, string>;
  /** Taints that it joins with. */
  public readonly taints: Taint[];

  private constructor(
    props: EdgeNodeProps,
    /** Name of the site that it stands at. */
    public readonly siteName: string,
  ) {
    this.nodeName = props.name;
    this.role = props.role ?? props.name;
    this.nodeType = props.nodeType;
    this.labels = props.labels ?? {};
    this.taints = props.taints ?? [];
  }
}
