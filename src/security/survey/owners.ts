import { Survey } from './survey';

/** The workload that an object is of: what its user knows it by. */
export function ownerOf({ stacks }: Survey, path: string): string {
  const [stack] = stacks.filter(({ node }) => path.startsWith(`${node.path}/`));
  const inside = stack && path.slice(stack.node.path.length + 1).split('/')[0];
  return stack ? `${stack.node.path}/${inside}` : path;
}

/** The stack that an object is of. */
export function stackOf({ stacks }: Survey, path: string): string {
  return stacks.find(({ node }) => path.startsWith(`${node.path}/`))?.node.path ?? path;
}
