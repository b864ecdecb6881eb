import { RE2JS } from 're2js';
import { limits } from '../../limits';
import { QuotaExceeded } from './evaluationQuota';
import type { Bounds } from './bounds';

const compiled = new WeakMap<RegExp, RE2JS>();
let compiledSize = 0;

/** The size of all patterns that this thread has compiled so far (see `patternSize`): the difference is what something else compiled. */
export function sizeOfCompiled(): number {
  return compiledSize;
}

/**
 * A regular expression that runs in linear time, in the shape JSONata wants (its option `RegexEngine`): `exec` begins at
 * `lastIndex` and moves it on. Throws for patterns that RE2 does not take, such as look-ahead and back references, and for those
 * that are too large.
 */
export class LinearRegExp {
  lastIndex = 0;
  private readonly pattern: RE2JS;

  constructor(source: RegExp) {
    this.pattern = compiled.get(source) ?? compile(source);
    compiled.set(source, this.pattern);
  }

  /** How many instructions it has: a search takes time in proportion to this and to the length of the text. */
  get size(): number {
    return this.pattern.programSize();
  }

  exec(text: string): RegExpExecArray | null {
    const matcher = this.pattern.matcher(text);
    if (this.lastIndex > text.length || !matcher.find(this.lastIndex)) {
      this.lastIndex = 0;
      return null;
    }
    this.lastIndex = matcher.end();
    // JSONata counts a group that took no part in the match as empty text.
    const groups = Array.from({ length: matcher.groupCount() }, (_, at) => matcher.group(at + 1) ?? '');
    return Object.assign<[string, ...string[]], { index: number; input: string }>([matcher.group(0) ?? '', ...groups], {
      index: matcher.start(),
      input: text,
    });
  }
}

/** A repetition: what RE2 writes out as often as it says. */
const repetition = /^\{(\d{1,9})(?:,(\d{0,9}))?\}/;

function compile(source: RegExp): RE2JS {
  const size = patternSize(source.source);
  if (size > limits.patternSteps.value)
    throw new Error(`with its repetitions expanded, it has more than ${limits.patternSteps.value} steps`);
  compiledSize += size;
  const flags = (source.ignoreCase ? RE2JS.CASE_INSENSITIVE : 0) | (source.multiline ? RE2JS.MULTILINE : 0);
  return RE2JS.compile(RE2JS.translateRegExp(source.source), flags);
}

/**
 * Returns how large a pattern becomes when its repetitions are written out, in steps, and not less: known before it is compiled, which takes time and
 * memory in proportion to this.
 */
export function patternSize(source: string): number {
  // The sizes of the groups that are open, outermost first, and of what the next repetition would repeat.
  const groups = [0];
  let last = 0;
  for (let at = 0; at < source.length; at++) {
    const character = source[at] ?? '';
    const [whole, least, most] = (character === '{' && repetition.exec(source.slice(at, at + 24))) || [];
    if (whole !== undefined) {
      const times = Math.max(Number(least), Number(most || 0));
      groups.push((groups.pop() ?? 0) + 2 * last * Math.max(0, times - 1));
      last *= Math.max(1, 2 * times);
      at += whole.length - 1;
    } else if (character === '(') groups.push(0);
    else if (character === ')') {
      last = 2 + (groups.length > 1 ? (groups.pop() ?? 0) : 0);
      groups.push((groups.pop() ?? 0) + last);
    } else {
      if (character === '\\') at++;
      else if (character === '[') at = endOfClass(source, at);
      last = 1;
      groups.push((groups.pop() ?? 0) + 1);
    }
  }
  return groups.reduce((sum, size) => sum + size, 0);
}

function endOfClass(source: string, start: number): number {
  for (let at = start + 1; at < source.length; at++) {
    if (source[at] === '\\') at++;
    else if (source[at] === ']' && at > start + 1) return at;
  }
  return source.length;
}

/**
 * Makes the class of an expression's regular expressions. Functions such as `$replace` search a text again and again without a break in which
 * JSONata could look at the time, so `exec` throws QuotaExceeded when they go on for too long, or for a text too long.
 */
export function boundedRegExp({ searchWork, searchMs }: Pick<Bounds, 'searchWork' | 'searchMs'>) {
  return class BoundedRegExp extends LinearRegExp {
    private begun = 0;

    /** Returns whether a search of this text is short enough. */
    takes(text: string): boolean {
      return text.length * this.size <= searchWork;
    }

    override exec(text: string): RegExpExecArray | null {
      if (!this.takes(text)) throw new QuotaExceeded(`a text of ${text.length} characters is too long for a regular expression`);
      if (this.lastIndex === 0) this.begun = performance.now();
      if (performance.now() - this.begun > searchMs) throw new QuotaExceeded(`a regular expression takes longer than ${searchMs} ms`);
      return super.exec(text);
    }
  };
}
