import type { IncomingHttpHeaders } from 'node:http';
import type { Logger } from 'pino';
import { refusal } from '../errors';
import type { Database } from '../store/openDatabase';
import type { Viewer } from '../store/viewer';
import { apiTokenPrefix, createApiTokens } from './createApiTokens';
import { createJwtVerifier, type OidcConfig } from './createJwtVerifier';
import { createPasswords } from './createPasswordCheck';
import type { Sessions } from './createSessions';
import { loadUser, type Identity } from './identity';
import { createTokenThrottle } from './createLogInThrottle';

/** How much of a user name that nobody may have is logged. */
const maxLoggedLength = 64;

/**
 * Gives who calls with these headers from that address: by user name and password (Basic), or by an API token or a JWT (Bearer), and
 * as whom; without such headers by the token of a session. Throws CREDENTIALS_MISSING, CREDENTIALS_WRONG, TOKEN_WRONG, SESSION_ENDED, LOG_IN_TOO_OFTEN, PROVIDER_UNREACHABLE and what `impersonate` throws.
 */
export type LogIn = (headers: IncomingHttpHeaders, address: string, session?: string | null) => Promise<Identity>;

/** The active user of this name and password. Throws CREDENTIALS_WRONG, LOG_IN_TOO_OFTEN. */
export type FindByPassword = (basic: { userName: string; password: string }, address: string) => Promise<Viewer>;

interface Deps {
  db: Database;
  log: Logger;
  oidc: OidcConfig | undefined;
  sessions: Sessions;
}

/** How often such a line is written, in milliseconds. */
const intervalMs = 10_000;

const header = 'x-impersonate-user';
/** What callers of the old system send. */
const alias = 'x-wfgen-impersonate-username';

/** The one way in for all routes that want a log-in. `oidc` undefined: no JWTs. */
export function createLogIn({ db, log, oidc, sessions }: Deps): { logIn: LogIn; findByPassword: FindByPassword } {
  const isPasswordOf = createPasswords(db);
  const findApiToken = createApiTokens(db, log);
  const findByJwt = oidc ? createJwtVerifier(oidc, db, log) : () => Promise.resolve(null);
  const throttle = createTokenThrottle();
  const sayRefused = createRareLine(log, 'a JWT was refused');

  async function findByToken(token: string, address: string): Promise<Pick<Identity, 'viewer' | 'scopes'>> {
    const found = token.startsWith(apiTokenPrefix) ? await findApiToken(token) : await findByJwt(token);
    if (found && 'viewer' in found) return found;
    // Nobody guesses a token: only callers who fail are slowed down, and never those with a valid one.
    await throttle(address);
    if (found) sayRefused({ reason: found.reason, address });
    throw refusal('TOKEN_WRONG', {});
  }

  const findByPassword: FindByPassword = async (basic, address) => {
    const viewer = await isPasswordOf(basic, address);
    if (viewer) return viewer;
    log.warn({ userName: basic.userName.slice(0, maxLoggedLength), address }, 'a log-in failed: no active user has this name and password');
    throw refusal('CREDENTIALS_WRONG', {});
  };

  async function findBySession(token: string, address: string): Promise<Viewer> {
    const viewer = await sessions.find(token);
    if (viewer) return viewer;
    await throttle(address);
    throw refusal('SESSION_ENDED', {});
  }

  async function findCaller(
    authorization: string | undefined,
    session: string | null,
    address: string,
  ): Promise<Pick<Identity, 'viewer' | 'scopes'>> {
    if (authorization === undefined && session !== null) return { viewer: await findBySession(session, address), scopes: null };
    const token = readBearer(authorization);
    if (token !== null) return findByToken(token, address);
    const basic = readBasic(authorization);
    if (!basic) throw refusal('CREDENTIALS_MISSING', {});
    const viewer = await findByPassword(basic, address);
    return { viewer, scopes: null };
  }

  const logIn: LogIn = async (headers, address, session = null) => {
    const { viewer: caller, scopes } = await findCaller(headers.authorization, session, address);
    const viewer: Viewer = await impersonate({ db, log }, caller, headers);
    return {
      viewer,
      scopes,
      impersonator: viewer.id === caller.id ? null : caller,
      verifyPassword: async (password) => (await isPasswordOf({ userName: viewer.userName, password }, address)) !== null,
    };
  };
  return { logIn, findByPassword };
}

/** Returns a function that logs at `info`, at most one line in ten seconds; `unloggedCount` counts the lines left out before it. */
function createRareLine(log: Logger, message: string): (facts: object) => void {
  let warnedAt = -Infinity;
  let unloggedCount = 0;
  return (facts) => {
    if (performance.now() - warnedAt < intervalMs) {
      unloggedCount += 1;
      return;
    }
    log.info({ ...facts, unloggedCount }, message);
    warnedAt = performance.now();
    unloggedCount = 0;
  };
}

/** Returns what an `Authorization: Basic` header says, the user name in NFC; null for no or another header. */
export function readBasic(authorization: string | undefined): { userName: string; password: string } | null {
  const [, encoded] = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(authorization ?? '') ?? [];
  if (encoded === undefined) return null;
  const text = Buffer.from(encoded, 'base64').toString();
  const colon = text.indexOf(':');
  return colon === -1 ? null : { userName: text.slice(0, colon).normalize('NFC'), password: text.slice(colon + 1) };
}

/** The token of an `Authorization: Bearer` header; null for no or another header. */
export function readBearer(authorization: string | undefined): string | null {
  return /^Bearer +([\w~+/.-]+=*)$/i.exec(authorization ?? '')?.[1] ?? null;
}

/**
 * Resolves to whom the call runs as: the active user that the headers name, where a system-operation user calls; without such a header the caller.
 * Every such call is logged with both names. Throws IMPERSONATION_FORBIDDEN, IMPERSONATED_MISSING, REFERENCES_DISAGREE.
 */
async function impersonate({ db, log }: { db: Database; log: Logger }, caller: Viewer, headers: IncomingHttpHeaders): Promise<Viewer> {
  const [name, other] = [readName(headers[header]), readName(headers[alias])];
  const userName = name ?? other;
  if (userName === null) return caller;
  if (other !== null && other !== userName)
    throw refusal('REFERENCES_DISAGREE', { first: 'X-Impersonate-User', second: 'X-Wfgen-Impersonate-Username' });
  // Asked before the name is looked up: who may not impersonate learns nothing of it.
  if (!caller.isSystemOperation) throw refusal('IMPERSONATION_FORBIDDEN', { viewer: caller.userName });
  const user = userName.includes('\0') ? null : await loadUser(db, userName);
  if (user?.viewer.status !== 'ACTIVE') throw refusal('IMPERSONATED_MISSING', { userName });
  log.info({ user: caller.userName, actsAs: userName }, 'a system-operation user is acting as another user');
  return user.viewer;
}

/** Node.js reads headers as Latin-1; names of other scripts come as UTF-8. Null if the header is missing. */
function readName(value: string | string[] | undefined): string | null {
  if (value === undefined) return null;
  const bytes = Buffer.from(String(value), 'latin1');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return bytes.toString('latin1');
  }
}
