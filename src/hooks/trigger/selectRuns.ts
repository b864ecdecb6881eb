import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { compileCondition, type Condition, compileJsonata } from '../../engine/expression/compileJsonata';
import type { EvaluateInThread, Scope } from '../../engine/expression/scope';
import { ReadableCopies } from '../../engine/expression/readableCopies';
import type { Json } from '../../engine/state';
import { TimeBudget } from '../../engine/timeBudget';
import { Refusal, refusal } from '../../errors';
import { limits } from '../../limits';
import { fillFromCall, type CallValues } from '../../modules/sender/callPath';
import type { EffectiveIntake } from '../../modules/sender/intakeOf';

/** A run that a call asks for. */
export interface SelectedRun {
  /** What it reads as `runtime.body`. */
  body: Json;
  /** Null: none. */
  uid: string | null;
}

const max = limits.compiledIntakes.value;
const maxUid = limits.uidCharacters.value;
const maxRuns = limits.batchRuns.value;
const conditions = new LRUCache<string, Condition>({ max });
const expressions = new LRUCache<string, ReturnType<typeof compileJsonata>>({ max });

/**
 * Resolves to the runs that a call asks for: none where its hook's `when` is false, one for each entry where it has a `forEach`. Expressions that
 * take long run in a worker thread. Throws INPUT_INVALID, also for more runs than one call may start, and EXPRESSIONS_BUSY.
 */
export async function selectRuns(
  { when, forEach, uid }: EffectiveIntake,
  call: CallValues,
  evaluateInThread: EvaluateInThread,
): Promise<SelectedRun[]> {
  const scope: Scope = { now: new Date(), values: { ...call }, time: new TimeBudget(), copies: new ReadableCopies(), evaluateInThread };
  if (when !== null && !(await withoutDetails(remember(conditions, when, compileCondition)(scope)))) return [];
  if (forEach === null) return [{ body: call.body, uid: uidOf(uid, call) }];
  const found = await withoutDetails(remember(expressions, forEach, compileJsonata)(scope));
  const entries = found === undefined || found === null ? [] : [found].flat(1);
  // Before anything is made for each of them.
  if (entries.length > maxRuns)
    throw refusal('INPUT_INVALID', { path: 'body', reason: `must have at most ${maxRuns} entries for one call, not ${entries.length}` });
  const isOwn = uid !== null && /\{\{\s*body/.test(uid);
  return entries.map((body, n) => {
    const name = uidOf(uid, { ...call, body }, isOwn || entries.length === 1 ? '' : `#${n}`);
    return { body, uid: name };
  });
}

/** Throws INPUT_INVALID instead of EXPRESSION_FAILED: its message quotes the expression, which is for authors of the hook, not for callers. */
async function withoutDetails<Value>(evaluated: Promise<Value>): Promise<Value> {
  try {
    return await evaluated;
  } catch (error) {
    if (!(error instanceof Refusal) || error.refusal !== 'EXPRESSION_FAILED') throw error;
    throw refusal('INPUT_INVALID', { path: 'body', reason: 'made an expression of this hook fail' }, {}, error.message);
  }
}

function remember<Compiled extends object>(
  cache: LRUCache<string, Compiled>,
  source: string,
  compile: (source: string) => Compiled,
): Compiled {
  const compiled = cache.get(source) ?? compile(source);
  cache.set(source, compiled);
  return compiled;
}

/** One that is too long to be kept is known by its hash. */
function uidOf(template: string | null, call: CallValues, suffix = ''): string | null {
  const filled = template === null ? null : fillFromCall(template, call);
  if (filled === null) return null;
  const uid = filled + suffix;
  return uid.length <= maxUid ? uid : createHash('sha256').update(uid).digest('hex');
}
