import type { Row } from './row';

const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;

/** The lines as a table in Markdown, and beneath it what went wrong. */
export function toTable(rows: readonly Row[]): string {
  const head = '| what was sent | calls | answered | longest pause | memory | what got through |\n| --- | ---: | --- | ---: | ---: | --- |';
  const lines = rows.map(({ what, sent, statuses, health, faults }) => {
    const answered = [...statuses]
      .sort(([a], [b]) => String(a).localeCompare(String(b)))
      .map(([status, count]) => `${status} × ${count}`)
      .join(', ');
    const through = faults.length === 0 ? 'nothing' : `${faults.length} faults`;
    return `| ${what} | ${sent} | ${answered} | ${health.pauseMs} ms | ${megabytes(health.peakBytes)} | ${through} |`;
  });
  return [head, ...lines].join('\n');
}
