import { errors, jwtVerify, createRemoteJWKSet, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import type { Logger } from 'pino';
import { z } from 'zod';
import { refusal } from '../errors';
import type { Database } from '../store/openDatabase';
import type { Viewer } from '../store/viewer';
import { loadUser } from './identity';

/** The identity provider whose JWTs log users in. */
export interface OidcConfig {
  /** Its URL, as its tokens name it in `iss`. */
  readonly issuer: string;
  /** What its tokens name us in `aud`. */
  readonly audience: string;
  /** The claim that holds the user name. */
  readonly userNameClaim: string;
}

/** Resolves to whom a JWT logs in, or why it logs in nobody. Throws PROVIDER_UNREACHABLE. */
export type FindByJwt = (token: string) => Promise<{ viewer: Viewer; scopes: null } | { reason: string }>;

/** Public keys only: with a shared secret, or none, anybody who knows what is public could make tokens. */
export const signatureAlgorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
/** The kinds of tokens that log in: of a provider without kinds, and access tokens (RFC 9068). */
const types = /^(application\/)?(jwt|at\+jwt)$/i;
/** How far the provider's clock may be from ours, in seconds. */
const clockTolerance = 30;

/** How long the provider may take to answer, in milliseconds. */
const providerTimeoutMs = 5_000;
/** For how long a provider that did not answer is not asked again, in milliseconds. */
const retryPauseMs = 1_000;
/** For how long its endpoints are kept, in milliseconds. */
const discoveryTtlMs = 600_000;
/** For how long unknown keys do not have the provider asked again, in milliseconds: anybody can make up names of keys. */
const unknownKeyCooldownMs = 30_000;

const endpoint = z.url({ protocol: /^https?$/ });
const discovery = z.object({
  issuer: z.string(),
  jwks_uri: endpoint,
  authorization_endpoint: endpoint.optional(),
  token_endpoint: endpoint.optional(),
});

/** The JWTs of an OpenID Connect provider. Users are not made by them: an administrator has made them before. */
export function createJwtVerifier({ issuer, audience, userNameClaim }: OidcConfig, db: Database, log: Logger): FindByJwt {
  const keys = createProviderKeys(issuer, log);

  async function verify(token: string): Promise<string | null> {
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
    return readUserName(payload, userNameClaim);
  }

  return async (token) => {
    try {
      const userName = await verify(token);
      const user = userName === null ? null : await loadUser(db, userName);
      return user?.viewer.status === 'ACTIVE'
        ? { viewer: user.viewer, scopes: null }
        : { reason: 'its user does not exist or is not active, or its address is not verified' };
    } catch (error) {
      // Messages of jose tell which check failed, and nothing of the token.
      if (error instanceof errors.JOSEError) return { reason: `${error.code}: ${error.message}` };
      throw error;
    }
  };
}

/** The user name that this claim of a token holds; null if it holds none, or an address that the provider has not verified. */
export function readUserName(payload: JWTPayload, claim: string): string | null {
  // Anyone who can have a provider take any address must not become who has it. Some providers write `true` as a text.
  if (claim === 'email' && String(payload['email_verified']) !== 'true') return null;
  const userName = payload[claim];
  return typeof userName === 'string' && !userName.includes('\0') ? userName : null;
}

/**
 * The public keys of an OpenID Connect provider, found by its discovery document when first needed. They are kept for ten minutes, and read
 * anew for a key that is not among them. Its function throws PROVIDER_UNREACHABLE where the provider does not answer as it should.
 */
export function createProviderKeys(issuer: string, log: Logger): JWTVerifyGetKey {
  let found: Promise<JWTVerifyGetKey> | undefined;

  function findKeys(): Promise<JWTVerifyGetKey> {
    if (found) return found;
    const finding = discover(issuer).then(({ jwks_uri: uri }) =>
      createRemoteJWKSet(new URL(uri), { timeoutDuration: providerTimeoutMs, cooldownDuration: unknownKeyCooldownMs }),
    );
    finding.catch(() => setTimeout(() => (found = undefined), retryPauseMs).unref());
    return (found = finding);
  }

  return async (header, token) => {
    try {
      return await (
        await findKeys()
      )(header, token);
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) throw error;
      if (error instanceof errors.JOSENotSupported) throw error;
      log.warn({ err: error, issuer }, 'the identity provider cannot be reached');
      throw refusal('PROVIDER_UNREACHABLE', {}, { retryAfter: 1 });
    }
  };
}

/** Reads the discovery document once in ten minutes, however many ask for it: anybody can begin to log in. Throws as `discover` does. */
export function keepDiscovery(issuer: string): () => ReturnType<typeof discover> {
  let found: ReturnType<typeof discover> | undefined;
  return () => {
    if (found) return found;
    const finding = discover(issuer);
    const forgetAfter = (ms: number) => setTimeout(() => (found = undefined), ms).unref();
    void finding.then(
      () => forgetAfter(discoveryTtlMs),
      () => forgetAfter(retryPauseMs),
    );
    return (found = finding);
  };
}

/** The discovery document of a provider. Throws an Error where it cannot be read, or is of another issuer or protocol. */
async function discover(issuer: string): Promise<z.infer<typeof discovery>> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(providerTimeoutMs) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  const document = discovery.parse(await response.json());
  // Otherwise one provider could speak for another.
  if (document.issuer !== issuer) throw new Error(`${url} names ${document.issuer} as its issuer: set OIDC_ISSUER to exactly that`);
  for (const uri of [document.jwks_uri, document.authorization_endpoint, document.token_endpoint]) {
    const protocol = uri && new URL(uri).protocol;
    if (protocol && protocol !== new URL(issuer).protocol)
      throw new Error(`${url} names keys or endpoints at another protocol: ${protocol}`);
  }
  return document;
}
