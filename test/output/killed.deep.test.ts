import { Moment } from '../support/deaths';
import { expectOldOrNew } from '../support/tree-exchange';
import { inEmptyFolders } from '../support/trees';

inEmptyFolders();

test.each<Moment>(['before', 'within'])(
  'more than a hundred deaths %s a change on disk leave the old tree or the new one',
  (moment) => {
    expect(expectOldOrNew(44, moment)).toBeGreaterThan(100);
  },
);
