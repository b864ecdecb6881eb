/** How the calls of a hook are signed. */
export type SignatureScheme =
  | 'STANDARD_WEBHOOKS'
  | 'HMAC_SHA256'
  | 'HMAC'
  | 'TOKEN'
  | 'GITHUB'
  | 'GITLAB'
  | 'SHOPIFY'
  | 'STRIPE'
  | 'SLACK'
  | 'TWILIO'
  | 'LINEAR'
  | 'META'
  | 'MICROSOFT_GRAPH'
  | 'SMARTSHEET'
  | 'ZOOM'
  | 'DROPBOX';

/** The signature that a hook asks for. */
export interface Signature {
  scheme: SignatureScheme;
  /** Encrypted, hexadecimal. */
  secret: string;
  /** A second one that is accepted as well, while secrets are changed; encrypted, hexadecimal. */
  secondSecret: string | null;
  /** Null: the usual one of the scheme. */
  header: string | null;
  /** Of the scheme HMAC. */
  hmac: Hmac | null;
}

/** How a signature is computed. */
export interface Hmac {
  algorithm: 'SHA1' | 'SHA256' | 'SHA512';
  encoding: 'HEX' | 'BASE64';
  /** What stands before the signature in its header: `sha256=`. */
  prefix: string;
  /** Between the parts of the header, of which those that begin with `prefix` are signatures; null: it is one. */
  separator: string | null;
  /** What is signed: a text with the placeholders `body`, `timestamp`, `url`, `form`, `method` and `headers.<name>`. */
  content: string;
  /** Where the time of the signature is: `headers.<name>`, `signature.<name>` (a part of the header) or `body.<path>`; null: nowhere. */
  timestamp: string | null;
  timestampUnit: 'SECONDS' | 'MILLISECONDS';
  /** How old or early a signed call can be. */
  toleranceSeconds: number;
  /** How the secret says the bytes of the key. */
  secretEncoding: 'TEXT' | 'BASE64';
}
