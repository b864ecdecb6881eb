/** A repetition: what RE2 writes out as often as it says. */
const repetition = /^\{(\d{1,9})(?:,(\d{0,9}))?\}/;

/**
 * How large a pattern becomes when its repetitions are written out, in steps, and not less: known before it is compiled, which takes time and
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
