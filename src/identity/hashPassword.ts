import { availableParallelism } from 'node:os';
import { hash } from '@node-rs/argon2';
import { refusal } from '../errors';
import { limits } from '../limits';

/** Half of the CPUs: hashing runs in threads that compete with everything else, hooks and the database. */
const maxRunning = Math.max(1, Math.floor(availableParallelism() / 2));

interface Waiting {
  isKnown: boolean;
  start: () => void;
}

const waiting: Waiting[] = [];
let running = 0;

/** Hashes a password by Argon2id with OWASP's parameters (19 MiB, 2 passes: about 25 ms of CPU), in PHC format. Throws LOG_IN_TOO_OFTEN. */
export function hashPassword(password: string): Promise<string> {
  return withHashSlot(true, () => hash(password, { memoryCost: 19_456, timeCost: 2, parallelism: 1 }));
}

/**
 * Runs work that computes an Argon2 hash, few at a time in this server process; the rest is queued. Log-ins from known addresses go first, and
 * take the slot of another if the queue is full: a flood of guesses keeps nobody out who logged in before. Throws LOG_IN_TOO_OFTEN.
 */
export async function withHashSlot<Result>(isKnown: boolean, work: () => Promise<Result>): Promise<Result> {
  if (running >= maxRunning) await waitForSlot(isKnown);
  running += 1;
  try {
    return await work();
  } finally {
    running -= 1;
    waiting.shift()?.start();
  }
}

function waitForSlot(isKnown: boolean): Promise<void> {
  const others = waiting.filter((one) => one.isKnown === isKnown).length;
  if (others >= limits.waitingHashes.value) throw refusal('LOG_IN_TOO_OFTEN', { wait: 1 }, { retryAfter: 1 });
  return new Promise((resolve) => {
    const at = isKnown ? waiting.findIndex((one) => !one.isKnown) : -1;
    waiting.splice(at === -1 ? waiting.length : at, 0, { isKnown, start: resolve });
  });
}
