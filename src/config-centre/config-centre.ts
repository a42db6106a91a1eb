import { Construct } from 'constructs';
import { ApolloCentre } from './apollo/apollo-centre';
import { ApolloCentreProps } from './apollo/apollo-props';
import { ExistingNacos, ExistingNacosProps } from './nacos/existing-nacos';
import { NacosCentre } from './nacos/nacos-centre';
import { NacosCentreProps } from './nacos/nacos-props';
import { checked } from '../props/checked';

/**
 * Where services fetch their configuration, and find each other: `uses: [centre.client({ ... })]`.
 *
 * @example
 * const nacos = ConfigCentre.existing({ host: 'nacos.infra.svc', pods: { app: 'nacos' } });
 * const credentials = SecretRef.existing('orders-nacos', ['username', 'password']);
 * new Microservice(stack, 'orders', { image, resources, replicas, uses: [nacos.client({ credentials, namespace: 'shop' })] });
 */
@checked
export class ConfigCentre {
  /**
   * Nacos, of the library.
   * @param scope Stack that it is in.
   * @param id Name of the centre and its objects.
   * @param props Version, servers, storage and login.
   */
  public static nacos(scope: Construct, id: string, props: NacosCentreProps): NacosCentre {
    return new NacosCentre(scope, id, props);
  }

  /**
   * Apollo, of the library.
   * @param scope Stack that it is in.
   * @param id Name of the centre and its objects.
   * @param props Version, servers and databases.
   */
  public static apollo(scope: Construct, id: string, props: ApolloCentreProps): ApolloCentre {
    return new ApolloCentre(scope, id, props);
  }

  /**
   * A Nacos that somebody else runs. Emits nothing.
   * @param props Where it answers, and the login.
   */
  public static existing(props: ExistingNacosProps): ExistingNacos {
    return ExistingNacos._of(props);
  }

  private constructor() {}
}
