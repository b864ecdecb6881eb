import type { Bounds } from './bounds';
import { LinearRegExp } from './linearRegExp';
import { TooMuch } from './tooMuch';

/**
 * Makes the class of an expression's regular expressions. Functions such as `$replace` search a text again and again without a break in which
 * JSONata could look at the time, so `exec` throws TooMuch when they go on for too long, or for a text too long.
 */
export function boundedRegExp({ searchWork, searchMs }: Pick<Bounds, 'searchWork' | 'searchMs'>) {
  return class BoundedRegExp extends LinearRegExp {
    private begun = 0;

    /** Whether a search of this text is short enough. */
    takes(text: string): boolean {
      return text.length * this.size <= searchWork;
    }

    override exec(text: string): RegExpExecArray | null {
      if (!this.takes(text)) throw new TooMuch(`a text of ${text.length} characters is too long for a regular expression`);
      if (this.lastIndex === 0) this.begun = performance.now();
      if (performance.now() - this.begun > searchMs) throw new TooMuch(`a regular expression takes longer than ${searchMs} ms`);
      return super.exec(text);
    }
  };
}
