import type { EvaluateInThreadFor } from '../engine/expression/scope';
import { whole } from '../engine/expression/bounds';
import type { Validated } from '../engine/validateDefinition';
import { refusal } from '../errors';
import { limits } from '../limits';
import { createQueue } from './createQueue';
import { startThread, type Thread, type Answers, type Task } from './startThread';

/** Other threads of this process, for what may compute long: the thread that answers calls goes on meanwhile. */
export interface Threads {
  evaluateFor: EvaluateInThreadFor;
  /** As `validateDefinition`, for anyone who has this name. Throws EXPRESSIONS_BUSY; DEFINITION_TOO_SLOW when it takes too long. */
  validate(key: string, document: unknown): Promise<Validated>;
  /** Ends them, whatever they do. */
  stop(): Promise<void>;
}

/** Threads that start when they are needed. A process has one of these. */
export function createThreads(): Threads {
  const idle: Thread[] = [];
  const all = new Set<Thread>();
  const queue = createQueue({
    slots: limits.expressionThreads.value,
    maxWaiting: limits.waitingExpressions.value,
    maxWaitingPerKey: limits.waitingExpressionsOfOne.value,
    waitMs: limits.expressionWaitMs.value,
  });

  async function run<T extends Task>(key: string, task: T, limitMs: number) {
    const slot = await queue.acquire(key);
    if (!slot) throw refusal('EXPRESSIONS_BUSY', {});
    const thread = idle.pop() ?? startThread();
    all.add(thread);
    const outcome = await thread.run(task, limitMs).finally(() => {
      if (!thread.isUsable()) all.delete(thread);
      // A thread that was ended may go on in native code for a while: its place is free after that.
      void thread.settled().then(() => {
        if (thread.isUsable()) idle.push(thread);
        slot.release();
      });
    });
    return outcome as { spentMs: number } & ({ answer: Answers[T['kind']] } | { ended: string });
  }

  return {
    evaluateFor: (key) => async (evaluation) => {
      const outcome = await run(key, { kind: 'evaluate', ...evaluation }, whole.timeMs);
      return { evaluated: 'ended' in outcome ? { reason: outcome.ended } : outcome.answer, spentMs: outcome.spentMs };
    },
    async validate(key, document) {
      const outcome = await run(key, { kind: 'validate', document }, limits.validationMs.value);
      if ('ended' in outcome) throw refusal('DEFINITION_TOO_SLOW', { reason: outcome.ended });
      return outcome.answer;
    },
    async stop() {
      await Promise.all([...all].map((thread) => thread.end()));
    },
  };
}
