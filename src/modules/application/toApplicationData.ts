import { createHash, randomUUID } from 'node:crypto';
import ipaddr from 'ipaddr.js';
import { Webhook } from 'standardwebhooks';
import { refusal } from '../../errors';
import type { UpdateApplicationInput, HmacInput, SignatureInput } from '../../generated/graphql';
import { Prisma } from '../../generated/prisma/client';
import type { SecretBox } from '../../secret/createSecretBox';
import type { Hook } from '../../store/load/loadHook';
import type { Hmac, SignatureScheme } from '../../store/signature';
import type { Sender } from '../../store/trigger';
import { checkName } from '../guards';
import { senders } from '../sender/senders';
import { namesHeader, placeholdersIn, plainHmac } from '../sender/signatureRules';
import { parseValuePath } from '../valuePath';

type Fields = Omit<UpdateApplicationInput, 'id' | 'clientMutationId'>;

/** The columns of an application that say how its calls are signed. */
interface SignatureData {
  signatureScheme: SignatureScheme | null;
  signatureSecret: Uint8Array<ArrayBuffer> | null;
  signatureSecondSecret: Uint8Array<ArrayBuffer> | null;
  signatureHeader: string | null;
  signatureHmac: Prisma.InputJsonValue | typeof Prisma.DbNull;
}

const signedPart = /^(?:body|timestamp|url|form|method|headers\.[\w-]{1,100})$/;

/** The columns that these fields set; absent fields set none, and null is the default. `sender` is the one that the hook is made for. Throws INPUT_INVALID, SECRET_KEY_MISSING. */
export function toApplicationData(input: Fields, secrets: SecretBox, sender: Sender | null): Prisma.ApplicationUpdateInput {
  const { name, description, impersonateUserName, active, allowedAddresses, rateLimit, errorStatus, errorPrefix, logBodies, signature } =
    input;
  if (rateLimit) checkRateLimit(rateLimit);
  return {
    ...(name != null && { name: checkName('name', name) }),
    ...(description !== undefined && { description: description ?? '' }),
    ...(impersonateUserName !== undefined && { impersonateUserName }),
    ...(active !== undefined && { active: active ?? true }),
    ...(allowedAddresses !== undefined && { allowedAddresses: (allowedAddresses ?? []).map(checkAddress) }),
    ...(rateLimit !== undefined && { rateLimitRequests: rateLimit?.requests ?? null, rateLimitSeconds: rateLimit?.perSeconds ?? null }),
    ...(errorStatus !== undefined && { errorStatus: errorStatus ?? 'HTTP' }),
    ...(errorPrefix !== undefined && { errorPrefix }),
    ...(logBodies !== undefined && { logBodies: logBodies ?? 'ALL' }),
    ...(signature !== undefined && toSignatureData(signature, secrets, sender)),
  };
}

function checkAddress(address: string): string {
  if (ipaddr.isValid(address) || ipaddr.isValidCIDR(address)) return address;
  throw refusal('INPUT_INVALID', {
    path: 'allowedAddresses',
    reason: `must be an IP address or CIDR range, not  ${JSON.stringify(address)}`,
  });
}

function checkRateLimit({ requests, perSeconds }: { requests: number; perSeconds: number }): void {
  if (requests < 1) throw refusal('INPUT_INVALID', { path: 'rateLimit.requests', reason: 'must be at least 1' });
  if (perSeconds < 1 || perSeconds > 86_400)
    throw refusal('INPUT_INVALID', { path: 'rateLimit.perSeconds', reason: 'must be from 1 to 86400' });
}

/** Returns what this signature sets, its secrets encrypted; null asks for none. Without a scheme it is that of the `sender`. Throws INPUT_INVALID, SECRET_KEY_MISSING. */
function toSignatureData(signature: SignatureInput | null, secrets: SecretBox, sender: Sender | null): SignatureData {
  if (!signature)
    return {
      signatureScheme: null,
      signatureSecret: null,
      signatureSecondSecret: null,
      signatureHeader: null,
      signatureHmac: Prisma.DbNull,
    };
  const scheme = signature.scheme ?? (sender && senders[sender].scheme);
  if (!scheme) throw invalid('scheme', 'is required unless trigger.sender defines how calls are signed');
  const { secret, secondSecret = null, header = null, hmac = null } = signature;
  checkSecret('secret', scheme, hmac, secret);
  if (secondSecret !== null) checkSecret('secondSecret', scheme, hmac, secondSecret);
  if (header !== null && !namesHeader.has(scheme)) throw invalid('header', `${scheme} defines its own headers: leave this out`);
  if (header !== null && !/^[\w-]{1,100}$/.test(header)) throw invalid('header', 'must be a header name: letters, digits, - and _');
  if (hmac !== null && scheme !== 'HMAC')
    throw invalid('hmac', `${scheme} defines its own signature: leave this out, or use the scheme HMAC`);
  return {
    signatureScheme: scheme,
    signatureSecret: secrets.encrypt(secret),
    signatureSecondSecret: secondSecret === null ? null : secrets.encrypt(secondSecret),
    signatureHeader: header,
    signatureHmac: scheme === 'HMAC' ? ({ ...toHmac(hmac ?? {}) } satisfies Prisma.InputJsonValue) : Prisma.DbNull,
  };
}

