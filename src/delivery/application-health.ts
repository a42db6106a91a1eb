/**
 * Where one Application applies all others, its waves wait until those of a wave are healthy, and fail where one is degraded. Argo CD has no health of
 * Applications since 1.8. What comes later needs what an Application brings (kinds, priorities, namespaces), not that everything in it runs: synced is
 * enough, and a stack with a fault must not keep all others from their change.
 */
const APPLICATION = `hs = {status = "Progressing", message = "not synced yet"}
if obj.status ~= nil and obj.status.sync ~= nil and obj.status.sync.status == "Synced" then
  hs.status = "Healthy"
  hs.message = ""
  if obj.status.health ~= nil and obj.status.health.status ~= nil then
    hs.message = "synced; " .. obj.status.health.status
  end
end
return hs
`;

/** The health check by which Applications wait for each other, as an entry of Argo CD's settings. */
export const ORDERED: Readonly<Record<string, string>> = {
  'resource.customizations.health.argoproj.io_Application': APPLICATION,
};
