/** The steps from a scope's root to a value: names of fields, and places in lists (negative counts from the end). */
export type Path = (string | number)[];

const name = String.raw`[\p{L}\p{Nd}_][\p{L}\p{M}\p{Nd}_ -]*`;
const wholePath = new RegExp(String.raw`^\s*[\p{L}_][\p{L}\p{M}\p{Nd}_ -]*(\.${name}|\[\s*-?\d{1,9}\s*\]\s*)*$`, 'u');
const step = new RegExp(String.raw`\[\s*(?<index>-?\d+)\s*\]|(?<field>${name})`, 'gu');
// A dash beside a space subtracts; within a word it belongs to the name, as in x-request-id.
const operator = /\s-|-\s|\s(and|or|in)\s/;
const constants = new Set(['true', 'false', 'null']);

/**
 * Reads a placeholder that is only a path, or paths joined by `||`: `states.Get Row.value`, `data.LIST[0].x-id || data.ID`.
 * Null when it is anything else, such as a calculation: that is JSONata's.
 */
export function parsePath(source: string): Path[] | null {
  const alternatives = source.split('||');
  if (!alternatives.every((alternative) => wholePath.test(alternative) && !operator.test(alternative.trim()))) return null;
  if (constants.has(source.trim())) return null;
  return alternatives.map((alternative) => [...alternative.matchAll(step)].map(toStep));
}

function toStep({ groups }: RegExpMatchArray): string | number {
  return groups?.['index'] === undefined ? (groups?.['field'] ?? '').trim() : Number(groups['index']);
}
