import { readDeploymentGrid } from './deployment-grid';
import { ReadObject, SiteDescription } from '../description';
import { readEdgeApplication } from './edge-application';
import { FanOut } from './fan-out';
import { readYurtAppSet } from './yurt-app-set';
import { Finding } from '../../../capacity/model';

/** Reads one kind of object that fans workloads out. What goes wrong with it at run time becomes a finding. */
type Reader = (object: ReadObject, findings: Finding[], sites: readonly SiteDescription[]) => FanOut[];

const READERS: Readonly<Record<string, Reader>> = {
  'apps.kubeedge.io/EdgeApplication': readEdgeApplication,
  'apps.openyurt.io/YurtAppSet': readYurtAppSet,
  'superedge.io/DeploymentGrid': readDeploymentGrid,
};

function readerOf({ json }: Pick<ReadObject, 'json'>): Reader | undefined {
  return READERS[`${(json.apiVersion ?? '').split('/')[0]}/${json.kind}`];
}

/** Whether the object is of a kind that fans workloads out. */
export function fansOut(object: Pick<ReadObject, 'json'>): boolean {
  return readerOf(object) !== undefined;
}

/** What an object runs at the edge; empty where it is of no edge runtime. Throws where it is not of the shape of its kind. */
export function fanOutsOf(object: ReadObject, sites: readonly SiteDescription[], findings: Finding[]): FanOut[] {
  return readerOf(object)?.(object, findings, sites) ?? [];
}
