import type { Activity, ActivityOf, DataType } from '../definition';
import type { Behaviour, CompileActivity } from './behaviour';
import { end } from './end';
import { set } from './set';
import { user } from './user';

const types: { [Type in Activity['type']]: CompileActivity<ActivityOf<Type>> } = { USER: user, SET: set, END: end };

/** Compiles an activity by its type. A new type is a file here, a line in `types`, and its shape in `definition.ts`. */
export function compileActivity(activity: Activity, dataTypes: ReadonlyMap<string, DataType>): Behaviour {
  const compile = types[activity.type] as CompileActivity<Activity>;
  return compile(activity, dataTypes);
}
