import { refusal } from '../errors';
import { betweenPasses } from '../input/decodeBody';
import type { SecretBox } from '../secret/createSecretBox';
import type { Delivery } from '../store/delivery/delivery';
import type { Idempotency } from '../store/idempotency';
import type { Hook } from '../store/load/loadHook';
import type { Database } from '../store/openDatabase';
import type { Viewer } from '../store/viewer';
import { allowsAddress, createFailureLimit, createRateLimit } from './callerLimits';
import { keepBody } from './delivery';
import type { CallContent, HookKind, HookOperation, Skipped } from './hookKind';
import type { HookRequest } from './hookRequest';
import { parseJson, requireJson } from './parseJson';
import { verifySignature } from './signature/verifySignature';
import { toIdempotency, withoutUids } from './toIdempotency';

/** What a call asks for. */
export interface CallRead {
  /** The hook's user. */
  viewer: Viewer;
  call: HookOperation;
  idempotency: Idempotency | null;
}

/** Checks the calls of hooks and reads what they ask for. */
export interface CallReader {
  /** Lets the caller pass, before the body is read, or gives the answer to a handshake. Throws refusals. */
  admit: (hook: Hook, request: HookRequest) => Promise<Skipped | null>;
  /** Reads the body that was sent, and notes it for the log; `key` is the call's Idempotency-Key. Throws refusals. */
  readCall: (hook: Hook, request: HookRequest, key: string | null, delivery: Delivery, sent: Buffer) => Promise<CallRead | Skipped>;
}

/** One per server process: it counts the calls of each hook. */
export function createCallReader(
  { db, secrets }: { db: Database; secrets: SecretBox },
  kinds: Readonly<Record<Hook['kind'], HookKind>>,
): CallReader {
  const limitRate = createRateLimit(db);
  const refuseOften = createFailureLimit();

  async function admit(hook: Hook, request: HookRequest): Promise<Skipped | null> {
    const { headers, address } = request;
    const kind = kinds[hook.kind];
    const greet = kind.greet?.(hook, request) ?? null;
    if (!greet) requireMethod(hook, request);
    if (!greet && (!kind.isBodyOptional || headers['content-type'] !== undefined)) requireType(hook, headers);
    if (!allowsAddress(hook.allowedAddresses, address)) throw refusal('ADDRESS_FORBIDDEN', { address });
    await refuseOften(hook, address, () => kind.authenticate(hook, request));
    // The signature is over the body: until it is checked the call does not count as one of the hook's.
    if (!hook.signature) await limitRate(hook);
    return greet ? refuseOften(hook, address, greet) : null;
  }

  function requireMethod(hook: Hook, { method }: HookRequest): void {
    const methods = kinds[hook.kind].methods?.(hook) ?? ['POST'];
    const allowed = methods.join(', ');
    if (!methods.includes(method)) throw refusal('METHOD_WRONG', { method, allowed }, { allow: allowed });
  }

  function requireType(hook: Hook, headers: HookRequest['headers']): void {
    const kind = kinds[hook.kind];
    if (kind.requireType) kind.requireType(hook, headers);
    else requireJson(headers);
  }

  async function readContent(hook: Hook, { headers, replay }: HookRequest, body: Buffer): Promise<CallContent> {
    const kind = kinds[hook.kind];
    if (body.length > 0 && !replay) requireType(hook, headers);
    return kind.read ? kind.read(hook, headers, body) : { body: await parseJson(body), files: [] };
  }

  /** Checks the signature, if the hook asks for one. Throws refusals. */
  async function verify(hook: Hook, request: HookRequest, body: Buffer): Promise<void> {
    if (request.replay || !hook.signature) return;
    await refuseOften(hook, request.address, () => verifySignature(hook, { ...request, body }, secrets));
    await limitRate(hook);
  }

  async function readCall(
    hook: Hook,
    request: HookRequest,
    key: string | null,
    delivery: Delivery,
    sent: Buffer,
  ): Promise<CallRead | Skipped> {
    const { replay } = request;
    await verify(hook, request, sent);
    await betweenPasses(sent);
    const body = await request.decodeBody(sent);
    keepBody(delivery, request, body);
    await betweenPasses(body);
    const { viewer } = hook;
    if (viewer?.status !== 'ACTIVE') throw refusal('HOOK_USER_MISSING', {});
    delivery.userId = viewer.id;
    const content = await readContent(hook, request, body);
    await betweenPasses(body);
    // A handshake in the body may bring a verify token along.
    const parsed = await refuseOften(hook, request.address, () => kinds[hook.kind].parse(hook, request, content));
    if ('skipped' in parsed) return parsed;
    const call = replay?.force ? { ...parsed, input: withoutUids(parsed.input) } : parsed;
    const keyed = { operation: call.operation.name, beside: call.beside ?? '', json: content.body, body };
    return { viewer, call, idempotency: toIdempotency(`Application:${hook.id}`, key, keyed) };
  }

  return { admit, readCall };
}
