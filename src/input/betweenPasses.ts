import { setImmediate as nextTurn } from 'node:timers/promises';

/** What is smaller is gone through in a moment, in bytes. */
const largeBytes = 1_000_000;

/** Between two passes over a body: lets whatever else waits be answered first where the body is large. */
export async function betweenPasses(body: Buffer): Promise<void> {
  if (body.length > largeBytes) await nextTurn();
}
