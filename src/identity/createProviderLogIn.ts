import { createHash, randomBytes } from 'node:crypto';
import { errors, jwtVerify } from 'jose';
import type { Logger } from 'pino';
import { z } from 'zod';
import { refusal } from '../errors';
import type { Database } from '../store/openDatabase';
import type { Viewer } from '../store/viewer';
import { signatureAlgorithms, createProviderKeys, keepDiscovery, readUserName, type OidcConfig } from './createJwtVerifier';
import { loadUser } from './identity';

/** What the browser keeps while it is at the provider: it binds the answer to this browser. */
export interface PendingLogIn {
  state: string;
  nonce: string;
  verifier: string;
}

/** Logs users in at the identity provider by redirects: the authorization code flow of OpenID Connect, with PKCE. */
export interface ProviderLogIn {
  /** Resolves to where to send the browser, and what it has to bring back. Throws PROVIDER_UNREACHABLE. */
  begin(redirectUri: string): Promise<{ url: string; pending: PendingLogIn }>;
  /** The user whom the provider's answer logs in. Throws PROVIDER_LOG_IN_FAILED, PROVIDER_UNREACHABLE. */
  finish(answer: URLSearchParams, pending: PendingLogIn | null, redirectUri: string): Promise<Viewer>;
}

/** The client of Sluice at the provider. */
export interface ProviderClient {
  readonly id: string;
  /** Undefined for a public client, which PKCE protects. */
  readonly secret: string | undefined;
}

const timeoutMs = 5_000;
const clockTolerance = 30;
const answerShape = z.object({ id_token: z.string().max(100_000) });
const random = () => randomBytes(32).toString('base64url');

/** The provider of this configuration, for this client. Users are not created by it: an administrator has done so before. */
export function createProviderLogIn(
  { issuer, userNameClaim }: OidcConfig,
  client: ProviderClient,
  { db, log }: { db: Database; log: Logger },
): ProviderLogIn {
  const keys = createProviderKeys(issuer, log);
  const discovered = keepDiscovery(issuer);

  function failed(reason: string): Error {
    log.warn({ reason, issuer }, 'a log-in at the identity provider failed');
    return refusal('PROVIDER_LOG_IN_FAILED', {});
  }

  async function endpoints(): Promise<{ authorization: string; token: string }> {
    try {
      const { authorization_endpoint: authorization, token_endpoint: token } = await discovered();
      if (authorization && token) return { authorization, token };
      throw new Error('its discovery document names no authorization_endpoint or token_endpoint');
    } catch (error) {
      log.warn({ err: error, issuer }, 'the identity provider cannot be reached');
      throw refusal('PROVIDER_UNREACHABLE', {}, { retryAfter: 1 });
    }
  }

  async function exchange(code: string, verifier: string, redirectUri: string): Promise<string> {
    const { token } = await endpoints();
    const body = new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      code_verifier: verifier,
      client_id: client.id,
    });
    const basic = Buffer.from(`${encodeURIComponent(client.id)}:${encodeURIComponent(client.secret ?? '')}`).toString('base64');
    const headers = { accept: 'application/json', ...(client.secret !== undefined && { authorization: `Basic ${basic}` }) };
    let response: Response;
    try {
      response = await fetch(token, { method: 'POST', body, headers, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
    } catch (error) {
      log.warn({ err: error, issuer }, 'the identity provider cannot be reached');
      throw refusal('PROVIDER_UNREACHABLE', {}, { retryAfter: 1 });
    }
    const { data } = answerShape.safeParse(await response.json().catch(() => null));
    if (!response.ok || !data) throw failed(`the token endpoint answered ${response.status}, without an id_token that can be read`);
    return data.id_token;
  }

  return {
    async begin(redirectUri) {
      const { authorization } = await endpoints();
      const pending = { state: random(), nonce: random(), verifier: random() };
      const url = new URL(authorization);
      const parameters = {
        response_type: 'code',
        client_id: client.id,
        redirect_uri: redirectUri,
        scope: 'openid profile email',
        state: pending.state,
        nonce: pending.nonce,
        code_challenge: createHash('sha256').update(pending.verifier).digest('base64url'),
        code_challenge_method: 'S256',
      };
      for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
      return { url: url.href, pending };
    },
    async finish(answer, pending, redirectUri) {
      if (!pending || answer.get('state') !== pending.state) throw failed('the state is not the one of this browser');
      const issuedBy = answer.get('iss');
      if (issuedBy !== null && issuedBy !== issuer) throw failed('another issuer answered');
      const code = answer.get('code');
      if (code === null) throw failed(`the provider answered ${(answer.get('error') ?? 'no code').slice(0, 100)}`);
      const idToken = await exchange(code, pending.verifier, redirectUri);
      try {
        const requiredClaims = ['exp', 'iat', 'nonce', userNameClaim];
        const { payload } = await jwtVerify(idToken, keys, {
          issuer,
          audience: client.id,
          algorithms: signatureAlgorithms,
          clockTolerance,
          requiredClaims,
        });
        if (payload['nonce'] !== pending.nonce) throw failed('the nonce is not the one of this browser');
        if (payload['azp'] !== undefined && payload['azp'] !== client.id) throw failed('the token was issued to another client');
        const userName = readUserName(payload, userNameClaim);
        const user = userName === null ? null : await loadUser(db, userName);
        if (user?.viewer.status !== 'ACTIVE') throw failed('the token names no active user, or an address that is not verified');
        return user.viewer;
      } catch (error) {
        throw error instanceof errors.JOSEError ? failed(`${error.code}: ${error.message}`) : error;
      }
    },
  };
}
