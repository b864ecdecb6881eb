import { createHash, timingSafeEqual, createHmac } from 'node:crypto';
import { refusal } from '../../errors';
import { isObject } from '../../modules/guards';
import { placeholdersIn, ruleOf, type SignatureRule } from '../../modules/sender/signatureRules';
import type { SecretBox } from '../../secret/createSecretBox';
import type { Hook } from '../../store/load/loadHook';
import type { Hmac } from '../../store/signature';
import { readBodyField, readHeader, contentOf, type SignedCall } from './signedContent';

type HmacRule = SignatureRule & { kind: 'HMAC' };

const digestBytes = { SHA1: 20, SHA256: 32, SHA512: 64 } as const;

/**
 * Checks that a call was signed as the hook asks for, over the raw bytes of its body; nothing where it asks for no signature. One of two secrets is
 * enough. Throws SIGNATURE_MISSING, SIGNATURE_MALFORMED, SIGNATURE_EXPIRED, SIGNATURE_WRONG, SIGNATURE_TOKEN_WRONG: which one says nothing of the secret.
 */
export async function verifySignature({ signature }: Pick<Hook, 'signature'>, call: SignedCall, secrets: SecretBox): Promise<void> {
  if (!signature) return;
  const own = [signature.secret, signature.secondSecret].flatMap((one) => (one === null ? [] : secrets.decrypt(Buffer.from(one, 'hex'))));
  const rule = ruleOf(signature);
  if (rule.kind === 'HMAC') await verifyHmac(rule, call, own);
  else await verifyToken(rule, call, own);
}

async function verifyToken(
  { header, field }: SignatureRule & { kind: 'TOKEN' },
  call: SignedCall,
  secrets: readonly string[],
): Promise<void> {
  const source = header ?? `${field?.list}.${field?.name} in the body`;
  const tokens = field === null ? [readHeader(call, header ?? '', source)] : await readTokens(call.body, field);
  if (tokens.every((token) => token === undefined)) throw refusal('SIGNATURE_MISSING', { part: source, parts: source });
  if (!tokens.every((token) => secrets.some((secret) => isSame(token, secret)))) throw refusal('SIGNATURE_TOKEN_WRONG', { place: source });
}

/** One for each entry of the list, however it nests. An entry without one is not signed by the others. */
async function readTokens(body: Buffer, { list, name }: { list: string; name: string }): Promise<unknown[]> {
  const entries = [(await readBodyField(body, list)) ?? []].flat(10);
  return entries.map((entry) => (isObject(entry) ? entry[name] : undefined));
}

/** In the same time for all tokens, however long they are. */
function isSame(token: unknown, secret: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(typeof token === 'string' ? token : ''), digest(secret)) && typeof token === 'string';
}

/**
 * Checks a signature that was made with one of these secrets. Not by a vendor's library: those hash in JavaScript, which takes seconds for the
 * largest body, and read the bytes as a text. Throws as `verifySignature`.
 */
async function verifyHmac(rule: HmacRule, call: SignedCall, secrets: readonly string[]): Promise<void> {
  const { header, timestamp } = rule;
  const all = headersOf(rule);
  for (const name of all) readHeader(call, name, toText(all));
  const parts = splitHeader(rule, readHeader(call, header, toText(all)));
  const isInBody = timestamp?.startsWith('body.') ?? false;
  // What the body says of the time counts once it is known to be signed.
  const time = timestamp !== null && !isInBody ? await readTime(rule, call, parts) : '';
  const sent = signaturesOf(rule, parts);
  const content = contentOf(rule.content, { ...call, timestamp: time });
  const isRight = secrets.some((secret) => {
    const digest = createHmac(rule.algorithm, keyOf(rule, secret));
    for (const piece of content) digest.update(piece);
    const expected = digest.digest();
    return sent.some((one) => one.length === expected.length && timingSafeEqual(one, expected));
  });
  if (!isRight) throw refusal('SIGNATURE_WRONG', { headers: toText(all) });
  if (isInBody) await readTime(rule, call, parts);
}

