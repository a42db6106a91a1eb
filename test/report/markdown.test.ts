import { code, escaped, planMarkdown } from '../../src/report/markdown';
import { toStableJson } from '../../src/report/plan-document';
import { model, pool, workload } from '../support/models';
import { documentOf } from '../support/plans';

test('what matters stands first, behind the marker of the comment', () => {
  const text = planMarkdown(documentOf(model([pool('p', 8, 32)], [workload('web', 4, 2, 4, { reason: 'because' })])));
  expect(text.split('\n').slice(0, 7)).toEqual([
    '<!-- cdk8s-autonomous: plan -->',
    '',
    '## Capacity plan',
    '',
    '### test: ✅ the plan holds (free: proved for every order of arrival, each pod fits beside all others wherever they are)',
    '',
    '**1 node**, **1.00 per hour**, 730.00 per month of 730 h; at most 0 % above the cheapest possible plan (certified). Kubernetes 1.32, survives no loss.',
  ]);
  expect(text).toContain('| test/Deployment/web | 4 | 4 | - | - | - | 0 (0%) |');
  expect(text).toContain('<details><summary>Why so many replicas</summary>\n\n- `test/Deployment/web`: because');
});

test('an infeasible plan shows the finding with its cures', () => {
  const text = planMarkdown(documentOf(model([pool('p', 8, 32, { maxNodes: 1 })], [workload('web', 4, 4, 4)])));
  expect(text).toContain('### test: ❌ infeasible');
  expect(text).toContain('🛑 **POOL\\_TOO\\_SMALL** `test/p`: pool p: maxNodes 1 &lt; 2 needed');
  expect(text).toContain('  - cure: 2 nodes: maxNodes 2 on pool p');
});

test('a thousand workloads stay below what a comment may have, and the rest is named', () => {
  const many = Array.from({ length: 1000 }, (_, i) =>
    workload(`workload-with-a-long-name-${i}`, 2, 1, 1, { reason: 'a reason that says a lot '.repeat(8) }),
  );
  const text = planMarkdown(documentOf(model([pool('p', 64, 256)], many, { effort: 'quick' })));
  expect(text.length).toBeLessThan(65_536);
  expect(text).toMatch(/\d+ of 1000 more in plan\.json/);
});

test('nothing that a user names is Markdown or HTML', () => {
  expect(escaped('a|b *c* <script> `d` [e](f)\n## g')).toBe('a\\|b \\*c\\* &lt;script&gt; \\`d\\` \\[e\\](f) \\#\\# g');
  expect(code('a`b\nc')).toBe('`a b c`');
  expect(escaped('@team')).toBe('@\u200bteam');
});

test('the same plan gives the same bytes', () => {
  const make = () => documentOf(model([pool('p', 8, 32)], [workload('web', 4, 2, 4)]));
  expect(planMarkdown(make())).toBe(planMarkdown(make()));
  expect(toStableJson(make())).toBe(toStableJson(make()));
});
