import { IConstruct } from 'constructs';
import { EdgeServiceProps } from './edge-service-props';
import { ServiceConfig } from './service-config';
import { AutonomousStack } from '../../platform/autonomous-stack';

/** A service as what places it at sites sees it. */
export interface PlaceableService extends IConstruct {
  readonly serviceName: string;
  readonly stack: AutonomousStack;
  readonly _props: EdgeServiceProps;
  readonly _config?: ServiceConfig;
}
