import type { GraphQLSchema } from 'graphql';
import { refusal } from '../errors';
import { hookKinds } from '../generated/hookKinds';
import { createContext } from '../modules/createContext';
import { readHops } from '../outbound/createOutbound';
import { networkOf } from '../identity/createLogInThrottle';
import { requestsIn } from '../modules/keepAnswered';
import { toRefusal } from '../modules/toRefusal';
import type { DeliveryLog } from '../store/delivery/createDeliveryLog';
import type { Delivery } from '../store/delivery/delivery';
import type { CheckedCall } from '../store/load/createConfiguration';
import type { Hook, HookKey } from '../store/load/loadHook';
import { beginDelivery, endDelivery, keepCaller, trackWork } from './delivery';
import { createCallReader, type CallRead } from './createCallReader';
import { createDeadline } from './createDeadline';
import type { HookKind, HookOperation, KindDeps, Skipped } from './hookKind';
import { hashToken, type HookAnswer, type HookRequest } from './hookRequest';
import { markReplayed, readIdempotencyKey, readKeys, createRunOnce } from './createRunOnce';
import { runMutation } from './runMutation';
import { toErrorAnswer } from './answers';
import { isDuplicate } from './toIdempotency';

/** What is known of a call by now. */
interface Found {
  hook?: Hook;
  /** The one that runs, or has run. */
  operation?: string;
  /** It is given the answer of an earlier call. */
  isReplayed?: boolean;
}

const noKeys = { idempotencyKey: null, webhookId: null };
/** The most of a key that the log of deliveries keeps, in characters. */
const maxKeyCharacters = 255;

/** A call whose body is read. */
interface ReadCall extends CallRead {
  hook: Hook;
  checked: CheckedCall | null;
  key: HookKey | null;
  hops: number;
}

/** What the hooks of a process share. */
export interface HookDeps extends KindDeps {
  deliveries: DeliveryLog;
  /** Counts what was answered; null: the hook is unknown. */
  countHook(kind: Hook['kind'] | null, status: number, skipped: Delivery['skipped']): void;
}

/**
 * The pipeline of every hook: find it by its token, check method, type and caller, read and parse the body, run one
 * mutation as the hook's user, answer its payload, log it. Never throws: a refusal is an answer.
 */
