import type { GraphQLSchema } from 'graphql';
import { refusal } from '../errors';
import { createContext, type CallDeps } from '../modules/createContext';
import type { Waits } from '../modules/request/createWaits';
import { toRefusal } from '../modules/toRefusal';
import type { Hook } from '../store/loadHook';
import type { Viewer } from '../store/viewer';
import { allowsAddress } from './allowsAddress';
import { createAwaitRun } from './createAwaitRun';
import { createRateLimit } from './createRateLimit';
import { createRunKeyed } from './createRunKeyed';
import type { HookKind } from './hookKind';
import type { HookAnswer, HookRequest } from './hookRequest';
import { operationDocuments } from './operationDocuments';
import { operationsKind } from './operationsKind';
import { readIdempotencyKey } from './readIdempotencyKey';
import { requireJson } from './requireJson';
import { runMutation } from './runMutation';
import { toErrorAnswer } from './toErrorAnswer';
import { toIdempotency } from './toIdempotency';
import { triggerKind } from './triggerKind';
import { verifySignature } from './verifySignature';
import { workflowsKind } from './workflowsKind';

const tokenForm = /^[\w-]{16,200}$/;

/** What the hooks of a process share. */
export interface HookDeps extends CallDeps {
  waits: Waits;
}

/**
 * The pipeline of every hook: find it by its token, check method, type and caller, read and parse the body, run one
 * mutation as the hook's user, answer its payload. Never throws: a refusal is an answer.
 */
export function createHooks(deps: HookDeps, schema: GraphQLSchema): (request: HookRequest) => Promise<HookAnswer> {
  const kinds: Record<Hook['kind'], HookKind> = {
    OPERATIONS: operationsKind(operationDocuments(schema, 'OPERATIONS')),
    WORKFLOWS: workflowsKind(operationDocuments(schema, 'WORKFLOWS')),
    TRIGGER: triggerKind(operationDocuments(schema, 'TRIGGER'), createAwaitRun(deps)),
  };
  const limitRate = createRateLimit(deps.db);
  const runKeyed = createRunKeyed();

  async function findHook(token: string, idempotencyKey: string | null): Promise<Hook> {
    const hook = tokenForm.test(token) ? await deps.store.loadHook({ token, idempotencyKey }) : null;
    if (!hook?.active) throw refusal('HOOK_UNKNOWN', {});
    return hook;
  }

  function authenticate(hook: Hook, request: HookRequest): Viewer {
    if (hook.viewer?.status !== 'ACTIVE') throw refusal('HOOK_USER_MISSING', {});
    if (!allowsAddress(hook.allowedAddresses, request.address)) throw refusal('ADDRESS_FORBIDDEN', { address: request.address });
    return hook.viewer;
  }

  // By itself, so that the body is not kept while the operation runs: it may be large.
  async function readCall(hook: Hook, request: HookRequest, key: string | null) {
    const body = await request.readBody();
    verifySignature(hook, request.headers, body, deps.secrets);
    const call = kinds[hook.kind].parse(hook, request, body);
    const operation = call.beside ? `${call.operation.name}?${call.beside}` : call.operation.name;
    return { call, idempotency: toIdempotency(`Application:${hook.id}`, key, operation, body) };
  }

  async function answer(request: HookRequest, found: { hook?: Hook; operation?: string }): Promise<HookAnswer> {
    const { headers, method, token } = request;
    const idempotencyKey = readIdempotencyKey(headers);
    const hook = await findHook(token, idempotencyKey);
    found.hook = hook;
    if (method !== 'POST') throw refusal('METHOD_WRONG', { method, allowed: 'POST' }, { allow: 'POST' });
    const kind = kinds[hook.kind];
    if (!kind.isBodyOptional || headers['content-type'] !== undefined) requireJson(headers);
    const viewer = authenticate(hook, request);
    await kind.authenticate(hook, request);
    await limitRate(hook);
    const { call, idempotency } = await readCall(hook, request, idempotencyKey);
    return runKeyed({
      idempotency,
      answered: hook.answered,
      reload: async () => (await deps.store.loadHook({ token, idempotencyKey }))?.answered ?? null,
      async run(exchange) {
        if (!exchange.answered) found.operation = call.operation.name;
        const through = { applicationId: hook.id, fileRules: hook.fileRules };
        const context = createContext(deps, viewer, { hook: through, exchange: { ...exchange, payload: null } });
        return kind.toAnswer(await runMutation(schema, context, call), hook, call, request);
      },
    });
  }

  return async (request) => {
    const found: { hook?: Hook; operation?: string } = {};
    try {
      return await answer(request, found);
    } catch (error) {
      return toErrorAnswer(toRefusal(error, deps.log), found.hook, found.operation);
    }
  };
}
