import { Pricing } from './pricing';
import { Solver } from '../../solver/linear-program';
import { Work } from '../effort';
import { Goal } from '../goal';
import { Instance } from '../instance';

/** What every piece of a search by columns works with. */
export interface SearchContext {
  readonly solver: Solver;
  readonly instance: Instance;
  readonly goal: Goal;
  readonly pricing: Pricing;
  readonly work: Work;
}
