import { LinearRegExp } from './linearRegExp';

/** Length of the text times size of the pattern of one search, and milliseconds of all searches in one text. */
const limits = { work: 20_000_000, time: 1000 };

/**
 * A regular expression of an expression. Functions such as `$replace` search a text again and again without a break in
 * which JSONata could look at the time, so `exec` throws an Error when they go on for too long, or for a text too long.
 */
export class BoundedRegExp extends LinearRegExp {
  private begun = 0;

  /** Whether a search of this text is short enough. */
  takes(text: string): boolean {
    return text.length * this.size <= limits.work;
  }

  override exec(text: string): RegExpExecArray | null {
    if (!this.takes(text)) throw new Error(`a text of ${text.length} characters is too long for a regular expression`);
    if (this.lastIndex === 0) this.begun = performance.now();
    if (performance.now() - this.begun > limits.time) throw new Error(`a regular expression takes longer than ${limits.time} ms`);
    return super.exec(text);
  }
}