/** The headers that a rule reads, in the order in which they are asked for. */
function headersOf({ header, content, timestamp }: HmacRule): string[] {
  const signed = placeholdersIn(content).flatMap((name) => (name.startsWith('headers.') ? [name.slice('headers.'.length)] : []));
  const ofTime = timestamp?.startsWith('headers.') ? [timestamp.slice('headers.'.length)] : [];
  return [...new Set([...signed, ...ofTime, header])];
}

function toText(names: string[]): string {
  return names.join(', ').replace(/, ([^,]*)$/, ' and $1');
}

function splitHeader({ separator }: HmacRule, value: string): string[] {
  return separator === null ? [value] : value.split(separator).map((part) => part.trim());
}

function signaturesOf({ header, prefix, separator, encoding, algorithm }: HmacRule, parts: readonly string[]): Buffer[] {
  const own = parts.filter((part) => part.toLowerCase().startsWith(prefix.toLowerCase())).map((part) => part.slice(prefix.length));
  const bytes = digestBytes[algorithm];
  if (separator !== null && own.length === 0)
    throw malformed(header, `has no signature of version ${prefix.slice(0, -1)}`, `${prefix}<${encoding === 'HEX' ? 'hex' : 'base64'}>`);
  const form = encoding === 'HEX' ? new RegExp(`^[\\da-f]{${bytes * 2}}$`, 'i') : /^[\w+/-]+={0,2}$/;
  if (separator === null && !form.test(own[0] ?? '')) {
    const digits = encoding === 'HEX' ? `${bytes * 2} hexadecimal digits` : `the base64 of ${bytes} bytes`;
    throw malformed(header, 'is malformed', prefix ? `${prefix} and ${digits}` : digits);
  }
  return own.map((text) => Buffer.from(text, encoding === 'HEX' ? 'hex' : 'base64'));
}

function keyOf({ secretEncoding }: HmacRule, secret: string): Buffer {
  return secretEncoding === 'BASE64' ? Buffer.from(secret.replace(/^whsec_/, ''), 'base64') : Buffer.from(secret);
}

/** The time of a signature as it was sent. Throws where there is none, or it is too old or early. */
async function readTime(rule: HmacRule, call: SignedCall, parts: readonly string[]): Promise<string> {
  const { timestamp, header } = rule;
  const [source = '', ...names] = (timestamp ?? '').split('.');
  const name = names.join('.');
  if (source === 'headers') return checkTime(rule, `The header ${name}`, name, readHeader(call, name, toText(headersOf(rule))));
  const found =
    source === 'body' ? await readBodyField(call.body, name) : parts.find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1);
  const what = source === 'body' ? `${name} in the body` : `${name}= in the header ${header}`;
  if (found === undefined) throw refusal('SIGNATURE_MISSING', { part: what, parts: toText(headersOf(rule)) });
  return checkTime(rule, what, name, typeof found === 'object' ? JSON.stringify(found) : String(found));
}

function checkTime({ timestampUnit, toleranceSeconds: limit }: Hmac, what: string, name: string, text: string): string {
  const isSeconds = timestampUnit === 'SECONDS';
  const expected = isSeconds ? 'the seconds since 1970' : 'the milliseconds since 1970';
  const value = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
  if (Number.isNaN(value)) throw refusal('SIGNATURE_MALFORMED', { part: what, fault: 'is not a whole number', expected });
  const seconds = isSeconds ? value : value / 1000;
  const age = Math.round(Date.now() / 1000 - seconds);
  if (Math.abs(age) <= limit) return text;
  // The seconds of a time in milliseconds are 50,000 years ahead.
  if (seconds > 1e11) throw refusal('SIGNATURE_MALFORMED', { part: what, fault: 'is in milliseconds, or too large', expected });
  throw refusal('SIGNATURE_EXPIRED', { age: Math.abs(age), direction: age > 0 ? 'ago' : 'in the future', timestamp: name, limit });
}

function malformed(header: string, fault: string, expected: string) {
  return refusal('SIGNATURE_MALFORMED', { part: `The header ${header}`, fault, expected });
}
