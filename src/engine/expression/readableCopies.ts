import type { Json } from '../state';
import type { Prefix } from './readsOf';
import { hookRoots, scopeRoots, type Scope, type ScopeRoot } from './scope';
import { QuotaExceeded } from './evaluationQuota';

type Fields = { [name: string]: Json };
type Composite = Exclude<Json, string | number | boolean | null>;

interface Copy {
  value: Json;
  /** Those in it: JSONata puts an item into an empty list that it groups. */
  emptyLists: Json[][];
  /** In bytes, about as JSON. */
  size: number;
}

const wholeRoots = [...scopeRoots, ...hookRoots].map((root): Prefix => [root]);

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
   * All values of a scope, or the parts that `reads` names. What was given before must not be in use any more. Throws QuotaExceeded where they
   * have more bytes than that together, and takes no longer for more of them.
   */
  of(values: Scope['values'], reads: readonly Prefix[] | null = null, maxBytes = Number.MAX_SAFE_INTEGER): Json {
    const made: Fields[] = [];
    const roots = newFields(made);
    let size = 0;
    for (const prefix of reads ?? wholeRoots) size = check(size + this.copyInto(values, roots, prefix, made, maxBytes), maxBytes);
    for (const fields of made) Object.freeze(fields);
    return roots;
  }

  /** Puts a copy of what lies at the prefix where it was. What is below a list or a text comes with all of it. Gives its size. */
  private copyInto(values: Fields, roots: Fields, prefix: Prefix, made: Fields[], maxBytes: number): number {
    let [from, to] = [values, roots];
    for (const [at, name] of prefix.entries()) {
      if (!Object.hasOwn(from, name) || isHidden(name)) return 0;
      const value = from[name];
      const isPart = at < prefix.length - 1 && typeof value === 'object' && value !== null && !Array.isArray(value);
      if (isPart) {
        if (!Object.hasOwn(to, name)) to[name] = newFields(made);
        [from, to] = [value, to[name] as Fields];
        continue;
      }
      if (value === undefined || Object.hasOwn(to, name)) return 0;
      if (typeof value !== 'object' || value === null) {
        to[name] = value;
        return sizeOf(value);
      }
      const copy = this.remembered(value, Math.max(0, (levels[prefix[0] as ScopeRoot] ?? 0) - at), maxBytes);
      for (const list of copy.emptyLists) if (list.length > 0) list.length = 0;
      to[name] = copy.value;
      return copy.size;
    }
    return 0;
  }

  private remembered(original: Composite, depth: number, maxBytes: number): Copy {
    const known = this.copies.get(original);
    if (known) return known;
    const emptyLists: Json[][] = [];
    const copy = { ...this.build(original, depth, emptyLists, maxBytes), emptyLists };
    this.copies.set(original, copy);
    return copy;
  }

  private build(original: Composite, depth: number, emptyLists: Json[][], maxBytes: number): Omit<Copy, 'emptyLists'> {
    let size = 8;
    if (Array.isArray(original)) {
      const list: Json[] = [];
      for (const item of original) {
        const part = this.part(item, depth - 1, emptyLists, maxBytes);
        size = check(size + part.size, maxBytes);
        list.push(part.value);
      }
      if (list.length === 0) emptyLists.push(list);
      return { value: list, size };
    }
    const fields: { [name: string]: Json } = {};
    // Without a list of all its entries: of a large value only the beginning is looked at.
    for (const name in original) {
      if (!Object.hasOwn(original, name) || isHidden(name)) continue;
      const part = this.part(original[name] as Json, depth - 1, emptyLists, maxBytes);
      size = check(size + name.length + part.size, maxBytes);
      fields[name] = part.value;
    }
    return { value: Object.freeze(fields), size };
  }

  private part(value: Json, depth: number, emptyLists: Json[][], maxBytes: number): Omit<Copy, 'emptyLists'> {
    if (typeof value !== 'object' || value === null) return { value, size: check(sizeOf(value), maxBytes) };
    if (depth < 0) return this.build(value, depth, emptyLists, maxBytes);
    const copy = this.remembered(value, depth, maxBytes);
    for (const list of copy.emptyLists) emptyLists.push(list);
    return copy;
  }
}

function newFields(made: Fields[]): Fields {
  const fields = {};
  made.push(fields);
  return fields;
}

/** Returns what JSONata marks its own things by, and what would not be a field. */
function isHidden(name: string): boolean {
  return name.startsWith('_jsonata_') || name === '__proto__';
}

function sizeOf(value: Json | undefined): number {
  return typeof value === 'string' ? 8 + value.length : 8;
}

function check(size: number, maxBytes: number): number {
  if (size > maxBytes) throw new QuotaExceeded(`it reads more than ${maxBytes} bytes`);
  return size;
}
