import { setTimeout as sleep } from 'node:timers/promises';

/** Asks again and again until the answer is truthy, and gives it; throws after `timeoutMs`. For what another process does in its own time. */
export async function until<T>(ask: () => Promise<T>, timeoutMs = 15_000): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > deadline) throw new Error(`Not so after ${timeoutMs} ms`);
    await sleep(25);
  }
}
