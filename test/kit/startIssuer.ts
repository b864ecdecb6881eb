import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT, type JWTHeaderParameters, type KeyLike } from 'jose';

/** An OpenID Connect provider with one key at a time, on a free port. */
export interface Issuer {
  url: string;
  /** How often its keys were asked for. */
  readonly keysAsked: number;
  /** The key that it signs with now. */
  readonly key: { kid: string; privateKey: KeyLike; publicPem: string };
  /** Signs what a user's token says, changed by `claims` (undefined takes one away), for the audience `sluice`. */
  sign(claims?: Record<string, unknown>, header?: Partial<JWTHeaderParameters>, key?: KeyLike | Uint8Array): Promise<string>;
  /** Signs with another key from now on, and forgets the one before. */
  rotate(): Promise<void>;
  /** Returns what discovery answers from now on, in place of what is right. */
  discovers(document: object | null): void;
  stop(): Promise<void>;
}

/** Starts one. Its tokens log `ann` in, by `preferred_username`. */
export async function startIssuer(alg = 'RS256'): Promise<Issuer> {
  let keysAsked = 0;
  let keys = 0;
  let discovered: object | null = null;
  async function createKey() {
    const { publicKey, privateKey } = await generateKeyPair(alg);
    const kid = `key ${(keys += 1)}`;
    return { kid, privateKey, publicPem: await exportSPKI(publicKey), jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
  }
  let key = await createKey();

  const server = createServer((request, response) => {
    const isDiscovery = request.url === '/.well-known/openid-configuration';
    if (!isDiscovery) keysAsked += 1;
    const body = isDiscovery ? (discovered ?? { issuer: url, jwks_uri: `${url}/keys` }) : { keys: [key.jwk] };
    response.setHeader('Content-Type', 'application/json').end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url,
    get keysAsked() {
      return keysAsked;
    },
    get key() {
      return key;
    },
    sign(claims, header, signer = key.privateKey) {
      const now = Math.floor(Date.now() / 1000);
      const payload = { iss: url, aud: 'sluice', sub: '1', preferred_username: 'ann', iat: now, exp: now + 300, ...claims };
      return new SignJWT(payload).setProtectedHeader({ alg, kid: key.kid, ...header }).sign(signer);
    },
    async rotate() {
      key = await createKey();
    },
    discovers(document) {
      discovered = document;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
