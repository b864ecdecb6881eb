import type { Json } from '../state';
import type { Prefix } from './readsOf';
import { scopeRoots, type Scope, type ScopeRoot } from './scope';
import { TooMuch } from './tooMuch';

type Composite = Exclude<Json, string | number | boolean | null>;

interface Copy {
  value: Json;
  /** Those in it: JSONata puts an item into an empty list that it groups. */
  emptyLists: Json[][];
  /** In bytes, about as JSON. */
  size: number;
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

  /**
   * All values of a scope, or the parts that `reads` names. What was given before must not be in use any more. Throws TooMuch where they
   * have more bytes than that together, and takes no longer for more of them.
   */
  of(values: Scope['values'], reads: readonly Prefix[] | null = null, mostBytes = Number.MAX_SAFE_INTEGER): Json {
    const roots: { [name: string]: Json } = {};
    let size = 0;
    for (const root of scopeRoots) {
      const value = values[root];
      if (typeof value !== 'object' || value === null) {
        if (value !== undefined) roots[root] = value;
        size += sizeOf(value);
        continue;
      }
      const deepest = Math.max(0, ...(reads ?? []).map((prefix) => (prefix[0] === root ? prefix.length - 1 : 0)));
      const copy = this.remembered(value, Math.max(levels[root] ?? 0, deepest), mostBytes);
      for (const list of copy.emptyLists) if (list.length > 0) list.length = 0;
      roots[root] = copy.value;
      size += copy.size;
    }
    check(size, mostBytes);
    return Object.freeze(roots);
  }

  private remembered(original: Composite, depth: number, mostBytes: number): Copy {
    const known = this.copies.get(original);
    if (known) return known;
    const emptyLists: Json[][] = [];
    const copy = { ...this.build(original, depth, emptyLists, mostBytes), emptyLists };
    this.copies.set(original, copy);
    return copy;
  }

  private build(original: Composite, depth: number, emptyLists: Json[][], mostBytes: number): Omit<Copy, 'emptyLists'> {
    let size = 8;
    if (Array.isArray(original)) {
      const list: Json[] = [];
      for (const item of original) {
        const part = this.part(item, depth - 1, emptyLists, mostBytes);
        size = check(size + part.size, mostBytes);
        list.push(part.value);
      }
      if (list.length === 0) emptyLists.push(list);
      return { value: list, size };
    }
    const fields: { [name: string]: Json } = {};
    // Without a list of all its entries: of a large value only the beginning is looked at.
    for (const name in original) {
      if (!Object.hasOwn(original, name) || name.startsWith('_jsonata_') || name === '__proto__') continue;
      const part = this.part(original[name] as Json, depth - 1, emptyLists, mostBytes);
      size = check(size + name.length + part.size, mostBytes);
      fields[name] = part.value;
    }
    return { value: Object.freeze(fields), size };
  }

  private part(value: Json, depth: number, emptyLists: Json[][], mostBytes: number): Omit<Copy, 'emptyLists'> {
    if (typeof value !== 'object' || value === null) return { value, size: check(sizeOf(value), mostBytes) };
    if (depth < 0) return this.build(value, depth, emptyLists, mostBytes);
    const copy = this.remembered(value, depth, mostBytes);
    for (const list of copy.emptyLists) emptyLists.push(list);
    return copy;
  }
}

function sizeOf(value: Json | undefined): number {
  return typeof value === 'string' ? 8 + value.length : 8;
}

function check(size: number, mostBytes: number): number {
  if (size > mostBytes) throw new TooMuch(`it reads more than ${mostBytes} bytes`);
  return size;
}
