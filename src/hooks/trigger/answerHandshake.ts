import { createHmac, createHash, timingSafeEqual } from 'node:crypto';
import type { Json } from '../../engine/state';
import { isHeaderValue } from '../../engine/activities/headersAndBody';
import { refusal } from '../../errors';
import { limits } from '../../limits';
import { isObject } from '../../modules/guards';
import { readCall, type CallValues } from '../../modules/sender/callPath';
import type { Handshake } from '../../store/trigger';
import { toRawAnswer } from '../answers';
import type { HookAnswer } from '../hookRequest';

const maxToken = limits.handshakeTokenCharacters.value;

/** The secrets of a hook, asked for when they are needed. Null: it has none. */
export interface HandshakeSecrets {
  /** Returns what the sender and the hook agreed on. */
  verify(): string | null;
  /** The one of the signature. */
  signature(): string | null;
}

/** The handshake that this call is; undefined for none. Its secret is not checked yet. Without a `body` only those are found that need none. */
export function findHandshake(handshakes: readonly Handshake[], method: string, call: Partial<CallValues>): Handshake | undefined {
  return handshakes.find(({ methods, token, when }) => {
    const isHere = (path: string) => call.body !== undefined || !path.startsWith('body');
    if (!methods.some((one) => one === method) || ![token ?? '', when?.path ?? ''].every(isHere)) return false;
    return (token === null || tokenOf(call, token) !== null) && (when === null || readCall(call, when.path) === when.equals);
  });
}

/** Returns what a handshake is answered. Throws HANDSHAKE_WRONG, HANDSHAKE_UNSIGNED, INPUT_INVALID for a token that no header can carry. */
export function answerHandshake(handshake: Handshake, call: Partial<CallValues>, secrets: HandshakeSecrets): HookAnswer {
  const { token: path, verify, answer } = handshake;
  if (verify !== null && !isSame(readCall(call, verify), secrets.verify())) throw refusal('HANDSHAKE_WRONG', { path: verify });
  const token = path === null ? '' : (tokenOf(call, path) ?? '');
  const fill = (text: string) =>
    text.replace(/\{\{(token|hmac)\}\}/g, (_, name: string) => (name === 'token' ? token : hmacOf(token, secrets.signature())));
  const headers = Object.entries(answer.headers).map(([name, value]) => [name, fill(value)] as const);
  if (!headers.every(([, value]) => isHeaderValue(value)))
    throw refusal('INPUT_INVALID', { path: path ?? '', reason: 'a header cannot carry it' });
  return toRawAnswer({ status: answer.status, headers: Object.fromEntries(headers), body: fillJson(answer.body, fill) }, null);
}

function tokenOf(call: Partial<CallValues>, path: string): string | null {
  const value = readCall(call, path);
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' && value.length <= maxToken ? value : null;
}

function hmacOf(token: string, secret: string | null): string {
  if (secret === null) throw refusal('HANDSHAKE_UNSIGNED', {});
  return createHmac('sha256', secret).update(token).digest('hex');
}

function fillJson(value: Json, fill: (text: string) => string): Json {
  if (typeof value === 'string') return fill(value);
  if (Array.isArray(value)) return value.map((item) => fillJson(item, fill));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, fillJson(item, fill)]));
}

/** In the same time for all texts. */
function isSame(sent: unknown, secret: string | null): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return typeof sent === 'string' && secret !== null && timingSafeEqual(digest(sent), digest(secret));
}
