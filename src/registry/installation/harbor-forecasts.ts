import { HarborLoad } from './harbor-load';
import { HarborStorage } from './harbor-storage';
import { Forecasts } from '../../capacity/forecast/forecast';
import { bytesOf } from '../../manifest/amounts';

/** What images take over time, and how long the nodes of a rollout pull: the figures of an installation in one place. */
export function forecastsOf(path: string, host: string, storage: HarborStorage, load: HarborLoad): Forecasts {
  const { images, imageSize, tagsKept, pushesPerDay, pullingNodes, pullSize = imageSize, egress, pullWindow } = load;
  const volume = storage._volume;
  return {
    storage: [
      {
        path,
        name: `images of ${host}`,
        perDay: pushesPerDay * imageSize.toBytes(),
        // What is kept is so many versions of each image, however many days ago they came.
        keptDays: (images * tagsKept) / pushesPerDay,
        ...(volume && { room: bytesOf(volume.size) }),
      },
    ],
    transfers:
      pullingNodes === undefined || egress === undefined
        ? []
        : [
            {
              path,
              name: `pull storm of ${pullingNodes} nodes from ${host}`,
              bytes: pullingNodes * pullSize.toBytes(),
              bitsPerSecond: egress.toBitsPerSecond(),
              ...(pullWindow && { window: pullWindow.toSeconds({ integral: false }) }),
            },
          ],
  };
}
