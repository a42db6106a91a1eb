import { Moment } from '../support/deaths';
import { Exchange, expectOldOrNew } from '../support/tree-exchange';
import { contents, inEmptyFolders, put } from '../support/trees';

inEmptyFolders();

test.each<Moment>(['before', 'within'])(
  'a synth that is killed %s a change on disk leaves the old tree or the new one, and either program goes on from there',
  (moment) => {
    expect(expectOldOrNew(10, moment)).toBeGreaterThan(30);
  },
);

test('in the root of a repository a death leaves each file old or new, and the next synth finishes it', () => {
  const exchange = new Exchange(10);
  const { before, after } = exchange;
  const git = { '.git/HEAD': 'ref: refs/heads/main\n' };
  exchange.prepare = function (this: Exchange) {
    Exchange.prototype.prepare.call(this);
    Object.entries(git).forEach(([name, text]) => put(`dist/${name}`, text));
  };
  const deaths = exchange.everyDeath('within', () => {
    for (const [file, text] of Object.entries(contents('dist')!).filter(([name]) => /^(?!\.git).*\.yaml$/.test(name))) {
      expect([before[file], after[file]]).toContain(text);
    }
    exchange.go();
    expect(contents('dist')).toEqual({ ...after, ...git });
  });
  expect(deaths).toBeGreaterThan(30);
});
