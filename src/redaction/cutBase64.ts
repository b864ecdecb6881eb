import { createHash } from 'node:crypto';

const quote = 0x22;
/** From so many characters on a text of base64 is taken for the content of a file. */
const long = 1_000;
// PHP and others escape the slash.
const base64 = /^[A-Za-z0-9+/=_\\-]*$/;
const dataUrl = /^data:[^",]{0,100},/;
/** So much of it is decoded at a time. */
const chunk = 65_536;

/**
 * The JSON with size and SHA-256 in the place of long base64, such as the content of files: what is cut out is skipped, not parsed. It ends
 * where it is longer than `most` bytes.
 */
export function cutBase64(body: Buffer, most: number): Buffer {
  const pieces: Buffer[] = [];
  let [from, length] = [0, 0];
  for (let open = body.indexOf(quote); open >= 0 && length + open - from < most;) {
    const close = body.indexOf(quote, open + 1);
    if (close < 0) break;
    const start = close - open > long ? startOfBase64(body, open + 1) : null;
    if (start !== null) {
      const piece = Buffer.concat([body.subarray(from, open + 1), Buffer.from(describe(body.subarray(start, close)))]);
      pieces.push(piece);
      length += piece.length;
      from = close;
    }
    open = close;
  }
  return pieces.length > 0 ? Buffer.concat([...pieces, body.subarray(from)]) : body;
}

/** Where the base64 begins that stands there, behind the head of a data URL; null for something else. */
function startOfBase64(body: Buffer, at: number): number | null {
  const start = at + (dataUrl.exec(body.toString('latin1', at, at + 110))?.[0].length ?? 0);
  return base64.test(body.toString('latin1', start, start + long - 110)) ? start : null;
}

function describe(content: Buffer): string {
  const hash = createHash('sha256');
  let [size, rest] = [0, ''];
  for (let at = 0; at < content.length; at += chunk) {
    const text = rest + content.toString('latin1', at, at + chunk).replaceAll('\\', '');
    // Four characters are three bytes.
    const whole = at + chunk < content.length ? text.length - (text.length % 4) : text.length;
    const bytes = Buffer.from(text.slice(0, whole), 'base64');
    hash.update(bytes);
    size += bytes.length;
    rest = text.slice(whole);
  }
  return `[base64 of ${size} bytes, SHA-256 ${hash.digest('hex')}]`;
}
