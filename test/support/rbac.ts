/** What somebody wants to do: the attributes of a SubjectAccessReview. */
export interface Attempt {
  readonly group: string;
  readonly verb: string;
  readonly apiGroup?: string;
  readonly resource: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
}

/**
 * Decides as the RBAC authorizer of the API server does (kubernetes 1.32, plugin/pkg/auth/authorizer/rbac and pkg/apis/rbac/v1/evaluation_helpers.go): a rule
 * covers a subresource only as `resource/subresource`, and one with names only requests that name one of them.
 */
export function allows(documents: readonly any[], attempt: Attempt): boolean {
  const { group, namespace } = attempt;
  const isBound = ({ subjects }: any) => subjects.some(({ kind, name }: any) => kind === 'Group' && name === group);
  return documents.some((binding) => {
    const isHere = binding.kind === 'ClusterRoleBinding' || binding.metadata.namespace === namespace;
    if (!['RoleBinding', 'ClusterRoleBinding'].includes(binding.kind) || !isHere || !isBound(binding)) {
      return false;
    }
    const role = documents.find(
      ({ kind, metadata }) =>
        kind === binding.roleRef.kind &&
        metadata.name === binding.roleRef.name &&
        (kind === 'ClusterRole' || metadata.namespace === binding.metadata.namespace),
    );
    return role.rules.some((rule: any) => covers(rule, attempt));
  });
}

function covers(rule: any, { verb, apiGroup = '', resource, subresource, name }: Attempt): boolean {
  const asked = subresource === undefined ? resource : `${resource}/${subresource}`;
  const has = (list: readonly string[], value: string) => list.includes('*') || list.includes(value);
  return (
    has(rule.verbs, verb) &&
    has(rule.apiGroups, apiGroup) &&
    (has(rule.resources, asked) || (subresource !== undefined && rule.resources.includes(`*/${subresource}`))) &&
    (!rule.resourceNames || rule.resourceNames.length === 0 || rule.resourceNames.includes(name))
  );
}
