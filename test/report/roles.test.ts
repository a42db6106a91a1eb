import { describe, expect, test } from '@jest/globals';
import { PoolEntry } from '../../src/report/document';
import { nodesByZone, placesCell, roleLines, rowsOfPools } from '../../src/report/roles';

const ROLE = 'cdk8s-autonomous.dev/role';

function nodes(zone: string, count: number, role?: string, open = false): PoolEntry {
  const taints = role === undefined || open ? [] : [{ key: ROLE, value: role, effect: 'NoSchedule' }];
  const id = `${role ?? 'general'}/${zone}`;
  const none = { capacity: {}, reserved: {}, daemonsets: {}, allocatable: {} };
  return { id, pool: 'general', zone, nodeType: '8x32', nodes: count, taints, ...none, ...(role && { role }) };
}

describe('roles in tables', () => {
  test('the nodes of a role are one row, those without a role one for each zone', () => {
    const pools = [nodes('a', 2, 'general-a'), nodes('a', 1, 'general-b'), nodes('b', 2, 'general-a'), nodes('c', 0)];
    expect(rowsOfPools({ pools }).map((row) => row.map(({ id }) => id))).toEqual([
      ['general-a/a', 'general-a/b'],
      ['general-b/a'],
      ['general/c'],
    ]);
  });

  test('equal numbers are told once', () => {
    expect(nodesByZone([nodes('a', 2, 'x'), nodes('b', 2, 'x')])).toBe('2 each in a, b');
    expect(nodesByZone([nodes('a', 2, 'x'), nodes('b', 1, 'x')])).toBe('2 in a, 1 in b');
  });

  test('places of a workload', () => {
    expect(placesCell({ roles: ['general-a', 'general-c'], cap: 2 })).toBe('2 on a node of general-a, general-c');
    expect(placesCell({})).toBe('-');
  });

  test('whoever makes the nodes reads which label and taint they join with', () => {
    const [general, open] = [nodes('a', 1, 'general-a'), nodes('a', 1, 'general-b', true)];
    expect(roleLines({ pools: [nodes('a', 1)] })).toEqual([]);
    expect(roleLines({ pools: [general] })).toEqual([
      `1 role, whose nodes join with label ${ROLE}=<role> and taint ${ROLE}=<role>:NoSchedule`,
    ]);
    expect(roleLines({ pools: [general, open] })).toEqual([
      `2 roles, whose nodes join with label ${ROLE}=<role> and taint ${ROLE}=<role>:NoSchedule; general-b without a taint, for pods from elsewhere`,
    ]);
    expect(roleLines({ pools: [open] })).toEqual([
      `1 role, whose nodes join with label ${ROLE}=<role>; general-b without a taint, for pods from elsewhere`,
    ]);
  });
});
