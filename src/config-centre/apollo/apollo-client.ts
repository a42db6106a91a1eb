import type { ApolloCentre } from './apollo-centre';
import { ApolloClientOptions } from './apollo-props';
import { checkKeys } from '../../data/secret-checks';
import { Problems } from '../../manifest/problems';
import { PodUser, Use, UseParts } from '../../workload/pod/use/use';

/** A workload that fetches its configuration from Apollo; names of variables are those of apollo-java 2 (ApolloClientSystemConsts). */
export class ApolloClient extends Use {
  public constructor(
    private readonly apollo: ApolloCentre,
    private readonly options: ApolloClientOptions,
  ) {
    super();
  }

  /** @internal */
  public _partsFor({ construct }: PodUser): UseParts {
    const { appId, accessKey, apolloCluster } = this.options;
    const problems = new Problems(`${construct.node.path} uses ${this.apollo.node.path}`);
    const isName = (text: string) => /^[0-9A-Za-z_.-]{1,64}$/.test(text);
    problems.check(isName(appId), 'appId', appId, 'must be letters, digits, -, _ and .');
    problems.check(
      apolloCluster === undefined || isName(apolloCluster),
      'apolloCluster',
      apolloCluster,
      'must be letters, digits, -, _ and .',
    );
    checkKeys(problems, 'accessKey', accessKey, ['secret']);
    problems.raise();
    return {
      env: {
        APP_ID: appId,
        APOLLO_META: this.apollo.address,
        // What it fetched last is there when nobody answers.
        APOLLO_CACHE_DIR: '/tmp/apollo',
        ...(apolloCluster !== undefined && { APOLLO_CLUSTER: apolloCluster }),
      },
      variables: { APOLLO_ACCESS_KEY_SECRET: accessKey.key('secret') },
      targets: [{ target: this.apollo.configService }],
    };
  }
}
