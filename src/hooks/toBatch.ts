import { isObject } from '../modules/isObject';

/** What the runs of a batch inherit. */
interface Parent {
  stateValues: unknown;
  /** Its other fields. */
  runtime: object;
}

/**
 * The runs that the items of a `batch` come to: one inherits what it does not set (null counts as not set, `{}` overrides with nothing),
 * but for the `uid`; the operation itself gives them the workflow. What is no object is left as it is, to be refused in its place.
 */
export function toBatch(parent: Parent, items: readonly unknown[]): unknown[] {
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
