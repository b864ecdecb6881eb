import { parentPort } from 'node:worker_threads';
import { compileJsonata } from '../engine/expression/compileJsonata';
import type { Evaluated, Evaluation } from '../engine/expression/scope';
import { ReadableCopies } from '../engine/expression/readableCopies';
import { TimeBudget } from '../engine/timeBudget';
import { Refusal } from '../errors';
import type { Answers, Task } from './startThread';

/** Expressions that stay compiled. */
const maxCompiled = 500;
const compiled = new Map<string, ReturnType<typeof compileJsonata>>();

parentPort?.on('message', (task: Task) => {
  void run(task).then((answer) => parentPort?.postMessage(answer));
});

async function run(task: Task): Promise<Answers[Task['kind']]> {
  if (task.kind === 'evaluate') return evaluate(task);
  // Loaded when it is needed: that takes several times as long as all that expressions need.
  const { validateDefinition } = await import('../engine/validateDefinition.js');
  return validateDefinition(task.document);
}

async function evaluate({ source, now, values }: Evaluation): Promise<Evaluated> {
  const scope = { now: new Date(now), values, time: new TimeBudget(), copies: new ReadableCopies(), evaluateInThread: null };
  try {
    return { value: await remembered(source)(scope) };
  } catch (error) {
    if (error instanceof Refusal) return { reason: String(error.details['reason']) };
    throw error;
  }
}

function remembered(source: string): ReturnType<typeof compileJsonata> {
  const known = compiled.get(source) ?? compileJsonata(source);
  compiled.delete(source);
  compiled.set(source, known);
  for (const oldest of compiled.keys()) {
    if (compiled.size <= maxCompiled) break;
    compiled.delete(oldest);
  }
  return known;
}
