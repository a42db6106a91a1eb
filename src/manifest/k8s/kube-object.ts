import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { API_VERSIONS, Kinds } from './types';

/** Emits an object of Kubernetes. */
export function kubeObject<Kind extends keyof Kinds>(
  scope: Construct,
  id: string,
  kind: Kind,
  fields: Kinds[Kind],
): ApiObject {
  return new ApiObject(scope, id, { apiVersion: API_VERSIONS[kind], kind, ...fields });
}

/** A copy to be changed, without the fields that are undefined. What is known later stays what it is. */
export function plain(value: any): any {
  if (Array.isArray(value)) {
    return value.map(plain);
  }
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) {
    return value;
  }
  const given = Object.entries(value).filter(([, one]) => one !== undefined);
  return Object.fromEntries(given.map(([field, one]) => [field, plain(one)]));
}
