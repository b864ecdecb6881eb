import { isObject } from '../modules/guards';

/** What the runs of a batch inherit. */
interface Parent {
  stateValues: unknown;
  /** Its other fields. */
  runtime: object;
}

/**
 * Returns the runs of a `batch`. An item inherits every field that it does not set, except the `uid` (null counts as not set, `{}` overrides with
 * nothing). The operation itself adds the workflow. An item that is not an object is returned unchanged and refused later, by its index.
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
