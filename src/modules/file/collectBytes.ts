import { GatheredBytes } from '../../input/gatheredBytes';

/** All bytes of a stream, which is read no further as soon as they are more than `most`: then null. Throws what the stream throws. */
export async function collectBytes(stream: AsyncIterable<Buffer>, most: number): Promise<Buffer | null> {
  const bytes = new GatheredBytes();
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > most) return null;
    bytes.add(chunk);
  }
  return bytes.all();
}
