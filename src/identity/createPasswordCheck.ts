import { createHmac, randomBytes } from 'node:crypto';
import { verify } from '@node-rs/argon2';
import { LRUCache } from 'lru-cache';
import type { Database } from '../store/openDatabase';
import type { Viewer } from '../store/viewer';
import { hashPassword, withHashSlot } from './hashPassword';
import { loadUser } from './identity';
import { createLogInThrottle } from './createLogInThrottle';

/** A password that is to be the one with this hash. */
export interface PasswordGuess {
  /** Whose it is said to be: failures are counted by that and the address. */
  owner: string;
  password: string;
  /** By Argon2id; null where there is none: then the answer is no, and takes as long. */
  hash: string | null;
}

/** Resolves to whether the password matches; `address` is the caller's, for slowing down. Throws LOG_IN_TOO_OFTEN. */
export type CheckPassword = (guess: PasswordGuess, address: string) => Promise<boolean>;

/** For how long a right password is remembered, in milliseconds. */
const rememberMs = 60_000;
const maxRemembered = 10_000;

/**
 * Checks passwords. That takes about 25 ms of CPU, so what was right is remembered for a minute, by a keyed hash of everything that
 * was asked, in memory: with another hash it is another question.
 */
export function createPasswordCheck(): CheckPassword {
  const key = randomBytes(32);
  const throttle = createLogInThrottle();
  const remembered = new LRUCache<string, true>({ max: maxRemembered, ttl: rememberMs });
  const verifying = new Map<string, Promise<true | null>>();
  // Verified where there is no hash, so that an answer takes as long as any other.
  const decoy = hashPassword(randomBytes(16).toString('hex'));

  /** Verifies once where the same comes in many times at once from one address. True, or null for a failure. */
  function verifyOnce(digest: string, address: string, { owner, password, hash }: PasswordGuess): Promise<true | null> {
    const name = `${digest} ${address}`;
    const present = verifying.get(name);
    if (present) return present;
    const attempt = throttle(owner, address, async (isKnown) => {
      const against = hash ?? (await decoy);
      const isRight = await withHashSlot(isKnown, () => verify(against, password));
      return isRight && hash !== null ? true : null;
    }).finally(() => verifying.delete(name));
    verifying.set(name, attempt);
    return attempt;
  }

  return async (guess, address) => {
    const { owner, password, hash } = guess;
    const digest = createHmac('sha256', key)
      .update(JSON.stringify([owner, password, hash]))
      .digest('base64');
    if (remembered.has(digest)) return true;
    if (!(await verifyOnce(digest, address, guess))) return false;
    remembered.set(digest, true);
    return true;
  };
}

/** The active user of that name whose password this is, null where there is none. Asked from that address. Throws LOG_IN_TOO_OFTEN. */
export type FindByPassword = (basic: Basic, address: string) => Promise<Viewer | null>;

interface Basic {
  userName: string;
  password: string;
}

/** The passwords of the users. A change of a password or status, in whatever process, counts at once. */
export function createPasswords(db: Database): FindByPassword {
  const isPassword = createPasswordCheck();

  return async ({ userName, password }, address) => {
    // A text that cannot be stored is nobody's name.
    const user = userName.includes('\0') ? null : await loadUser(db, userName);
    const hash = user?.viewer.status === 'ACTIVE' ? user.passwordHash : null;
    const isRight = await isPassword({ owner: userName, password, hash }, address);
    return user && isRight ? user.viewer : null;
  };
}
