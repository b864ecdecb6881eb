import type { Json } from '../state';
import { scopeRoots, type Scope, type ScopeRoot } from './scope';

type Composite = Exclude<Json, string | number | boolean | null>;

interface Copy {
  value: Json;
  /** Those in it: JSONata puts an item into an empty list that it groups. */
  emptyLists: Json[][];
}

/** How far below a root values are remembered one by one: those of data, which are the same in `data` and in `states`. */
const levels: { [root in ScopeRoot]?: number } = { data: 1, states: 2 };

/**
 * The values of one command as JSONata reads them: copied once, however often they are evaluated and whether they are
 * reached through `data` or `states`. They are apart from the originals, since JSONata marks lists, and without anything
 * that a caller could pass off as code. Objects are frozen: an expression that would change one fails.
 */
export class ReadableCopies {
  private readonly copies = new WeakMap<object, Copy>();

  /** All values of a scope. What was given before must not be in use any more. */
  of(values: Scope['values']): Json {
    const roots: { [name: string]: Json } = {};
    for (const root of scopeRoots) {
      const value = values[root];
      if (typeof value !== 'object' || value === null) {
        if (value !== undefined) roots[root] = value;
        continue;
      }
      const copy = this.remembered(value, levels[root] ?? 0);
      for (const list of copy.emptyLists) if (list.length > 0) list.length = 0;
      roots[root] = copy.value;
    }
    return Object.freeze(roots);
  }

  private remembered(original: Composite, depth: number): Copy {
    const known = this.copies.get(original);
    if (known) return known;
    const emptyLists: Json[][] = [];
    const copy = { value: this.build(original, depth, emptyLists), emptyLists };
    this.copies.set(original, copy);
    return copy;
  }

  private build(original: Composite, depth: number, emptyLists: Json[][]): Json {
    if (Array.isArray(original)) {
      const list: Json[] = [];
      for (const item of original) list.push(this.part(item, depth - 1, emptyLists));
      if (list.length === 0) emptyLists.push(list);
      return list;
    }
    const fields: { [name: string]: Json } = {};
    for (const [name, field] of Object.entries(original)) {
      if (!name.startsWith('_jsonata_') && name !== '__proto__') fields[name] = this.part(field, depth - 1, emptyLists);
    }
    return Object.freeze(fields);
  }

  private part(value: Json, depth: number, emptyLists: Json[][]): Json {
    if (typeof value !== 'object' || value === null) return value;
    if (depth < 0) return this.build(value, depth, emptyLists);
    const copy = this.remembered(value, depth);
    for (const list of copy.emptyLists) emptyLists.push(list);
    return copy.value;
  }
}
