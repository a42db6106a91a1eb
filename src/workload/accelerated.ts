import { AcceleratorRequest } from '../accelerator/accelerator-request';
import { Taint } from '../cluster/taint';

/** What says where pods run and what they get there. */
interface Placed {
  readonly resources?: { readonly accelerator?: AcceleratorRequest; readonly extended?: Record<string, number> };
  readonly nodeLabels?: Record<string, string>;
  readonly tolerates?: Taint[];
}

/** The same with everything that its accelerator asks for: the resource, the label of its nodes, and the toleration of their taint. */
export function withAccelerator<P extends Placed>(props: P): P {
  const accelerator = props.resources?.accelerator;
  if (!accelerator) {
    return props;
  }
  return {
    ...props,
    resources: { ...props.resources, extended: { ...props.resources?.extended, ...accelerator._extended } },
    nodeLabels: { ...accelerator._nodeLabels, ...props.nodeLabels },
    tolerates: [...accelerator._tolerates, ...(props.tolerates ?? [])],
  };
}
