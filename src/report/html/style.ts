import { readFileSync } from 'fs';
import { Markup } from './markup';

/** The style of the page: Charts.css, then our own. */
export function style(): Markup {
  const charts = readFileSync(require.resolve('charts.css/dist/charts.min.css'), 'utf8');
  return new Markup(`<style>\n${charts}\n${OWN}</style>`);
}

/** Colours that people with colour blindness tell apart too (Okabe and Ito, and lighter ones of the same). */
export const COLOURS = [
  '#0072b2',
  '#e69f00',
  '#009e73',
  '#cc79a7',
  '#56b4e9',
  '#d55e00',
  '#8c6bb1',
  '#b3a100',
  '#44aa99',
  '#882255',
];

const OWN = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --panel: #f6f7f9; --ink: #1b1f24; --soft: #5b6470; --line: #d8dde3; --other: #9aa3ad;
  --good: #1a7f4b; --on-accent: #ffffff; --warn: #9a6700; --bad: #c62828; --accent: #0072b2;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14171b; --panel: #1d2126; --ink: #e6e9ed; --soft: #9aa5b1; --line: #343b44; --other: #66707c;
    --good: #57c98b; --on-accent: #10202c; --warn: #e3b341; --bad: #ff7b72; --accent: #56b4e9;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 1180px; margin: 0 auto; padding: 24px 20px 60px; }
h1 { font-size: 26px; margin: 0; } h2 { font-size: 22px; margin: 40px 0 12px; } h3 { font-size: 16px; margin: 28px 0 8px; }
p.lead { color: var(--soft); margin: 2px 0 0; max-width: 80ch; }
.badge { display: inline-block; padding: 1px 10px; border-radius: 12px; font-size: 13px; font-weight: 600; color: #fff; vertical-align: middle; }
.badge.good { background: #1a7f4b; } .badge.fair { background: #8a5d00; } .badge.bad { background: #c62828; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(165px, 1fr)); gap: 12px; margin: 16px 0; }
.tile { background: var(--panel); border: 1px solid var(--line); border-radius: 10px; padding: 12px 14px; }
.tile b { display: block; font-size: 24px; line-height: 1.2; font-variant-numeric: tabular-nums; } .tile span { color: var(--soft); font-size: 13px; }
table.data { border-collapse: collapse; width: 100%; font-size: 13.5px; font-variant-numeric: tabular-nums; }
table.data th, table.data td { padding: 5px 10px; border-bottom: 1px solid var(--line); text-align: right; vertical-align: top; }
table.data th { color: var(--soft); font-weight: 600; } table.data :is(th, td):first-child, table.data .text { text-align: left; }
.wide { overflow-x: auto; }
.finding { border-left: 4px solid var(--line); background: var(--panel); border-radius: 6px; padding: 10px 14px; margin: 10px 0; }
.finding.error { border-color: var(--bad); } .finding.warning { border-color: var(--warn); } .finding.info { border-color: var(--accent); }
.finding code { font-weight: 600; } .finding ul { margin: 6px 0 0; padding-left: 20px; }
.pools { display: flex; flex-wrap: wrap; gap: 6px 40px; }
.pool { margin: 8px 0 12px; } .pool > p { margin: 0 0 6px; font-size: 13.5px; color: var(--soft); } .pool > p b { color: var(--ink); }
.nodes { display: flex; flex-wrap: wrap; gap: 6px; align-items: flex-end; }
.node { position: relative; width: 44px; height: 112px; border: 1px solid var(--line); border-radius: 5px; background: var(--panel); overflow: hidden; display: flex; flex-direction: column-reverse; }
.node i { display: block; flex: none; border-top: 1px solid var(--paper); } .node i.peak { opacity: .38; }
.node em { position: absolute; top: 2px; right: 2px; font: 600 11px/15px system-ui, sans-serif; background: var(--paper); border-radius: 7px; padding: 0 5px; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 16px; font-size: 13px; margin: 8px 0 14px; } .legend span::before { content: ''; display: inline-block; width: 11px; height: 11px; border-radius: 2px; margin-right: 6px; background: var(--c); }
.w-other { background: var(--other); }
table.heat td { text-align: center; border: 2px solid var(--paper); min-width: 62px; }
table.timetable td { vertical-align: middle; } table.timetable td.line { position: relative; width: 100%; height: 34px; padding: 0; }
.step { position: absolute; top: 3px; bottom: 3px; border-radius: 4px; border: 1px solid var(--paper); color: #fff; font-size: 12.5px; line-height: 26px; text-align: center; overflow: hidden; white-space: nowrap; }
.charts-css.bar { --color: var(--accent); --labels-size: 15rem; height: auto; margin: 6px 0; }
.charts-css.bar tbody tr { height: 26px; } .charts-css.bar th { font-weight: 400; font-size: 13px; justify-content: flex-start; overflow: hidden; white-space: nowrap; text-overflow: ellipsis; }
.charts-css.bar td { border-radius: 0 4px 4px 0; font-size: 12.5px; padding-inline: 6px; color: var(--on-accent); }
.charts-css.bar td.short { color: var(--ink); } .charts-css.bar td.short .data { transform: translateX(calc(100% + 12px)); white-space: nowrap; }
.charts-css.column { --color: var(--accent); --labels-size: 1.6rem; height: auto; } .charts-css.column tbody { height: 190px; } .charts-css.column th { font-size: 11px; color: var(--soft); } .charts-css.column td { font-size: 11px; color: var(--on-accent); }
details { margin: 10px 0; } summary { cursor: pointer; color: var(--accent); } summary:focus-visible { outline: 2px solid var(--accent); }
footer { color: var(--soft); font-size: 13px; margin-top: 40px; border-top: 1px solid var(--line); padding-top: 10px; }
@media print { @page { size: A4; margin: 14mm; } main { max-width: none; padding: 0; } details > summary { display: none; } .pool, .finding, .tile, tr { break-inside: avoid; } * { print-color-adjust: exact; } }
`;
