import { createHmac, randomBytes } from 'node:crypto';
import { verify } from '@node-rs/argon2';
import { refusal } from '../errors';
import type { Database } from '../store/openDatabase';
import type { Viewer } from '../store/viewer';
import { hashPassword } from './hashPassword';
import { loadUser } from './loadUser';
import { createSlowDown } from './slowDown';

/** The active user of that name whose password this is, null where there is none. Asked from that address. Throws LOG_IN_TOO_OFTEN. */
export type FindByPassword = (basic: Basic, address: string) => Promise<Viewer | null>;

interface Basic {
  userName: string;
  password: string;
}
type Found = NonNullable<Awaited<ReturnType<typeof loadUser>>>;

/** For how long a verified log-in is remembered, in milliseconds. */
const rememberedFor = 60_000;
const mostRemembered = 10_000;
/** How many passwords are verified at a time: each takes 19 MiB. */
const mostVerified = 32;

/**
 * The passwords of the users. Verifying a password takes about 25 ms of CPU, so what was verified is
 * remembered for a minute, by a keyed hash of it, in memory. The user is read anew each time: a change of his password or
 * status, in whatever process, counts at once.
 */
export function createPasswords(db: Database): FindByPassword {
  const key = randomBytes(32);
  const slowDown = createSlowDown();
  const remembered = new Map<string, number>();
  const verifying = new Map<string, Promise<true | null>>();
  let running = 0;
  // Verified where there is no user or no password, so that an answer takes as long as any other.
  const decoy = hashPassword(randomBytes(16).toString('hex'));

  function remember(digest: string): void {
    remembered.delete(digest);
    remembered.set(digest, Date.now() + rememberedFor);
    const [oldest] = remembered.keys();
    if (remembered.size > mostRemembered && oldest !== undefined) remembered.delete(oldest);
  }

  async function verifyPassword(hash: string, password: string): Promise<boolean> {
    if (running >= mostVerified) throw refusal('LOG_IN_TOO_OFTEN', { wait: 1 }, { retryAfter: 1 });
    running += 1;
    try {
      return await verify(hash, password);
    } finally {
      running -= 1;
    }
  }

  /** Verifies once where the same log-in comes in many times at once from one address. True, or null for a failure. */
  function verifyOnce(digest: string, address: string, user: Found | null, basic: Basic): Promise<true | null> {
    const key = `${digest} ${address}`;
    const present = verifying.get(key);
    if (present) return present;
    const attempt = slowDown(basic.userName, address, async () => {
      const isRight = await verifyPassword(user?.passwordHash ?? (await decoy), basic.password);
      return isRight && user?.passwordHash && user.viewer.status === 'ACTIVE' ? true : null;
    }).finally(() => verifying.delete(key));
    verifying.set(key, attempt);
    return attempt;
  }

  return async (basic, address) => {
    const { userName, password } = basic;
    // A text that cannot be stored is nobody's name.
    const user = userName.includes('\0') ? null : await loadUser(db, userName);
    // Hash and status are part of what is remembered: when one changes, it is another log-in.
    const digest = createHmac('sha256', key)
      .update(JSON.stringify([userName, password, user?.passwordHash, user?.viewer.status]))
      .digest('base64');
    const isKnown = (remembered.get(digest) ?? 0) > Date.now();
    const isRight = isKnown || (await verifyOnce(digest, address, user, basic));
    if (!user || !isRight) return null;
    if (!isKnown) remember(digest);
    return user.viewer;
  };
}
