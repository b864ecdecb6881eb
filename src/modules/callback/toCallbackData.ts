import { randomBytes } from 'node:crypto';
import type { Context } from '../../context';
import { refusal } from '../../errors';
import type { CallbackFormat, UpdateCallbackInput } from '../../generated/graphql';
import { callbackEvents } from '../../jobs/callback/callbackMessage';
import { limits } from '../../limits';
import { allowSecure } from '../../outbound/allowHost';
import type { SecretBox } from '../../secret/createSecretBox';
import type { Transaction } from '../../store/openDatabase';

/** The columns that say of what a callback is told; absent fields set none, null is all. Throws INPUT_INVALID. */
export async function toCallbackData(
  tx: Transaction,
  { events, processName, format }: Pick<UpdateCallbackInput, 'events' | 'processName' | 'format'>,
): Promise<{ events?: string[]; processName?: string | null; format?: CallbackFormat }> {
  if (processName != null && !(await tx.processName.findUnique({ where: { name: processName } })))
    throw invalid('processName', `process ${JSON.stringify(processName)} does not exist`);
  return {
    ...(events !== undefined && { events: checkEvents(events ?? callbackEvents) }),
    ...(processName !== undefined && { processName }),
    ...(format !== undefined && { format: format ?? 'SLUICE' }),
  };
}

/** The columns of a secret that replaces another one, which signs as well for so many hours. Throws INPUT_INVALID. */
export function toSecretData(secret: Uint8Array<ArrayBuffer>, before: Uint8Array<ArrayBuffer>, overlapHours: number, now: Date) {
  const { value: max } = limits.secretOverlapHours;
  if (overlapHours < 0 || overlapHours > max) throw invalid('secretOverlapHours', `must be from 0 to ${max}`);
  const until = overlapHours === 0 ? null : new Date(now.getTime() + overlapHours * 3_600_000);
  return { secret, previousSecret: until && before, previousSecretUntil: until };
}

/** Each event once, in the usual order. */
function checkEvents(given: readonly string[]): string[] {
  const known: readonly string[] = callbackEvents;
  const unknown = given.find((event) => !known.includes(event));
  if (unknown !== undefined || given.length === 0)
    throw invalid('events', `${unknown === undefined ? 'none' : JSON.stringify(unknown)} is not one of ${known.join(', ')}`);
  return known.filter((event) => given.includes(event));
}

function invalid(path: string, reason: string): Error {
  return refusal('INPUT_INVALID', { path, reason }, { argument: path });
}

const maxUrlCharacters = limits.callbackUrlCharacters.value;

/** Checks where a callback is to go, as far as that can be known now: each call checks it again. Throws INPUT_INVALID. */
export async function checkCallbackUrl({ db, outbound }: Context, url: string): Promise<string> {
  const { outboundAllowedHosts } = await db.prisma.settings.findUniqueOrThrow({ where: { id: 1 } });
  const allowed = url.length <= maxUrlCharacters ? allowSecure(url, outboundAllowedHosts) : null;
  if (!allowed)
    throw invalidUrl(
      `must be an https URL of at most ${maxUrlCharacters} characters without a user name; http is only allowed for hosts in the setting outboundAllowedHosts`,
    );
  if (allowed.reach === 'PUBLIC' && (await outbound.isPrivate(allowed.url)))
    throw invalidUrl(
      `${allowed.url.hostname} has an address that is not public. To allow it, add ${allowed.url.host} to the setting outboundAllowedHosts`,
    );
  return url;
}

function invalidUrl(reason: string): Error {
  return refusal('INPUT_INVALID', { path: 'url', reason }, { argument: 'url' });
}

/** Of a secret, in bytes. */
const [minSecretBytes, maxSecretBytes] = [24, 64];
const defaultSecretBytes = 32;

/**
 * The secret of a callback, random unless one is given: `whsec_` and base64 of 24 to 64 bytes; and what is kept of it. Throws INPUT_INVALID,
 * SECRET_KEY_MISSING.
 */
export function toCallbackSecret(given: string | null, secrets: SecretBox): { secret: string; encrypted: Uint8Array<ArrayBuffer> } {
  const secret = given ?? `whsec_${randomBytes(defaultSecretBytes).toString('base64')}`;
  if (!isFit(secret))
    throw refusal(
      'INPUT_INVALID',
      { path: 'secret', reason: `must be whsec_ and base64 of ${minSecretBytes} to ${maxSecretBytes} bytes` },
      { argument: 'secret' },
    );
  return { secret, encrypted: secrets.encrypt(secret) };
}

function isFit(secret: string): boolean {
  const [, text] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret) ?? [];
  if (text === undefined) return false;
  const bytes = Buffer.from(text, 'base64');
  return bytes.length >= minSecretBytes && bytes.length <= maxSecretBytes && bytes.toString('base64') === text;
}
