const CONTAINERS = ['containers', 'initContainers', 'ephemeralContainers'];

/** Images that the pods in a manifest run, wherever in it the pods are. */
export function imagesOf(value: unknown): string[] {
  const found: string[] = [];
  collect(value, found);
  return [...new Set(found)];
}

function collect(value: any, found: string[]): void {
  if (typeof value !== 'object' || value === null) {
    return;
  }
  if (!Array.isArray(value)) {
    const containers = CONTAINERS.flatMap((field) => (Array.isArray(value[field]) ? value[field] : []));
    const volumes = Array.isArray(value.volumes) ? value.volumes : [];
    found.push(
      ...[...containers.map((one: any) => one?.image), ...volumes.map((one: any) => one?.image?.reference)].filter(
        (image) => typeof image === 'string',
      ),
    );
  }
  Object.values(value).forEach((inner) => collect(inner, found));
}
