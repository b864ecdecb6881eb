// The tables of a run, in Markdown.
import { median } from './measure.mjs';

const show = (value, digits) => (Number.isFinite(value) ? value.toFixed(digits) : '');

function table(head, rows) {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** Medians of what was measured, and ratios to the baselines. `measured` has the measurements of each target, by its name. */
export function resultTable(targets, measured) {
  const middle = (name, pick) => median((measured.get(name) ?? []).map(pick));
  const labels = new Map(targets.map(({ name, label }) => [name, label]));
  const rows = targets.map(({ name, label, baseline }) => {
    const rate = middle(name, ({ rate }) => rate);
    return [
      label,
      show(rate, 0),
      show(
        middle(name, ({ p50 }) => p50),
        1,
      ),
      show(
        middle(name, ({ p99 }) => p99),
        1,
      ),
      show(
        middle(name, ({ cpu }) => cpu.server),
        3,
      ),
      show(
        middle(name, ({ cpu }) => cpu.postgres ?? NaN),
        3,
      ),
      baseline ? show(rate / middle(baseline, ({ rate }) => rate), 2) : '',
      baseline ? labels.get(baseline) : '',
    ];
  });
  return table(['what', 'per second', 'p50 ms', 'p99 ms', 'CPU ms: server', 'PostgreSQL', 'ratio', 'to'], rows);
}

/** Returns what a server process takes: memory when idle and after the load, and the time of its start. */
export function processTable(rows) {
  const cells = rows.map(({ label, idle, loaded, starts }) => [label, idle ?? '', loaded ?? '', show(median(starts) / 1000, 2)]);
  return table(['server process', 'idle MB', 'after the load MB', 'start s'], cells);
}

/** The hot statements of each target; `plans` is a list of pairs of a target and its statements. */
export function planTable(plans) {
  const rows = plans.flatMap(([{ name }, statements]) =>
    statements.map(({ text, perCall, ms, msPerCall, buffers }) => [
      name,
      `\`${text.replace(/\s+/g, ' ').replaceAll('|', '\\|').slice(0, 80)}\``,
      show(perCall, 2),
      show(ms, 2),
      show(msPerCall, 3),
      String(buffers),
    ]),
  );
  return table(['while', 'statement', 'times per call', 'ms (median)', 'ms per call', 'buffers (median)'], rows);
}

/** The plans in full. */
export const planTexts = (plans) =>
  plans.flatMap(([{ label }, statements]) => statements.map(({ text, plan }) => `# ${label}\n\n${text}\n\n${plan}\n`)).join('\n');
