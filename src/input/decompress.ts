import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib';
import { refusal } from '../errors';
import { limits } from '../limits';

/** A content coding that can be undone. */
export type Coding = 'gzip' | 'deflate' | 'br';

/** How much may come out, and what counts it while it does. */
export interface DecompressBounds {
  /** In bytes. */
  limit: number;
  /** Told of each further amount of bytes; may throw to end the work. */
  hold?: (bytes: number) => void;
}

const names: Readonly<Record<string, Coding>> = { gzip: 'gzip', 'x-gzip': 'gzip', deflate: 'deflate', br: 'br' };
const maxCodings = limits.contentCodings.value;
const options = { chunkSize: 65_536 };

/** Returns the codings that a header Content-Encoding names, in the order in which they were applied. Throws CODING_UNKNOWN, CODINGS_EXCEEDED. */
export function readCodings(header: string | undefined): Coding[] {
  const named = (header ?? '').split(',').flatMap((name) => name.trim().toLowerCase() || []);
  const applied = named.filter((name) => name !== 'identity');
  if (applied.length > maxCodings) throw refusal('CODINGS_EXCEEDED', { limit: maxCodings });
  return applied.map((name) => {
    const coding = Object.hasOwn(names, name) ? names[name] : undefined;
    if (!coding) throw refusal('CODING_UNKNOWN', { coding: name.slice(0, 100), known: 'gzip, deflate, br' });
    return coding;
  });
}

/**
 * Resolves to the bytes without these codings. It ends as soon as more than `limit` bytes come out of one of them, so it does not matter what
 * else is packed. Throws BODY_TOO_LARGE, CODING_BROKEN, and what `hold` throws.
 */
export async function decompress(bytes: Buffer, codings: readonly Coding[], bounds: DecompressBounds): Promise<Buffer> {
  let decoded = bytes;
  for (const coding of [...codings].reverse()) if (decoded.length > 0) decoded = await undo(decoded, coding, bounds);
  return decoded;
}

/** Bytes that come in parts, in one buffer that is filled as they come: to join many megabytes at the end takes one long step. */
export class GatheredBytes {
  private buffer: Buffer = Buffer.alloc(0);
  private size = 0;

  /** The part must not change any more. */
  add(part: Buffer): void {
    const before = this.size;
    this.size += part.length;
    if (before === 0) {
      this.buffer = part;
      return;
    }
    if (this.size > this.buffer.length) {
      // What is not written yet takes no memory.
      const larger = Buffer.allocUnsafeSlow(Math.max(this.size, 2 * this.buffer.length));
      this.buffer.copy(larger, 0, 0, before);
      this.buffer = larger;
    }
    part.copy(this.buffer, before);
  }

  all(): Buffer {
    return this.buffer.subarray(0, this.size);
  }
}

async function undo(packed: Buffer, coding: Coding, { limit, hold }: DecompressBounds): Promise<Buffer> {
  const bytes = new GatheredBytes();
  let size = 0;
  const stream = toStream(coding, packed);
  stream.end(packed);
  for await (const chunk of readAll(stream, coding)) {
    size += chunk.length;
    if (size > limit) throw refusal('BODY_TOO_LARGE', { limit });
    hold?.(chunk.length);
    bytes.add(chunk);
  }
  return bytes.all();
}

function toStream(coding: Coding, packed: Buffer) {
  if (coding === 'gzip') return createGunzip(options);
  if (coding === 'br') return createBrotliDecompress(options);
  // Many send the bare format, without the zlib header that the standard asks for.
  const header = packed.length > 1 ? packed.readUInt16BE(0) : 0;
  return ((header >> 8) & 0x0f) === 8 && header % 31 === 0 ? createInflate(options) : createInflateRaw(options);
}

async function* readAll(stream: AsyncIterable<Buffer>, coding: Coding): AsyncGenerator<Buffer, void, undefined> {
  try {
    yield* stream;
  } catch {
    throw refusal('CODING_BROKEN', { coding });
  }
}
