/** Bytes that came as base64. It has no fields of its own that whoever walks through an input would meet. */
export interface FileContent {
  bytes(): Buffer;
  /** How long the text was. */
  characters(): number;
}

// Without a `g` it looks at the text once, and copies nothing.
const base64 = /^[A-Za-z0-9+/]*={0,2}$/;

/**
 * What a text of base64 stands for; null where it is none: with other characters (also line breaks), without its padding, or with more bits
 * than bytes. So it can be written again as it was.
 */
export function decodeContent(text: string): FileContent | null {
  if (text.length % 4 !== 0 || !base64.test(text)) return null;
  const decoded = Buffer.from(text, 'base64');
  const rest = decoded.subarray(Math.floor((decoded.length - 1) / 3) * 3);
  if (text.length > 0 && rest.toString('base64') !== text.slice(-4)) return null;
  // Not `text.length` below: the text, which is larger than the bytes, would stay.
  const { length } = text;
  return { bytes: () => decoded, characters: () => length };
}

/** Whether a value is one: JSON cannot say anything like it, for it has no functions. */
export function isFileContent(value: unknown): value is FileContent {
  return typeof value === 'object' && value !== null && 'bytes' in value && typeof value.bytes === 'function';
}
