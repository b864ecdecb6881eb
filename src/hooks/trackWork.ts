import type { Delivery } from '../store/delivery';

/** Does what a call comes to. Until it has ended, the call's entry in the log waits for it, whenever the caller is answered. */
export async function trackWork<Result>(delivery: Delivery, work: () => Promise<Result>): Promise<Result> {
  let end: () => void = () => undefined;
  delivery.work = new Promise((resolve) => (end = resolve));
  try {
    return await work();
  } finally {
    delivery.work = null;
    end();
  }
}
