/** A region: a cluster of three zones, and a registry for what runs in it. */
export interface Region {
  /** Short name, of its cluster and of what is named after it. */
  readonly name: string;
  /** Name that the cloud gives it. */
  readonly cloud: string;
  readonly zones: string[];
  /** Type of its nodes, and what one costs in an hour. */
  readonly nodes: { readonly type: string; readonly price: number };
  /** Address of the API server. */
  readonly apiServer: string;
}

const region = (name: string, cloud: string, apiServer: string, nodes: Region['nodes']): Region => ({
  name,
  cloud,
  zones: ['a', 'b', 'c'].map((zone) => `${cloud}${zone}`),
  apiServer,
  nodes,
});

/** Where images are built, and where cars of Europe send to. */
export const HOME = region('frankfurt', 'eu-central-1', '10.10.0.1/32', { type: 'm7i.8xlarge', price: 1.9354 });

/** Regions that mirror its registry. */
export const OTHERS = [
  region('virginia', 'us-east-1', '10.20.0.1/32', { type: 'm7i.2xlarge', price: 0.4032 }),
  region('tokyo', 'ap-northeast-1', '10.30.0.1/32', { type: 'm7i.2xlarge', price: 0.5208 }),
];
