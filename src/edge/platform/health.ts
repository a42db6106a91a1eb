/**
 * Status rows of an EdgeApplication: Processing until all pods of a copy are ready, then Available. A site that is away never gets there, and
 * must not hold up the others: what counts is that the copies are made.
 */
const EDGE_APPLICATION = `hs = {status = "Progressing", message = "not applied yet"}
if obj.status ~= nil and obj.status.workloadStatus ~= nil and #obj.status.workloadStatus > 0 then
  local waiting = 0
  for _, row in ipairs(obj.status.workloadStatus) do
    if row.conditions ~= "Available" then
      waiting = waiting + 1
    end
  end
  hs.status = "Healthy"
  hs.message = waiting .. " of " .. #obj.status.workloadStatus .. " copies are not ready"
end
return hs
`;

/**
 * Nodes that are away are no fault: sites work without the cloud. Neither are nodes that have not joined yet, which KubeEdge 1.23 reports as a failed
 * selection too: a site may be written down before it is built, and must not fail the sync of all others. A node that another group holds is one.
 */
const NODE_GROUP = `hs = {status = "Healthy", message = ""}
if obj.status ~= nil and obj.status.nodeStatuses ~= nil then
  local absent = 0
  for _, node in ipairs(obj.status.nodeStatuses) do
    local reason = node.selectionStatusReason or "not selected"
    if node.selectionStatus == "Failed" then
      if string.find(reason, "does not exist", 1, true) then
        absent = absent + 1
      else
        hs.status = "Degraded"
        hs.message = node.nodeName .. ": " .. reason
      end
    end
  end
  if absent > 0 and hs.status == "Healthy" then
    hs.message = absent .. " of " .. #obj.status.nodeStatuses .. " nodes have not joined"
  end
end
return hs
`;

/** Jobs of operations.kubeedge.io/v1alpha2. */
const JOB = `hs = {status = "Progressing", message = "waiting"}
if obj.status ~= nil and obj.status.phase ~= nil then
  hs.message = obj.status.reason or ""
  if obj.status.phase == "Completed" then
    hs.status = "Healthy"
  elseif obj.status.phase == "Failure" then
    hs.status = "Degraded"
  else
    hs.message = obj.status.phase
    for _, node in ipairs(obj.status.nodeStatus or {}) do
      local flow = node.actionFlow or {}
      if #flow > 0 and flow[#flow].action == "WaitingConfirmation" then
        hs.status = "Suspended"
        hs.message = node.nodeName .. " waits for confirmation"
      end
    end
  end
end
return hs
`;

/** Grids and sets report their Deployments; those of sites that are away never get ready, which is no fault. */
const APPLIED = `hs = {status = "Progressing", message = "not applied yet"}
if obj.status ~= nil and next(obj.status) ~= nil then
  hs.status = "Healthy"
  hs.message = ""
end
return hs
`;

const CHECKS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  KubeEdge: {
    'apps.kubeedge.io_EdgeApplication': EDGE_APPLICATION,
    'apps.kubeedge.io_NodeGroup': NODE_GROUP,
    'operations.kubeedge.io_ConfigUpdateJob': JOB,
    'operations.kubeedge.io_ImagePrePullJob': JOB,
    'operations.kubeedge.io_NodeUpgradeJob': JOB,
  },
  OpenYurt: { 'apps.openyurt.io_YurtAppSet': APPLIED },
  SuperEdge: { 'superedge.io_DeploymentGrid': APPLIED },
};

/** Health checks in Lua for the kinds of an edge runtime, as entries of Argo CD's ConfigMap: Argo CD brings none for them. */
export function healthCustomisations(runtime: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(CHECKS[runtime]).map(([kind, script]) => [`resource.customizations.health.${kind}`, script]),
  );
}
