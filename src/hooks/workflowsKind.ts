import { createHash, timingSafeEqual } from 'node:crypto';
import type { GraphQLSchema } from 'graphql';
import { httpStatus, Refusal, refusal, type RefusalCode } from '../errors';
import { limits } from '../limits';
import { isObject } from '../modules/guards';
import type { HookKind, KindDeps } from './hookKind';
import { operationOf } from './operationDocuments';

/** One of a batch, as it is answered. */
export interface BatchedRun {
  duplicate?: boolean;
  error?: string;
  code?: RefusalCode;
}

/** Runs go on after it. */
const status = 202;

/** What the runs of a batch inherit. */
interface Parent {
  stateValues: unknown;
  /** Its other fields. */
  runtime: object;
}

/**
 * Hooks of kind WORKFLOWS: `{workflow, stateValues, uid, …}` starts a process, and `{workflow, batch: […]}` many. Callers send the hook's
 * secret. Refuses by HOOK_SECRET_WRONG, WORKFLOW_MISSING, BATCH_FAILED, INPUT_INVALID.
 */
export function workflowsKind(_: KindDeps, schema: GraphQLSchema): HookKind {
  const one = operationOf(schema, 'WORKFLOWS', 'runWorkflow');
  const many = operationOf(schema, 'WORKFLOWS', 'runWorkflowBatch');
  return {
    status: () => status,
    authenticate({ secretHash }, { headers }) {
      const sent = headers['inbound-webhook-secret'];
      const hash = createHash('sha256').update(typeof sent === 'string' ? sent : '');
      const isRight = secretHash !== null && timingSafeEqual(hash.digest(), Buffer.from(secretHash, 'hex'));
      if (!isRight) throw refusal('HOOK_SECRET_WRONG', {});
    },
    parse(_, __, { body: parsed }) {
      if (!isObject(parsed) || typeof parsed.workflow !== 'string' || parsed.workflow.trim() === '') throw refusal('WORKFLOW_MISSING', {});
      const { workflow, stateValues, uid, batch, ...runtime } = parsed;
      if (batch === undefined || batch === null) return { operation: one, input: { workflow, stateValues, uid, runtime } };
      if (!Array.isArray(batch))
        throw refusal('INPUT_INVALID', { path: 'batch', reason: `must be a list of 1 to ${limits.batchRuns.value} runs` });
      return { operation: many, input: { workflow, batch: toBatch({ stateValues, runtime }, batch) } };
    },
    toAnswer({ clientMutationId: _, ...payload }) {
      const body = Array.isArray(payload.runs) ? countRuns(payload.runs as BatchedRun[]) : payload;
      return { status, headers: {}, body };
    },
  };
}

/** The runs of a batch, and how many were started, had been started before, and failed. Throws BATCH_FAILED where all did. */
function countRuns(runs: BatchedRun[]): object {
  const failed = runs.filter(({ code }) => code !== undefined);
  const duplicates = runs.filter(({ duplicate }) => duplicate === true).length;
  const [first] = failed;
  if (failed.length < runs.length || !first)
    return { runs, started: runs.length - duplicates - failed.length, duplicates, failed: failed.length };
  const { refusal: name, message } = refusal('BATCH_FAILED', { runs: runs.length, first: first.error ?? '' });
  throw new Refusal(name, worstOf(failed), message, { runs });
}

/** Of the codes of failed runs the one that may pass: then it is worth sending the batch again. */
export function worstOf(failed: readonly BatchedRun[]): RefusalCode {
  const codes = failed.flatMap(({ code }) => code ?? []).sort((a, b) => httpStatus[b] - httpStatus[a]);
  return codes[0] ?? 'BAD_USER_INPUT';
}

/**
 * Returns the runs of a `batch`. An item inherits every field that it does not set, except the `uid` (null counts as not set, `{}` overrides with
 * nothing). The operation itself adds the workflow. An item that is not an object is returned unchanged and refused later, by its index.
 */
function toBatch(parent: Parent, items: readonly unknown[]): unknown[] {
  return items.map((item) => {
    if (!isObject(item)) return item;
    const { workflow, stateValues, uid, runtimeData } = item;
    return {
      workflow,
      stateValues: stateValues ?? parent.stateValues,
      runtime: runtimeData ?? parent.runtime,
      uid,
    };
  });
}
