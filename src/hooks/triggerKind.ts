import { readBasic } from '../identity/readBasic';
import { createPasswordCheck } from '../identity/createPasswordCheck';
import type { Json } from '../engine/state';
import { refusal } from '../errors';
import { compileResponse, type Answered, type ComputeResponse } from '../modules/trigger/compileResponse';
import { parseQuery } from '../modules/trigger/parseQuery';
import { toRuntime } from '../modules/trigger/toRuntime';
import type { TriggeredRun } from '../modules/trigger/triggerProcess';
import type { Hook } from '../store/loadHook';
import type { Trigger } from '../store/trigger';
import type { AwaitRun } from './createAwaitRun';
import type { HookKind } from './hookKind';
import type { OperationDocument } from './operationDocuments';
import { toRawAnswer } from './toRawAnswer';

/** So many answers are kept compiled. */
const mostCompiled = 1000;

/**
 * Hooks of kind TRIGGER: any JSON starts the process that the hook is bound to. ASYNC calls are answered by the hook's text, SYNC calls by what came
 * of the run. Refuses by HOOK_LOG_IN_WRONG, LOG_IN_TOO_OFTEN, INPUT_INVALID, RUN_FAILED, RUN_TOO_SLOW.
 */
export function triggerKind(documents: ReadonlyMap<string, OperationDocument>, awaitRun: AwaitRun): HookKind {
  const operation = documents.get('triggerProcess');
  if (!operation) throw new Error('The schema has no triggerProcess for hooks of kind TRIGGER');
  const isPassword = createPasswordCheck();
  const compiled = new Map<string, ComputeResponse>();

  function render({ headers, body }: Trigger['response'], values: Answered): ReturnType<ComputeResponse> {
    const source = JSON.stringify([headers, body]);
    const compute = compiled.get(source) ?? compileResponse({ headers, body });
    if (compiled.size >= mostCompiled) compiled.clear();
    compiled.set(source, compute);
    return compute(values);
  }

  return {
    isBodyOptional: true,
    status: ({ trigger }) => (trigger?.mode === 'ASYNC' ? trigger.response.status : 200),
    async authenticate(hook, { headers, address }) {
      const { basicAuth } = triggerOf(hook);
      if (!basicAuth) return;
      const sent = readBasic(headers.authorization);
      if (!sent) throw wrongLogIn();
      const hash = sent.userName === basicAuth.userName.normalize('NFC') ? hook.triggerPasswordHash : null;
      const isRight = await isPassword({ owner: `${hook.id} ${sent.userName}`, password: sent.password, hash }, address);
      if (!isRight) throw wrongLogIn();
    },
    parse(hook, { headers, query }, json) {
      const trigger = triggerOf(hook);
      const sent = { headers, query: parseQuery(query), body: json as Json };
      const runtime = toRuntime(trigger, sent, hook.signature?.header ?? null);
      return { operation, input: { processName: trigger.processName, stateValues: trigger.stateValues, runtime }, beside: query };
    },
    timeoutMs(hook) {
      const { mode, timeoutMs } = triggerOf(hook);
      return mode === 'SYNC' ? timeoutMs : null;
    },
    async toAnswer(payload, hook, { input }, request, leftMs) {
      const { mode, response } = triggerOf(hook);
      const run = payload as unknown as TriggeredRun;
      const sent = input as { runtime: Answered['runtime'] };
      const { runtime } = sent;
      if (mode === 'SYNC') {
        // It may be large, many may wait, and it is stored.
        sent.runtime = null;
        return awaitRun(run, { longest: leftMs, request });
      }
      const filled = await render(response, { request: { number: run.number, id: run.requestId }, runtime });
      return toRawAnswer({ status: response.status, ...filled }, run.requestId);
    },
  };
}

function triggerOf({ name, trigger }: Hook): Trigger {
  if (!trigger) throw new Error(`The hook ${name} has no trigger`);
  return trigger;
}

function wrongLogIn() {
  return refusal('HOOK_LOG_IN_WRONG', {}, { challenge: 'Basic realm="Sluice hook", charset="UTF-8"' });
}
