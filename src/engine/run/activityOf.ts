import type { CompiledActivity } from '../compileDefinition';
import type { Run } from './run';

/** The activity of that name. A state that names one which the definition does not have is a bug, and throws an Error. */
export function activityOf(run: Run, name: string): CompiledActivity {
  const activity = run.process.activities.get(name);
  if (!activity) throw new Error(`${run.process.definition.name} has no activity "${name}"`);
  return activity;
}
