import type { GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import { readBasic } from '../identity/createLogIn';
import { createPasswordCheck } from '../identity/createPasswordCheck';
import type { Json } from '../engine/state';
import { Refusal, refusal } from '../errors';
import { decodeUtf8 } from '../input/toUtf8';
import { intakeOf } from '../modules/sender/intakeOf';
import { ruleOf } from '../modules/sender/signatureRules';
import type { CallValues } from '../modules/sender/callPath';
import { compileResponse, type Answered, type ComputeResponse } from '../modules/trigger/compileResponse';
import { parseQuery } from '../modules/trigger/parseQuery';
import { toRuntime } from '../modules/trigger/toRuntime';
import type { TriggeredRun } from '../modules/trigger/triggerProcess';
import type { Hook } from '../store/load/loadHook';
import type { Handshake, Trigger } from '../store/trigger';
import { createAwaitRun } from './createAwaitRun';
import type { HookKind, KindDeps, Skipped } from './hookKind';
import type { HookRequest } from './hookRequest';
import { operationOf } from './operationDocuments';
import { toRawAnswer } from './answers';
import { answerHandshake, findHandshake } from './trigger/answerHandshake';
import { findFormat, isEvent } from './trigger/bodyFormats';
import { decodeContent } from './trigger/decodeContent';
import { selectRuns, type SelectedRun } from './trigger/selectRuns';
import { worstOf, type BatchedRun } from './workflowsKind';

/** Answers that are kept compiled. */
const maxCompiled = 1000;

/**
 * Hooks of kind TRIGGER: a body of any format that the hook accepts starts the process that it is bound to. ASYNC calls are answered by the hook's text, SYNC calls by what came
 * of the run. Refuses by HOOK_LOG_IN_WRONG, LOG_IN_TOO_OFTEN, INPUT_INVALID, RUN_FAILED, RUN_TOO_SLOW, BATCH_PARTLY.
 */
export function triggerKind(deps: KindDeps, schema: GraphQLSchema): HookKind {
  const { secrets, threads } = deps;
  // The mutation of a call that starts one run, and of one that starts several.
  const one = operationOf(schema, 'TRIGGER', 'triggerProcess');
  const many = operationOf(schema, 'WORKFLOWS', 'runWorkflowBatch');
  const awaitRun = createAwaitRun(deps);
  const isPassword = createPasswordCheck();
  const compiled = new LRUCache<string, ComputeResponse>({ max: maxCompiled });

  function render({ headers, body }: Trigger['response'], values: Answered): ReturnType<ComputeResponse> {
    const source = JSON.stringify([headers, body]);
    const compute = compiled.get(source) ?? compileResponse({ headers, body });
    compiled.set(source, compute);
    return compute(values);
  }

  const decrypt = (secret: string | null | undefined) => (secret == null ? null : secrets.decrypt(Buffer.from(secret, 'hex')));

  function greeting(hook: Hook, handshake: Handshake, call: Partial<CallValues>): Skipped {
    const own = { verify: () => decrypt(hook.triggerVerifyToken), signature: () => decrypt(hook.signature?.secret) };
    return { skipped: 'HANDSHAKE', answer: answerHandshake(handshake, call, own) };
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
      if (body.length === 0 && !(accept.includes('CLOUDEVENTS') && isEvent(headers))) return { body: null, files: [] };
      const { text, ...content } = await decodeContent(findFormat(accept, headers), body, headers);
      return { ...content, raw: raw ? (text ?? decodeUtf8(body)) : undefined };
    },
    greet(hook, request) {
      const { handshakes } = intakeOf(triggerOf(hook));
      if (handshakes.length === 0) return null;
      const call = valuesOf(request);
      const handshake = findHandshake(handshakes, request.method, call);
      return handshake ? () => greeting(hook, handshake, call) : null;
    },
    async parse(hook, request, { body, files, raw }) {
      const { method, headers, query } = request;
      const trigger = triggerOf(hook);
      const intake = intakeOf(trigger);
      const call = { ...valuesOf(request), body: body as Json };
      const handshake = findHandshake(intake.handshakes, method, call);
      if (handshake) return greeting(hook, handshake, call);
      const runs = await selectRuns(intake, call, threads.evaluateFor(`hook ${hook.id}`));
      const [first, ...others] = runs;
      if (!first) return { skipped: 'FILTERED', answer: toRawAnswer({ ...intake.otherwise, headers: {} }, null) };
      const beside = method === 'POST' ? query : `${method} ${query}`;
      const signatureHeader = hook.signature && ruleOf(hook.signature).header;
      const toInput = (run: SelectedRun) => ({
        stateValues: trigger.stateValues,
        uid: run.uid,
        runtime: toRuntime(
          trigger,
          {
            headers,
            query: call.query,
            body: run.body,
            ...(raw !== undefined && { raw }),
            ...(intake.methods.length > 1 && { method }),
          },
          signatureHeader,
        ),
      });
      const { processName } = trigger;
      if (others.length === 0)
        return { operation: one, input: { processName, ...toInput(first), ...(files.length > 0 && { files }) }, beside };
      if (trigger.mode === 'SYNC')
        throw refusal('INPUT_INVALID', {
          path: 'body',
          reason: `${runs.length} entries, but the caller waits for one run: send them one by one`,
        });
      return { operation: many, input: { workflow: processName, batch: runs.map(toInput) }, beside };
    },
    timeoutMs(hook) {
      const { mode, timeoutMs } = triggerOf(hook);
      return mode === 'SYNC' ? timeoutMs : null;
    },
    async toAnswer(payload, hook, { input }, request, leftMs) {
      const { mode, response } = triggerOf(hook);
      const sent = ('batch' in input ? (input.batch as object[])[0] : input) as { runtime: Answered['runtime'] };
      const run = 'batch' in input ? firstOf(payload.runs as BatchedRun[]) : (payload as unknown as TriggeredRun);
      const { runtime } = sent;
      if (mode === 'SYNC') {
        // It may be large, many may wait, and it is stored.
        sent.runtime = null;
        return awaitRun(run as TriggeredRun, { timeoutMs: leftMs, request });
      }
      const filled = await render(response, { request: { number: run.number, id: run.requestId }, runtime });
      return toRawAnswer({ status: response.status, ...filled }, run.requestId);
    },
  };
}

/** Returns what paths and expressions of the hook's configuration read of a call, before its body is known. */
function valuesOf({ headers, query }: Pick<HookRequest, 'headers' | 'query'>): Omit<CallValues, 'body'> {
  const texts = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, [value].flat().join(', ')]],
  );
  return { headers: Object.fromEntries(texts), query: parseQuery(query) };
}

/** The first of several runs. Throws BATCH_PARTLY, or BATCH_FAILED, where not all were started. */
function firstOf(runs: readonly BatchedRun[]): Pick<TriggeredRun, 'number' | 'requestId'> {
  const failed = runs.filter(({ code }) => code !== undefined);
  const [first] = failed;
  if (first) {
    const name = failed.length < runs.length ? 'BATCH_PARTLY' : 'BATCH_FAILED';
    const { message } = refusal(name, { failed: failed.length, runs: runs.length, first: first.error ?? '' });
    throw new Refusal(name, worstOf(failed), message, { runs });
  }
  return runs[0] as unknown as TriggeredRun;
}

function triggerOf({ name, trigger }: Hook): Trigger {
  if (!trigger) throw new Error(`The hook ${name} has no trigger`);
  return trigger;
}

function wrongLogIn() {
  return refusal('HOOK_LOG_IN_WRONG', {}, { challenge: 'Basic realm="Sluice hook", charset="UTF-8"' });
}
