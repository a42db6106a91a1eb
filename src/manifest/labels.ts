/** Labels that select the pods of a workload. They depend on business names only: moving a construct never changes them. */
export function selectorLabels(name: string, instance: string): Record<string, string> {
  return { 'app.kubernetes.io/name': name, 'app.kubernetes.io/instance': instance };
}

/** Labels of everything that the library emits. */
export function commonLabels(partOf: string): Record<string, string> {
  return { 'app.kubernetes.io/part-of': partOf, 'app.kubernetes.io/managed-by': 'cdk8s-autonomous' };
}
