import type { ServerResponse } from 'node:http';
import { refusal } from '../errors';
import type { Shares } from './createShares';

/** Takes bytes for a call, or gives them back (a negative amount). Throws what `Shares.take` throws, and BODY_INCOMPLETE if the client is gone. */
export type Hold = (amount: number) => void;

/** Takes bytes of these shares until the answer is sent or the client is gone. */
export function createHold(response: ServerResponse, shares: Shares, caller: string): Hold {
  let held = 0;
  response.once('close', () => {
    shares.add(caller, -held);
    held = 0;
  });
  return (amount) => {
    if (response.closed) throw refusal('BODY_INCOMPLETE', {});
    if (amount > 0) shares.take(caller, amount);
    else shares.add(caller, amount);
    held += amount;
  };
}
