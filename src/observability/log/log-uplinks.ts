import { bitsText } from '../../capacity/forecast/texts';
import { Finding } from '../../capacity/model';
import { sortedBy } from '../../capacity/order';
import { someOf } from '../../capacity/some-of';
import { Cluster } from '../../cluster/cluster';
import { EdgeSite } from '../../edge/platform/edge-platform';
import { DAY_SECONDS } from '../../manifest/times';

/** Share of an uplink that logs may take: what the site is there for needs the rest. */
const SHARE = 0.25;

/** Sites whose uplink does not carry the logs of their nodes, or that are offline for longer than nodes keep them: one finding for each. */
export function edgeLogFindings(path: string, cluster: Cluster, perNode: number, keptSeconds: number): Finding[] {
  const sites = sortedBy(
    cluster
      ._charts()
      .flatMap((chart) => chart.node.findAll().filter((one): one is EdgeSite => one instanceof EdgeSite)),
    ({ siteName }) => siteName,
  );
  const bits = ({ nodes }: EdgeSite) => (8 * perNode * nodes.length) / DAY_SECONDS;
  const narrow = sites.filter((site) => site.uplink && bits(site) > SHARE * site.uplink.toBitsPerSecond());
  const cut = sites.filter(({ _offlineSeconds }) => _offlineSeconds > keptSeconds);
  const names = (some: readonly EdgeSite[]) =>
    someOf(
      some.map(({ siteName }) => siteName),
      3,
    );
  return [
    ...(narrow.length === 0
      ? []
      : [
          finding(
            'LOGS_EXCEED_UPLINK',
            path,
            narrow,
            `the logs of ${names(narrow)} take more than a quarter of their uplinks`,
            {
              expected: `at most ${bitsText(SHARE * narrow[0].uplink!.toBitsPerSecond())} at ${narrow[0].siteName}`,
              actual: bitsText(bits(narrow[0])),
            },
          ),
        ]),
    ...(cut.length === 0
      ? []
      : [
          finding(
            'LOGS_OF_EDGE_LOST',
            path,
            cut,
            `${names(cut)} may be offline for longer than their nodes keep logs: what is older is lost`,
            {
              expected: `keeps of at least ${Math.ceil(Math.max(...cut.map(({ _offlineSeconds }) => _offlineSeconds)) / 3600)} hours`,
              actual: `${Math.round(keptSeconds / 36) / 100} hours`,
            },
          ),
        ]),
  ];
}

function finding(
  code: string,
  path: string,
  sites: readonly EdgeSite[],
  message: string,
  figures: { readonly expected: string; readonly actual: string },
): Finding {
  return {
    code,
    severity: 'warning',
    path,
    message,
    ...figures,
    cure: ['EdgeTelemetry at these sites, with less than all that is logged', 'edgeNodes: false'],
    count: sites.length,
    paths: sites.map(({ siteName }) => siteName),
  };
}
