/** A file of a multipart request. It has no fields of its own that anyone who walks through an input would meet. */
export interface UploadedFile {
  /** Its name and media type, as the client says. */
  name(): string;
  contentType(): string;
  /** Bytes. */
  size(): number;
  read(): Promise<Buffer>;
}

/** Bytes that came as base64. It has no fields of its own that anyone who walks through an input would meet. */
export interface FileContent {
  bytes(): Buffer;
  /** Returns how long the text was, without white space. */
  characters(): number;
}

const whiteSpace = /[\t\n\f\r ]+/g;
// Without a `g` these look at the text once, and copy nothing.
const base64 = /^[A-Za-z0-9+/]*={0,2}$/;
const base64Url = /^[\w-]*={0,2}$/;

/**
 * Returns what a text of base64 stands for, as RFC 4648 has it; white space is skipped, as programs break lines (`base64 file`). Where it is something else,
 * a text that says what: base64url, without its padding, with other characters, or with more bits than bytes.
 */
export function decodeContent(sent: string): FileContent | string {
  const text = sent.replace(whiteSpace, '');
  if (!base64.test(text)) return base64Url.test(text) ? 'base64url, with - and _: send base64, with + and /' : 'not base64';
  if (text.length % 4 !== 0) return 'base64 without padding, or truncated: its length must be a multiple of 4, padded with =';
  const decoded = Buffer.from(text, 'base64');
  const rest = decoded.subarray(Math.floor((decoded.length - 1) / 3) * 3);
  if (text.length > 0 && rest.toString('base64') !== text.slice(-4)) return 'not base64: its last characters contain excess bits';
  // Not `text.length` below: the text, which is larger than the bytes, would stay.
  const { length } = text;
  return { bytes: () => decoded, characters: () => length };
}

/** Returns whether a value is one: JSON cannot say anything like it, for it has no functions. */
export function isFileContent(value: unknown): value is FileContent {
  return typeof value === 'object' && value !== null && 'bytes' in value && typeof value.bytes === 'function';
}
