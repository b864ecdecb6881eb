import { readBasic } from '../identity/createLogIn';
import { createPasswordCheck } from '../identity/createPasswordCheck';
import type { Json } from '../engine/state';
import { refusal } from '../errors';
import { decodeUtf8 } from '../input/toUtf8';
import { intakeOf } from '../modules/sender/intakeOf';
import { ruleOf } from '../modules/sender/signatureRules';
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
import { findFormat } from './trigger/bodyFormats';
import { decodeContent } from './trigger/decodeContent';

/** So many answers are kept compiled. */
const mostCompiled = 1000;

/**
 * Hooks of kind TRIGGER: a body of any format that the hook accepts starts the process that it is bound to. ASYNC calls are answered by the hook's text, SYNC calls by what came
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
    methods: (hook) => intakeOf(triggerOf(hook)).methods,
    requireType: (hook, headers) => void findFormat(intakeOf(triggerOf(hook)).accept, headers),
    async read(hook, headers, body) {
      const { accept, raw } = intakeOf(triggerOf(hook));
      const content = await decodeContent(findFormat(accept, headers), body, headers);
      return { ...content, raw: raw ? decodeUtf8(body) : undefined };
    },
    parse(hook, { method, headers, query }, { body, files, raw }) {
      const trigger = triggerOf(hook);
      const { processName, stateValues } = trigger;
      const { methods } = intakeOf(trigger);
      const sent = {
        headers,
        query: parseQuery(query),
        body: body as Json,
        ...(raw !== undefined && { raw }),
        ...(methods.length > 1 && { method }),
      };
      const runtime = toRuntime(trigger, sent, hook.signature && ruleOf(hook.signature).header);
      const beside = method === 'POST' ? query : `${method} ${query}`;
      return { operation, input: { processName, stateValues, runtime, ...(files.length > 0 && { files }) }, beside };
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
