import { Construct } from 'constructs';

/**
 * A construct in which objects of one kind have names of their own: a service, its configuration and its secret may all be named alike.
 */
export function groupIn(scope: Construct, id: string): Construct {
  return (scope.node.tryFindChild(id) as Construct | undefined) ?? new Construct(scope, id);
}
