import { columns } from '../../src/report/columns';

test('numbers stand to the right, words to the left, and nothing behind the last', () => {
  const rows = [
    ['pool', 'nodes', 'place'],
    ['general', '12', 'a'],
    ['', '3', 'longer'],
  ];
  expect(columns(rows, [0, 2])).toEqual(['pool     nodes  place', 'general     12  a', '             3  longer']);
});

test('colours and letters outside ASCII take no more room than they show', () => {
  const red = (text: string) => `\u001b[31m${text}\u001b[39m`;
  expect(
    columns([
      [red('1'), 'x'],
      ['22', 'y'],
      ['…é', 'z'],
    ]),
  ).toEqual([`${red('1')}   x`, '22  y', '…é  z']);
});

test('no rows, no lines', () => {
  expect(columns([])).toEqual([]);
});
