import { RE2JS } from 're2js';
import { limits } from '../../limits';
import { patternSize } from './patternSize';

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

function compile(source: RegExp): RE2JS {
  const size = patternSize(source.source);
  if (size > limits.patternSteps.value)
    throw new Error(`its repetitions written out make it longer than ${limits.patternSteps.value} steps`);
  compiledSize += size;
  const flags = (source.ignoreCase ? RE2JS.CASE_INSENSITIVE : 0) | (source.multiline ? RE2JS.MULTILINE : 0);
  return RE2JS.compile(RE2JS.translateRegExp(source.source), flags);
}
