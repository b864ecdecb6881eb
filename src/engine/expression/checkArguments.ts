import { QuotaExceeded, type EvaluationQuota } from './evaluationQuota';

/** How much of something an argument asks for, and may ask for. */
type Cost = [what: string, amount: number, limit: number];

const costs: { [name: string]: (quota: EvaluationQuota, ...parameters: unknown[]) => Cost[] } = {
  pad: (_, text, width) => [['a width', Math.abs(Number(width)), 100_000]],
  join: (quota, texts, separator) => [['bytes', quota.sizeOf(texts) + lengthOf(texts) * lengthOf(separator), 16_000_000]],
  string: (quota, value, indent) => [['bytes to indent', indent === true ? quota.sizeOf(value) : 0, 1_000_000]],
  // They compare or copy by the square of the number of items.
  sort: (_, list, comparator) => [['items', comparator === undefined ? 0 : lengthOf(list), 10_000]],
  spread: (_, list) => [['items', Array.isArray(list) ? list.length : 0, 10_000]],
  distinct: (quota, list) => [['items times bytes', lengthOf(list) * quota.sizeOf(list), 500_000_000]],
  formatNumber: (_, number, picture, options) => [
    ...inPicture(picture),
    ['characters of options', JSON.stringify(options ?? '').length, 1000],
  ],
  formatInteger: (_, number, picture) => inPicture(picture),
  parseInteger: (_, text, picture) => inPicture(picture),
  now: (_, picture) => inPicture(picture),
  fromMillis: (_, millis, picture) => inPicture(picture),
  toMillis: (_, text, picture) => [...inPicture(picture), ...inDate(text, picture)],
};

/** Throws an Error where a built-in function would take time or memory out of all proportion to its arguments. */
export function checkArguments(name: string, quota: EvaluationQuota, parameters: unknown[]): void {
  // JSONata's loops over digits do not end for these.
  if (parameters.some((parameter) => typeof parameter === 'number' && !Number.isFinite(parameter)))
    throw new Error(`$${name} takes only finite numbers`);
  const { share, backtracks } = quota.bounds;
  for (const [what, amount, limit] of costs[name]?.(quota, ...parameters) ?? [])
    if (amount > limit * share) throw new QuotaExceeded(`$${name} takes ${what} of at most ${limit * share}, not ${amount}`);
  if (!backtracks && name === 'toMillis' && canBacktrack(...parameters))
    throw new QuotaExceeded('$toMillis could take too long to read this');
}

// A width in a picture of a date, such as that of [Y,4-9], is filled up with zeros; spaces do not count.
function inPicture(picture: unknown): Cost[] {
  const widths = String(picture)
    .slice(0, 1000)
    .replace(/\s/g, '')
    .matchAll(/[,-][^\d\],-]*(\d+)/g);
  return [
    ['characters of a picture', lengthOf(picture), 1000],
    ['a width in a picture', Math.max(0, ...[...widths].map(([, digits]) => Number(digits))), 1000],
  ];
}

// With a picture, dates are read by patterns that backtrack.
function inDate(text: unknown, picture: unknown): Cost[] {
  if (typeof text !== 'string' || typeof picture !== 'string') return [];
  const words = text.slice(0, 100).split(/[^\p{L}\p{N}]/u);
  return [
    ['characters', text.length, 100],
    ['letters and digits in a row', Math.max(...words.map(lengthOf)), 20],
    ['parts of a picture', picture.split('[').length - 1, 10],
  ];
}

// In few digits few ways can be found to read numbers; words and names match each other's parts as well.
function canBacktrack(text?: unknown, picture?: unknown): boolean {
  if (typeof text !== 'string' || typeof picture !== 'string') return false;
  const parts = picture.split('[').slice(1);
  return text.length > 30 || parts.length > 7 || !parts.every((part) => /^[YMDdHhmsfZ][01]*\]/.test(part));
}

function lengthOf(value: unknown): number {
  return typeof value === 'string' || Array.isArray(value) ? value.length : 0;
}
