import { IConstruct } from 'constructs';
import { EdgeServiceProps } from './edge-service-props';
import { ServiceConfig } from './service-config';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { SiteOverride } from '../site/site-override';

/** A service as what places it at sites sees it. */
export interface PlaceableService extends IConstruct {
  readonly serviceName: string;
  readonly stack: AutonomousStack;
  readonly _props: EdgeServiceProps;
  /** The same with what is different at some sites. */
  _propsAt(override: SiteOverride | undefined): EdgeServiceProps;
  /** Its files, with those that are different at some sites; undefined where it has none. */
  _configAt(override: SiteOverride | undefined): ServiceConfig | undefined;
}
