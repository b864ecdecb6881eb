import { refusals, httpStatus, type RefusalName } from '../../src/errors';
import { limitAreas, limits, type Limit } from '../../src/limits';

/** The text of `docs/limits.md`: every bound by area. */
export function limitsPage(): string {
  const sections = limitAreas.flatMap((area) => {
    const rows = Object.values<Limit>(limits).filter((limit) => limit.area === area);
    if (rows.length === 0) return [];
    return [`## ${area}`, '', '| what | limit | setting | beyond it |', '| --- | --- | --- | --- |', ...rows.map(toRow), ''];
  });
  return [
    '# Limits',
    '',
    'Every bound of the server: what is bounded, how much, which environment variable changes it, and what the caller gets beyond it.',
    'The table in `src/limits.ts` is the original; a test keeps this page equal to it.',
    '',
    '<!-- prettier-ignore-start -->',
    '',
    ...sections,
    '<!-- prettier-ignore-end -->',
    '',
  ].join('\n');
}

function toRow({ what, value, unit, setting, answer }: Limit): string {
  const range = setting ? `\`${setting.variable}\` (${number(setting.from)} to ${number(setting.to)})` : 'fixed';
  return `| ${what} | ${number(value)} ${unit} | ${range} | ${toAnswer(answer)} |`;
}

function toAnswer(answer: string): string {
  if (!(answer in refusals)) return answer;
  const { code } = refusals[answer as RefusalName];
  return `[\`${answer}\`](errors.md) (${code}, ${httpStatus[code]})`;
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}
