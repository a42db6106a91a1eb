/** Where the pod of the check finds the volumes that came back. */
export const RESTORED = '/restored';

/** Folder with the Restore that the drill makes. */
export const RESTORE_FOLDER = '/etc/drill';

/**
 * Restores what was saved last, waits for the look into it, and removes it again, whatever happened. The job of the look is that of the same run: CronJobs
 * name their jobs by the minute for which they start. An API server that is away for a moment ends nothing: the deadline of the job does.
 */
export const DRILL_SCRIPT = `set -eu
run=\${JOB##*-}
remove() {
  kubectl -n "$VELERO" delete restore "$RESTORE" --ignore-not-found --wait=false
  for claim in $CLAIMS; do
    kubectl delete persistentvolumeclaim "$claim" --ignore-not-found --wait=false
  done
}
trap remove EXIT
trap 'exit 1' INT TERM
remove
until [ -z "$(kubectl -n "$VELERO" get restore "$RESTORE" --ignore-not-found -o name)" ]; do
  sleep 5
done
kubectl create -f ${RESTORE_FOLDER}/restore.json
while :; do
  phase=$(kubectl -n "$VELERO" get restore "$RESTORE" -o jsonpath='{.status.phase}') || phase=''
  case "$phase" in
    Completed) break ;;
    Failed | FailedValidation | PartiallyFailed)
      echo "restore: $phase" >&2
      exit 1
      ;;
  esac
  sleep 10
done
while :; do
  state=$(kubectl get job "$CHECK-$run" -o jsonpath='{.status.conditions[?(@.status=="True")].type}') || state=''
  case "$state" in
    *Fail*)
      echo "check: $state" >&2
      exit 1
      ;;
    *Complete*) break ;;
  esac
  sleep 10
done
echo "restored and checked: $CLAIMS"
`;

/** Fails where a volume came back empty. */
export const CHECK_SCRIPT = `set -eu
for claim in ${RESTORED}/*; do
  if [ -z "$(find "$claim" -type f | head -n 1)" ]; then
    echo "$claim is empty" >&2
    exit 1
  fi
done
`;
