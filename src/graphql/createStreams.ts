import { refusal } from '../errors';

/** Takes a place for a subscription of this user until the signal is aborted. Throws SUBSCRIPTIONS_EXCEEDED when there is none. */
export type Streams = (userId: number, signal: AbortSignal) => void;

/** So many places for subscriptions in a process, and so many of them for one user. */
export function createStreams(most: number, mostOfUser: number): Streams {
  const taken = new Map<number, number>();
  let all = 0;
  return (userId, signal) => {
    const own = taken.get(userId) ?? 0;
    if (own >= mostOfUser) throw refusal('SUBSCRIPTIONS_EXCEEDED', { limit: mostOfUser, whose: 'you' });
    if (all >= most) throw refusal('SUBSCRIPTIONS_EXCEEDED', { limit: most, whose: 'all users together' });
    if (signal.aborted) return;
    taken.set(userId, own + 1);
    all += 1;
    const leave = () => {
      const left = (taken.get(userId) ?? 1) - 1;
      if (left > 0) taken.set(userId, left);
      else taken.delete(userId);
      all -= 1;
    };
    signal.addEventListener('abort', leave, { once: true });
  };
}
