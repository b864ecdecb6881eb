/** The steps from a value to a value in it: names of fields, and places in lists. */
export type ValuePath = (string | number)[];

const plain = String.raw`[^.[\]"]+`;
const quoted = String.raw`\["(?:[^"\\]|\\.)*"\]`;
const index = String.raw`\[\d{1,6}\]`;
const wholePath = new RegExp(`^(${plain}|${index}|${quoted})(\\.${plain}|${index}|${quoted})*$`, 'u');
const step = new RegExp(`\\[(?<index>\\d+)\\]|\\[(?<quoted>"(?:[^"\\\\]|\\\\.)*")\\]|(?<plain>${plain})`, 'gu');

/** Reads a path such as `b.c`, `query[0].a`, `x-id` or `["a.b"]`; null for what is none. */
export function parseValuePath(text: string): ValuePath | null {
  if (!wholePath.test(text)) return null;
  try {
    return [...text.matchAll(step)].map(({ groups = {} }) => {
      if (groups['index'] !== undefined) return Number(groups['index']);
      return groups['quoted'] === undefined ? (groups['plain'] ?? '') : (JSON.parse(groups['quoted']) as string);
    });
  } catch {
    return null;
  }
}

/** Writes a path as `parseValuePath` reads it. */
export function formatValuePath(path: ValuePath): string {
  return path
    .map((part, n) => {
      if (typeof part === 'number') return `[${part}]`;
      if (part === '' || /[.[\]"]/.test(part)) return `[${JSON.stringify(part)}]`;
      return n === 0 ? part : `.${part}`;
    })
    .join('');
}
