import { PoolDescription } from './description';
import { PoolModel } from '../../capacity/model';

/** A pool in one zone, as described and as planned. */
export interface ReadPool {
  readonly pool: PoolDescription;
  readonly zone: string | undefined;
  readonly model: PoolModel;
}
