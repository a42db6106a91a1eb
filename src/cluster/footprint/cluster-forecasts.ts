import { Forecasts } from '../../capacity/forecast/forecast';
import { sortedBy } from '../../capacity/order';
import { ClusterDescription } from '../../planner/reading/description';

/** What constructs of a cluster say of data that no pod shows: what they take over time, and how long they travel. */
export class ClusterForecasts {
  private readonly said: (() => Forecasts)[] = [];

  /** @param describe asked whenever the plan is made: what it counts, such as the users of a topic, may come later */
  public add(describe: () => Forecasts): void {
    this.said.push(describe);
  }

  public describe(): Pick<ClusterDescription, 'forecasts'> {
    const all = this.said.map((describe) => describe());
    const inOrder = <T extends { readonly path: string; readonly name: string }>(some: readonly T[]) =>
      sortedBy(some, ({ path, name }) => `${path}\n${name}`);
    const storage = inOrder(all.flatMap((one) => one.storage ?? []));
    const transfers = inOrder(all.flatMap((one) => one.transfers ?? []));
    return storage.length + transfers.length > 0 ? { forecasts: { storage, transfers } } : {};
  }
}
