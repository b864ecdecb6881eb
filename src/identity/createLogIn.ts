import { createHmac, randomBytes } from 'node:crypto';
import { verify } from '@node-rs/argon2';
import { refusal } from '../errors';
import type { Database } from '../store/openDatabase';
import type { Viewer } from '../store/viewer';
import { hashPassword } from './hashPassword';
import { loadUser } from './loadUser';
import { readBasic } from './readBasic';
import { createSlowDown } from './slowDown';

/** Gives the user that an Authorization header from that address logs in. Throws CREDENTIALS_MISSING, CREDENTIALS_WRONG, LOG_IN_TOO_OFTEN. */
export type LogIn = (authorization: string | undefined, address: string) => Promise<Viewer>;

/** For how long a verified log-in is remembered, in milliseconds. */
const rememberedFor = 60_000;
const mostRemembered = 10_000;

/**
 * HTTP Basic against the users of the database. Verifying a password takes about 25 ms of CPU, so what was verified is
 * remembered for a minute, by a keyed hash of it, in memory. The user is read anew each time: a change of his password or
 * status, in whatever process, counts at once.
 */
export function createLogIn(db: Database): LogIn {
  const key = randomBytes(32);
  const slowDown = createSlowDown();
  const remembered = new Map<string, number>();
  const verifying = new Map<string, Promise<boolean | null>>();
  // Verified where there is no user or no password, so that an answer takes as long as any other.
  const decoy = hashPassword(randomBytes(16).toString('hex'));

  function remember(digest: string): void {
    remembered.delete(digest);
    remembered.set(digest, Date.now() + rememberedFor);
    const [oldest] = remembered.keys();
    if (remembered.size > mostRemembered && oldest !== undefined) remembered.delete(oldest);
  }

  /** Verifies once where the same log-in comes in many times at once. */
  function verifyOnce(digest: string, slowKey: string, passwordHash: string | null, password: string): Promise<boolean | null> {
    const running = verifying.get(digest);
    if (running) return running;
    const attempt = slowDown(slowKey, async () => {
      const isRight = await verify(passwordHash ?? (await decoy), password);
      return isRight && passwordHash !== null ? true : null;
    }).finally(() => verifying.delete(digest));
    verifying.set(digest, attempt);
    return attempt;
  }

  return async (authorization, address) => {
    const basic = readBasic(authorization);
    if (!basic) throw refusal('CREDENTIALS_MISSING', {});
    const { userName, password } = basic;
    // A text that cannot be stored is nobody's name.
    const user = userName.includes('\0') ? null : await loadUser(db, userName);
    const passwordHash = user?.passwordHash ?? null;
    const digest = createHmac('sha256', key)
      .update(JSON.stringify([userName, password, passwordHash]))
      .digest('base64');
    // The hash is part of what is remembered: with another password it is another log-in.
    const isKnown = (remembered.get(digest) ?? 0) > Date.now();
    if (!isKnown && !(await verifyOnce(digest, `${userName} ${address}`, passwordHash, password))) throw refusal('CREDENTIALS_WRONG', {});
    if (user?.viewer.status !== 'ACTIVE') throw refusal('CREDENTIALS_WRONG', {});
    if (!isKnown) remember(digest);
    return user.viewer;
  };
}
