import { errors, jwtVerify } from 'jose';
import type { Logger } from 'pino';
import { Refusal } from '../errors';
import type { Database } from '../store/openDatabase';
import type { Viewer } from '../store/viewer';
import { createProviderKeys } from './createProviderKeys';
import { loadUser } from './loadUser';

/** The identity provider whose JWTs log users in. */
export interface OidcConfig {
  /** Its URL, as its tokens name it in `iss`. */
  readonly issuer: string;
  /** What its tokens name us in `aud`. */
  readonly audience: string;
  /** The claim that holds the user name. */
  readonly userNameClaim: string;
}

/** Whom a JWT logs in; null for one that is not right, or whose user is unknown or not active. Throws PROVIDER_UNREACHABLE. */
export type FindByJwt = (token: string) => Promise<{ viewer: Viewer; scopes: null } | null>;

/** Public keys only: with a shared secret, or none, anybody who knows what is public could make tokens. */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
/** How far the provider's clock may be from ours, in seconds. */
const clockTolerance = 30;

/** The JWTs of an OpenID Connect provider. Users are not made by them: an administrator has made them before. */
export function createJwts({ issuer, audience, userNameClaim }: OidcConfig, db: Database, log: Logger): FindByJwt {
  const keys = createProviderKeys(issuer, log);

  async function readUserName(token: string): Promise<string | null> {
    const requiredClaims = ['exp', userNameClaim];
    const { payload } = await jwtVerify(token, keys, { issuer, audience, algorithms, clockTolerance, requiredClaims });
    // Whoever can have a provider take any address must not become who has it.
    if (userNameClaim === 'email' && payload.email_verified === false) return null;
    const userName = payload[userNameClaim];
    return typeof userName === 'string' && !userName.includes('\0') ? userName : null;
  }

  return async (token) => {
    const userName = await readUserName(token).catch((error: unknown) => {
      if (error instanceof Refusal) throw error;
      // Messages of jose tell which check failed, and nothing of the token.
      log.info({ reason: error instanceof errors.JOSEError ? `${error.code}: ${error.message}` : String(error) }, 'a JWT was refused');
      return null;
    });
    const user = userName === null ? null : await loadUser(db, userName);
    return user?.viewer.status === 'ACTIVE' ? { viewer: user.viewer, scopes: null } : null;
  };
}
