import { createRemoteJWKSet, errors, type JWTVerifyGetKey } from 'jose';
import type { Logger } from 'pino';
import { z } from 'zod';
import { refusal } from '../errors';

/** How long the provider may take to answer, in milliseconds. */
const patience = 5_000;
/** For how long a provider that did not answer is not asked again, in milliseconds. */
const pause = 1_000;
/** For how long unknown keys do not have the provider asked again, in milliseconds: anybody can make up names of keys. */
const cooldown = 30_000;

const endpoint = z.url({ protocol: /^https?$/ });
const discovery = z.object({
  issuer: z.string(),
  jwks_uri: endpoint,
  authorization_endpoint: endpoint.optional(),
  token_endpoint: endpoint.optional(),
});

/**
 * The public keys of an OpenID Connect provider, found by its discovery document when first needed. They are kept for ten minutes, and read
 * anew for a key that is not among them. Its function throws PROVIDER_UNREACHABLE where the provider does not answer as it should.
 */
export function createProviderKeys(issuer: string, log: Logger): JWTVerifyGetKey {
  let found: Promise<JWTVerifyGetKey> | undefined;

  function findKeys(): Promise<JWTVerifyGetKey> {
    if (found) return found;
    const finding = discover(issuer).then(({ jwks_uri: uri }) =>
      createRemoteJWKSet(new URL(uri), { timeoutDuration: patience, cooldownDuration: cooldown }),
    );
    finding.catch(() => setTimeout(() => (found = undefined), pause).unref());
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

/** The discovery document of a provider. Throws an Error where it cannot be read, or is of another issuer or protocol. */
export async function discover(issuer: string): Promise<z.infer<typeof discovery>> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(patience) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  const document = discovery.parse(await response.json());
  // Else one provider could speak for another.
  if (document.issuer !== issuer) throw new Error(`${url} names ${document.issuer} as its issuer: set OIDC_ISSUER to exactly that`);
  for (const uri of [document.jwks_uri, document.authorization_endpoint, document.token_endpoint]) {
    const protocol = uri && new URL(uri).protocol;
    if (protocol && protocol !== new URL(issuer).protocol)
      throw new Error(`${url} names keys or endpoints at another protocol: ${protocol}`);
  }
  return document;
}
