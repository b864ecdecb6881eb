import type { Changes, HistoryEntry } from '../changes';
import type { CompiledDefinition } from '../compileDefinition';
import type { Participant } from '../definition';
import { ReadableCopies } from '../expression/readableCopies';
import type { Scope, EvaluateInThread } from '../expression/scope';
import type { ActionState, Arrival, CommentState, Json, RequestState, Token } from '../state';
import { TimeBudget } from '../timeBudget';

/** The ID of the active member of a participant who has this user name, null where there is none. What it throws ends the command. */
export type FindMember = (participant: Participant, userName: string) => number | null;

/** One command being decided: the request as it has become so far, apart from the state it began with. */
export interface Run {
  readonly process: CompiledDefinition;
  readonly findMember: FindMember;
  readonly now: Date;
  /** `now` as the state writes it. */
  readonly time: string;
  /** Of this, data, waiting tokens and last assignees are not kept up to date: they are below. */
  readonly request: RequestState;
  readonly data: Map<string, Json>;
  readonly waiting: Map<string, Token[]>;
  readonly lastAssignees: Map<string, number>;
  /** All actions by number; those in `changed` are this run's own, to be changed in place. */
  readonly actions: Map<number, ActionState>;
  readonly changed: Set<number>;
  /** Those that were added or removed. */
  readonly comments: CommentState[];
  readonly history: HistoryEntry[];
  readonly work: Changes['work'];
  readonly budget: TimeBudget;
  /** What its expressions share. */
  readonly copies: ReadableCopies;
  /** Where they are evaluated when they take longer than a moment; null: here as well. */
  readonly evaluateInThread: EvaluateInThread | null;
  /** What expressions see whatever the action, null once data has changed. */
  values: Scope['values'] | null;
  /** Bytes that the request keeps: see `takeWeight`, which counts them first when they matter. */
  weight: number | null;
  /** Bytes of `work`. */
  workBytes: number;
  /** Tokens that have not arrived yet, first in, first out. */
  queue: Arrival[];
}

/** Begins a run on a state, which it leaves as it is. */
export function startRun(process: CompiledDefinition, state: RequestState, now: Date, findMember: FindMember): Run {
  return {
    process,
    findMember,
    now,
    time: now.toISOString(),
    request: { ...state },
    data: new Map(Object.entries(state.data)),
    waiting: new Map(Object.entries(state.waiting).map(([name, tokens]) => [name, [...tokens]])),
    lastAssignees: new Map(Object.entries(state.lastAssignees)),
    actions: new Map(state.actions.map((action) => [action.number, action])),
    changed: new Set(),
    comments: [],
    history: [],
    work: [],
    budget: new TimeBudget(),
    copies: new ReadableCopies(),
    // One process of one requester holds up nobody but itself.
    evaluateInThread: process.evaluateInThread?.(`${process.definition.name} ${state.requester.id}`) ?? null,
    values: null,
    weight: null,
    workBytes: 0,
    queue: [],
  };
}

/** Returns what the run came to. */
export function changesOf(run: Run): Changes {
  const { status, subStatus, closedAt, message, output, lastActionNumber, lastCommentNumber, steps, results, answer } = run.request;
  const { failedAction, interrupted } = run.request;
  return {
    request: {
      status,
      subStatus,
      closedAt,
      message,
      data: Object.fromEntries(run.data),
      output,
      lastActionNumber,
      lastCommentNumber,
      steps,
      waiting: Object.fromEntries(run.waiting),
      lastAssignees: Object.fromEntries(run.lastAssignees),
      results,
      answer,
      failedAction,
      interrupted,
    },
    actions: [...run.actions.values()].filter(({ number }) => run.changed.has(number)).sort((a, b) => a.number - b.number),
    comments: run.comments,
    history: run.history,
    // What was to be done for an action that was cancelled in the same pass need not be done any more.
    work: run.work.filter(({ action }) => run.actions.get(action)?.subStatus !== 'CANCELLED'),
  };
}
