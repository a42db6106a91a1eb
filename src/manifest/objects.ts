import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';

/** All objects in and under the constructs, each once. */
export function objectsIn(constructs: readonly IConstruct[]): ApiObject[] {
  const all = new Set(constructs.flatMap((construct) => construct.node.findAll()));
  return [...all].filter((construct): construct is ApiObject => ApiObject.isApiObject(construct));
}
