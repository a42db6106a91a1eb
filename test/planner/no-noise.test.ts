import { App, YamlOutputType } from 'cdk8s';
import { connectedVehicle } from '../../examples/connected-vehicle/connected-vehicle';
import { factory } from '../../examples/factory/factory';
import { roadside } from '../../examples/roadside/roadside';
import { speechAssistant } from '../../examples/speech-assistant/speech-assistant';
import { swapStations } from '../../examples/swap-stations/swap-stations';
import { trainingCluster } from '../../examples/training-cluster/training-cluster';
import { objectsIn } from '../../src/manifest/objects';
import { groupOf } from '../../src/manifest/scope';
import { isCounted, mayMakePods } from '../../src/planner/reading/kinds/makes-pods';
import { fansOut } from '../../src/planner/reading/sites/fan-outs';

const STORIES: readonly [string, (app: App) => unknown][] = [
  ['connected-vehicle', connectedVehicle],
  ['factory', factory],
  ['roadside', roadside],
  ['speech-assistant', speechAssistant],
  ['swap-stations', swapStations],
  ['training-cluster', trainingCluster],
];

test.each(STORIES)('every kind that %s emits is counted, or known to make no pods', (_, make) => {
  const app = new App({ yamlOutputType: YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE, outdir: '/nowhere' });
  make(app);
  const kinds = new Map(
    objectsIn([app]).map((object) => [
      `${groupOf(object)}/${object.kind}`,
      { apiVersion: object.apiVersion, kind: object.kind },
    ]),
  );
  const open = [...kinds.entries()].filter(([, json]) => mayMakePods(json) && !isCounted(json) && !fansOut({ json }));
  // Argo CD applies the charts that are read here.
  expect(open.map(([name]) => name).filter((name) => name !== 'argoproj.io/Application')).toEqual([]);
});
