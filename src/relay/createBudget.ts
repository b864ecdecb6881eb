import { refusal, type Refusal } from '../errors';
import { limits } from '../limits';

/** What the lists of one call may still give, and whether the call may go on: too many nodes end it, and so do the time limit and a caller who leaves. */
export interface Budget {
  /** How many more nodes they may give. */
  readonly left: number;
  /** Takes so many, before they are loaded. Throws NODES_EXCEEDED and ends the call when fewer are left; throws what `checkBudget` throws. */
  take(nodes: number): void;
  /** Gives back what was taken and not found. */
  refund(nodes: number): void;
  /** How many bytes of large values and files may still be loaded. */
  readonly bytesLeft: number;
  /** Takes so many of them. Throws CONTENT_EXCEEDED and ends the call when fewer are left; throws what `checkBudget` throws. */
  takeBytes(bytes: number): void;
  /** Runs `work` after all earlier work of this kind has ended: what it takes, the next one does not have. */
  withLock<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Lets the call load and write nothing any more: from now on it is told `reason`. */
  end(reason: Refusal): void;
  /** Throws the reason when the call has been ended, CALLER_LEFT when nobody waits for it any more. Asked before something more is begun. */
  checkBudget(): void;
}

/** A budget of so many nodes for one call. One that is given in several places counts in each. `isAbandoned` says whether nobody waits for it any more. */
export function createBudget(nodes: number, isAbandoned: () => boolean = () => false): Budget {
  let left = nodes;
  let bytesLeft: number = limits.contentBytes.value;
  let last: Promise<unknown> = Promise.resolve();
  let ended: Refusal | null = null;

  function checkBudget(): void {
    if (!ended && isAbandoned()) ended = refusal('CALLER_LEFT', {});
    if (ended) throw ended;
  }

  return {
    get left() {
      return left;
    },
    take(wanted) {
      if (wanted > left) ended ??= refusal('NODES_EXCEEDED', { limit: nodes });
      checkBudget();
      left -= wanted;
    },
    refund(unused) {
      left += unused;
    },
    get bytesLeft() {
      return bytesLeft;
    },
    withLock(work) {
      const own = last.then(work, work);
      last = own;
      return own;
    },
    takeBytes(wanted) {
      if (wanted > bytesLeft) ended ??= refusal('CONTENT_EXCEEDED', { limit: limits.contentBytes.value });
      checkBudget();
      bytesLeft -= wanted;
    },
    end(reason) {
      ended = reason;
    },
    checkBudget,
  };
}
