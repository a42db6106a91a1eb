import { Schemas } from './schemas';
import { describeWith } from './shared';

/** Checks that custom resources of a test are what the official schemas of their kinds take. */
export function takenBySchemas(resources: Readonly<Record<string, any>>): void {
  describeWith('crds', 'official schemas', () => {
    const schemas = new Schemas('1.32');
    test.each(Object.keys(resources))('take the %s', (name) => {
      expect(schemas.check(resources[name])).toEqual([]);
    });
  });
}