export function createHooks(deps: HookDeps, schema: GraphQLSchema): (request: HookRequest) => Promise<HookAnswer> {
  const kinds = Object.fromEntries(Object.entries(hookKinds).map(([kind, create]) => [kind, create(deps, schema)])) as Record<
    Hook['kind'],
    HookKind
  >;
  const { admit, readCall } = createCallReader(deps, kinds);
  const runOnce = createRunOnce<Record<string, unknown>>();

  async function findHook(request: HookRequest, key: HookKey | null, delivery: Delivery): Promise<[Hook, CheckedCall | null]> {
    const [hook, checked] = key ? await deps.store.enterHook(key) : [null, null];
    if (hook) keepCaller(delivery, hook, request, kinds[hook.kind].status?.(hook));
    if (!hook?.active) throw refusal('HOOK_UNKNOWN', {});
    return [hook, checked];
  }

  async function answer(request: HookRequest, delivery: Delivery, found: Found): Promise<HookAnswer> {
    const { hook, checked, key, idempotencyKey, hops, greeting } = await request.identify(() => enter(request, delivery, found));
    if (greeting) return skip(delivery, greeting);
    // Anyone can send a body to a signed hook: until then it counts for the address.
    const { address } = request;
    let body: Buffer | null = await request.readBody(hook.signature ? `address ${networkOf(address)}` : `hook ${hook.id}`);
    const timeoutMs = kinds[hook.kind].timeoutMs?.(hook) ?? null;
    // A replay has no deadline: its caller waits until the new delivery is logged.
    const deadline = createDeadline(request.replay ? null : timeoutMs, () => refusal('RUN_TOO_SLOW', { run: 'The run' }));
    const begun = performance.now();
    const leftMs = () => Math.max(0, (timeoutMs ?? Infinity) - (performance.now() - begun));
    // Within its slot, which stays taken until the work has ended, whenever its caller is answered.
    return deadline.within(() =>
      request.takeSlot(`hook ${hook.id}`, () =>
        trackWork(delivery, async () => {
          // The body is not kept while the operation runs: it may be large.
          const reading = readCall(hook, request, idempotencyKey, delivery, body ?? Buffer.alloc(0));
          body = null;
          const read = await reading;
          if ('skipped' in read) return skip(delivery, read);
          const { payload, call } = await run(request, delivery, found, { hook, checked, key, hops, ...read });
          const waiting = { ...request, waitFor: waitAsCaller(request, delivery, key) };
          // From here on the request is known, and the answer names it.
          return deadline.pausedFor(async () => kinds[hook.kind].toAnswer(payload, hook, call, waiting, leftMs()));
        }),
      ),
    );
  }

  /** Finds the hook and lets the caller pass, before the body is read. Throws refusals. */
  async function enter(request: HookRequest, delivery: Delivery, found: Found) {
    const { headers, replay } = request;
    const tokenHash = replay?.tokenHash ?? hashToken(request.token);
    // A replay is another call: the answer to the first one is not given again.
    const key = tokenHash === null ? null : { tokenHash, ...(replay ? noKeys : readKeys(headers)) };
    const [hook, checked] = await findHook(request, key, delivery);
    found.hook = hook;
    const idempotencyKey = replay ? null : readIdempotencyKey(headers, hook);
    delivery.idempotencyKey = idempotencyKey?.slice(0, maxKeyCharacters) ?? null;
    const greeting = replay ? (kinds[hook.kind].greet?.(hook, request)?.() ?? null) : await admit(hook, request);
    return { hook, checked, key, idempotencyKey, greeting, hops: request.replay ? 0 : readHops(request.headers) };
  }

  async function run(
    request: HookRequest,
    delivery: Delivery,
    found: Found,
    { hook, checked, key, hops, viewer, call, idempotency }: ReadCall,
  ): Promise<{ payload: Record<string, unknown>; call: HookOperation }> {
    Object.assign(delivery, { operation: call.operation.name, uid: uidOf(call.input) });
    const payload = await runOnce({
      idempotency,
      answered: hook.answered,
      reload: async () => (key && (await deps.store.loadHook(key)))?.answered ?? null,
      async run(exchange) {
        found.isReplayed = exchange.answered !== null;
        if (!found.isReplayed) found.operation = call.operation.name;
        const through = { applicationId: hook.id, fileRules: hook.fileRules, checked };
        const context = createContext({ ...deps, log: request.log }, viewer, {
          hook: through,
          hops,
          exchange: { ...exchange, delivery, payload: null },
          isAbandoned: () => request.isAbandoned(),
        });
        const given = await runMutation(schema, context, call);
        if (!delivery.isWritten) delivery.requestIds = requestsIn(given);
        delivery.duplicate = found.isReplayed || isDuplicate(given);
        return given;
      },
    });
    found.operation = call.operation.name;
    return { payload, call };
  }

  /** Waits outside of the key: what waits for more than the effect keeps no repeat waiting. */
  function waitAsCaller(request: HookRequest, delivery: Delivery, key: HookKey | null): HookRequest['waitFor'] {
    return async (waiting) => {
      delivery.hasWaited = true;
      const result = await request.waitFor(waiting);
      await checkAgain(key);
      return result;
    };
  }

  /** A hook may have been switched off while its caller waited, or its user archived. Throws HOOK_UNKNOWN, HOOK_USER_MISSING. */
  async function checkAgain(key: HookKey | null): Promise<void> {
    const hook = key && (await deps.store.loadHook(key));
    if (!hook?.active) throw refusal('HOOK_UNKNOWN', {});
    if (hook.viewer?.status !== 'ACTIVE') throw refusal('HOOK_USER_MISSING', {});
  }

  return async (request) => {
    const delivery = beginDelivery(request, request.operation === null ? '/hooks' : `/hooks/${request.operation}`, deps.clock.now());
    const found: Found = {};
    const end = (answered: HookAnswer) => {
      deps.deliveries.add(endDelivery(delivery, answered.status, answered.refused ?? null));
      deps.countHook(found.hook?.kind ?? null, answered.status, delivery.skipped);
      return found.isReplayed ? markReplayed(answered) : answered;
    };
    try {
      return end(await answer(request, delivery, found));
    } catch (error) {
      return end(toErrorAnswer(toRefusal(error, request.log), found.hook, found.operation));
    }
  };
}

function skip(delivery: Delivery, { skipped, answer }: Skipped): HookAnswer {
  delivery.skipped = skipped;
  return answer;
}

function uidOf({ uid }: { uid?: unknown }): string | null {
  return typeof uid === 'string' ? uid.slice(0, 255) : null;
}