function toHmac(input: HmacInput): Hmac {
  const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value != null)) as Partial<Hmac>;
  const hmac: Hmac = { ...plainHmac, ...given };
  const { prefix, separator, content, timestamp, toleranceSeconds } = hmac;
  if (prefix.length > 50) throw invalid('hmac.prefix', 'must be at most 50 characters long');
  if (separator !== null && (separator.length < 1 || separator.length > 5)) throw invalid('hmac.separator', '1 to 5 characters');
  if (separator !== null && prefix === '')
    throw invalid('hmac.prefix', 'is required with a separator: send the text that signatures begin with');
  if (toleranceSeconds < 1 || toleranceSeconds > 86_400) throw invalid('hmac.toleranceSeconds', '1 to 86400');
  if (content.length > 500) throw invalid('hmac.content', 'must be at most 500 characters long');
  const names = placeholdersIn(content);
  const stray = names.find((name) => !signedPart.test(name));
  if (stray !== undefined) throw invalid('hmac.content', `{{${stray}}} is not body, timestamp, url, form, method or headers.<name>`);
  // Otherwise anybody could change what is not signed.
  if (!names.includes('body') && !names.includes('form')) throw invalid('hmac.content', 'must contain {{body}} or {{form}}');
  if (names.includes('timestamp') && (timestamp === null || timestamp.startsWith('body.')))
    throw invalid('hmac.timestamp', 'is required because {{timestamp}} is signed: send headers.<name> or signature.<name>');
  if (timestamp !== null && !isTimestamp(timestamp))
    throw invalid('hmac.timestamp', 'must be headers.<name>, signature.<name> (a part <name>=… of the signature header) or body.<path>');
  return hmac;
}

function isTimestamp(source: string): boolean {
  if (source.startsWith('body.')) return source.length <= 500 && parseValuePath(source.slice(5)) !== null;
  return /^(?:headers|signature)\.[\w-]{1,100}$/.test(source);
}

function checkSecret(field: string, scheme: SignatureScheme, hmac: HmacInput | null, secret: string): void {
  if (secret.length < 1 || secret.length > 500) throw invalid(field, '1 to 500 characters');
  const isBase64 = scheme === 'STANDARD_WEBHOOKS' || hmac?.secretEncoding === 'BASE64';
  if (isBase64 && !isStandard(secret)) throw invalid(field, 'must be base64 of at least 16 bytes, with or without the prefix whsec_');
}

function isStandard(secret: string): boolean {
  try {
    new Webhook(secret);
    // What is no more than the prefix is an empty key, which anybody can sign by.
    return Buffer.from(secret.replace(/^whsec_/, ''), 'base64').length >= 16;
  } catch {
    return false;
  }
}

function invalid(field: string, reason: string): Error {
  return refusal('INPUT_INVALID', { path: `signature.${field}`, reason });
}

/**
 * The secret of callers of kind WORKFLOWS, a random UUID unless one is given, and the SHA-256 that is kept of it; null for other kinds.
 * Throws INPUT_INVALID for what no header can carry, and for one given for another kind.
 */
export function toSecret(kind: Hook['kind'], given?: string): { secret: string; secretHash: Uint8Array<ArrayBuffer> } | null {
  if (kind !== 'WORKFLOWS') {
    if (given !== undefined)
      throw refusal('INPUT_INVALID', { path: 'secret', reason: `is only allowed for hooks of kind WORKFLOWS, not ${kind}` });
    return null;
  }
  const secret = given ?? randomUUID();
  if (!/^[\x21-\x7e]{1,200}$/.test(secret))
    throw refusal('INPUT_INVALID', { path: 'secret', reason: 'must be 1 to 200 visible ASCII characters, without spaces' });
  return { secret, secretHash: new Uint8Array(createHash('sha256').update(secret).digest()) };
}
