import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { Metadata } from './metadata';

/** A custom resource with a typed spec: only the fields that the library uses. */
export interface CustomResourceProps<Spec> {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Metadata;
  readonly spec: Spec;
}

/** Emits a custom resource. */
export function customResource<Spec extends object>(
  scope: Construct,
  id: string,
  props: CustomResourceProps<Spec>,
): ApiObject {
  return new ApiObject(scope, id, { ...props, metadata: { ...props.metadata } });
}
