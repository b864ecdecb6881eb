import { createHash } from 'node:crypto';
import { execute, type GraphQLSchema } from 'graphql';
import { refusal } from '../errors';
import { createContext, type CallDeps } from '../modules/createContext';
import { findInputFault } from '../relay/findInputFault';
import type { Waits } from '../modules/request/createWaits';
import { toRefusal } from '../modules/toRefusal';
import type { Answered, Hook } from '../store/loadHook';
import type { Viewer } from '../store/viewer';
import { allowsAddress } from './allowsAddress';
import { createRateLimit } from './createRateLimit';
import { createRunOnce } from './createRunOnce';
import { dropAbsent } from './dropAbsent';
import type { HookKind, HookOperation } from './hookKind';
import type { HookAnswer, HookRequest } from './hookRequest';
import { operationDocuments } from './operationDocuments';
import { operationsKind } from './operationsKind';
import { toErrorAnswer } from './toErrorAnswer';
import { verifySignature } from './verifySignature';
import { workflowsKind } from './workflowsKind';

const contentType = /^application\/([\w.-]+\+)?json\s*(;|$)/i;
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
  };
  const limitRate = createRateLimit(deps.db);
  const runOnce = createRunOnce<HookAnswer>();

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

  /** Runs the mutation in-process. `answered` is an earlier answer that is only to be given again. */
  async function run(
    hook: Hook,
    viewer: Viewer,
    { operation, input }: HookOperation,
    idempotency: { key: string; bodyHash: string } | null,
    answered: Answered | null,
  ): Promise<HookAnswer> {
    const { name, document, inputType, payloadType } = operation;
    const call = { applicationId: hook.id, fileRules: hook.fileRules, idempotency, answered, payload: null };
    const context = createContext(deps, viewer, { hook: call });
    const { data, errors } = await execute({ schema, document, contextValue: context, variableValues: { input } });
    const [error] = errors ?? [];
    // An error without a path came before execution: the input does not fit its type.
    if (error) throw (error.path ? null : findInputFault('input', input, inputType)) ?? toRefusal(error, deps.log);
    const payload = dropAbsent(data?.[name], context.hook?.payload, payloadType) as Record<string, unknown>;
    const answer = await kinds[hook.kind].toAnswer(payload, hook);
    return answered ? { ...answer, headers: { ...answer.headers, 'Idempotent-Replayed': 'true' } } : answer;
  }

  // By itself, so that the body is not kept while the operation runs: it may be large.
  async function readCall(hook: Hook, request: HookRequest, key: string | null) {
    const body = await request.readBody();
    verifySignature(hook, request.headers, body, deps.secrets);
    if (key !== null && !/^.{1,255}$/.test(key)) throw refusal('IDEMPOTENCY_KEY_INVALID', {});
    const call = kinds[hook.kind].parse(hook, request, body);
    const hash = () => createHash('sha256').update(call.operation.name).update('\n').update(body).digest('hex');
    return { call, idempotency: key === null ? null : { key, bodyHash: hash() } };
  }

  async function answer(request: HookRequest, found: { hook?: Hook; operation?: string }): Promise<HookAnswer> {
    const { headers, method } = request;
    const key = headers['idempotency-key'];
    const idempotencyKey = typeof key === 'string' ? key : null;
    const hook = await findHook(request.token, idempotencyKey);
    found.hook = hook;
    if (method !== 'POST') throw refusal('METHOD_WRONG', { method, allowed: 'POST' }, { allow: 'POST' });
    const type = headers['content-type'] ?? 'nothing';
    if (!contentType.test(type)) throw refusal('CONTENT_TYPE_WRONG', { type });
    const viewer = authenticate(hook, request);
    const kind = kinds[hook.kind];
    await kind.authenticate(hook, request);
    await limitRate(hook);
    const { call, idempotency } = await readCall(hook, request, idempotencyKey);
    if (idempotency === null) {
      found.operation = call.operation.name;
      return run(hook, viewer, call, null, null);
    }
    return runOnce({
      ...idempotency,
      hook,
      reload: () => deps.store.loadHook({ token: request.token, idempotencyKey }),
      run() {
        found.operation = call.operation.name;
        return run(hook, viewer, call, idempotency, null);
      },
      replay: (answered) => run(hook, viewer, call, null, answered),
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
