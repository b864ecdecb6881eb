import { errors, jwtVerify } from 'jose';
import type { Logger } from 'pino';
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

/** Whom a JWT logs in, or why it logs in nobody. Throws PROVIDER_UNREACHABLE. */
export type FindByJwt = (token: string) => Promise<{ viewer: Viewer; scopes: null } | { reason: string }>;

/** Public keys only: with a shared secret, or none, anybody who knows what is public could make tokens. */
export const signatureAlgorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
/** The kinds of tokens that log in: of a provider without kinds, and access tokens (RFC 9068). */
const types = /^(application\/)?(jwt|at\+jwt)$/i;
/** How far the provider's clock may be from ours, in seconds. */
const clockTolerance = 30;

/** The JWTs of an OpenID Connect provider. Users are not made by them: an administrator has made them before. */
export function createJwts({ issuer, audience, userNameClaim }: OidcConfig, db: Database, log: Logger): FindByJwt {
  const keys = createProviderKeys(issuer, log);

  async function readUserName(token: string): Promise<string | null> {
    const requiredClaims = ['exp', userNameClaim];
    const { payload, protectedHeader } = await jwtVerify(token, keys, {
      issuer,
      audience,
      algorithms: signatureAlgorithms,
      clockTolerance,
      requiredClaims,
    });
    const { typ = 'JWT' } = protectedHeader;
    if (!types.test(typ)) throw new errors.JWTInvalid(`typ is ${JSON.stringify(typ.slice(0, 50))}`);
    // Security event tokens, such as those that log out, may come without a typ of their own.
    if (payload['events'] !== undefined) throw new errors.JWTInvalid('it is a token for events');
    if ((payload.iat ?? 0) > Date.now() / 1000 + clockTolerance) throw new errors.JWTInvalid('issued in the future');
    // Whoever can have a provider take any address must not become who has it.
    if (userNameClaim === 'email' && payload.email_verified === false) return null;
    const userName = payload[userNameClaim];
    return typeof userName === 'string' && !userName.includes('\0') ? userName : null;
  }

  return async (token) => {
    try {
      const userName = await readUserName(token);
      const user = userName === null ? null : await loadUser(db, userName);
      return user?.viewer.status === 'ACTIVE'
        ? { viewer: user.viewer, scopes: null }
        : { reason: 'its user does not exist or is not active' };
    } catch (error) {
      // Messages of jose tell which check failed, and nothing of the token.
      if (error instanceof errors.JOSEError) return { reason: `${error.code}: ${error.message}` };
      throw error;
    }
  };
}
