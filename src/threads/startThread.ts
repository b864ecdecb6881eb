import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Evaluated, Evaluation } from '../engine/expression/scope';
import { TimeBudget } from '../engine/timeBudget';
import type { Validated } from '../engine/validateDefinition';
import { limits } from '../limits';
import { root } from '../root';

/** What a thread can do. Its answers are of the same `kind`. */
export type Task = ({ kind: 'evaluate' } & Evaluation) | { kind: 'validate'; document: unknown };

/** What came of a task, by its kind. */
export interface Answers {
  evaluate: Evaluated;
  validate: Validated;
}

/** What came of a task: its answer, or why it was ended; and how long it computed, in milliseconds. */
export type Outcome = ({ answer: Answers[Task['kind']] } | { ended: string }) & { spentMs: number };

/** A thread that does one task at a time. */
export interface Thread {
  /** Does it; ends the thread when it computes for longer than this. */
  run(task: Task, limitMs: number): Promise<Outcome>;
  /** Returns whether it can take another task. */
  isUsable(): boolean;
  /** Resolves when it does nothing any more. */
  settled(): Promise<void>;
  end(): Promise<void>;
}

/** Compiled, also for the tests, which run the source (test/kit/globalSetup.ts). */
const file = path.join(root, 'dist/threads/worker.js');

/** Starts one. It keeps the process alive only while it has a task. */
export function startThread(): Thread {
  const worker = new Worker(file, {
    // No expression reads these.
    argv: [],
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: limits.threadMemoryMb.value, maxYoungGenerationSizeMb: 32 },
  });
  worker.unref();
  let isUsable = true;
  let ended: string | undefined;
  let finish: ((outcome: { answer: Answers[Task['kind']] } | { ended: string }) => void) | undefined;
  worker.on('message', (answer: Answers[Task['kind']]) => finish?.({ answer }));
  worker.on('error', (error: NodeJS.ErrnoException) => {
    ended = error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? `it needs more than ${limits.threadMemoryMb.value} MB of memory` : String(error);
  });
  const exit = new Promise<void>((resolve) => {
    worker.once('exit', () => {
      isUsable = false;
      finish?.({ ended: ended ?? 'its thread has ended' });
      resolve();
    });
  });

  async function end(): Promise<void> {
    isUsable = false;
    await worker.terminate();
  }

  return {
    isUsable: () => isUsable,
    settled: () => (isUsable ? Promise.resolve() : exit),
    end,
    async run(task, limitMs) {
      const time = new TimeBudget();
      let timer: NodeJS.Timeout | undefined;
      worker.ref();
      try {
        return await new Promise<Outcome>((resolve) => {
          finish = (outcome) => resolve({ ...outcome, spentMs: time.spent() });
          // Not by the clock alone: on a machine that is busy the thread may not have had its time yet.
          const look = () => {
            const left = limitMs - time.spent();
            if (left > 0) {
              timer = setTimeout(look, Math.ceil(left));
              return;
            }
            isUsable = false;
            finish?.({ ended: `it takes longer than ${limitMs} ms` });
            void end();
          };
          timer = setTimeout(look, limitMs);
          worker.postMessage(task);
        });
      } finally {
        finish = undefined;
        clearTimeout(timer);
        worker.unref();
      }
    },
  };
}
