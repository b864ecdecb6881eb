import fc from 'fast-check';
import { callersOf, type Caller } from './callers';
import type { Entry } from './entries';
import type { Lab } from './lab';
import type { Call } from './send';
import { shapes, type Shape } from './shapes';

/** An odd value, where it goes, and who sends it. */
export interface OddCall {
  entry: Entry;
  caller: Caller;
  shape: Shape;
  pieces: number;
}

/** The largest body, less what stands around the value, in bytes. */
const mostBytes = 29_900_000;

/** Odd calls by some entries, with values of up to so many bytes: most of them small, since faults mostly are. */
export function oddCall(entries: readonly Entry[], largest = mostBytes): fc.Arbitrary<OddCall> {
  return fc
    .constantFrom(...entries)
    .chain((entry) =>
      fc.record({ entry: fc.constant(entry), caller: fc.constantFrom(...callersOf(entry)), shape: fc.constantFrom(...shapes) }),
    )
    .chain((call) =>
      piecesOf(call.shape, largest).map((pieces) => ({ ...call, pieces, [fc.toStringMethod]: () => describeCall({ ...call, pieces }) })),
    );
}

function piecesOf({ pieceBytes }: Shape, largest: number): fc.Arbitrary<number> {
  const most = pieceBytes === 0 ? 0 : Math.floor(largest / pieceBytes);
  const upTo = (max: number) => fc.integer({ min: 0, max: Math.min(max, most) });
  return fc.oneof(
    { weight: 4, arbitrary: upTo(100) },
    { weight: 4, arbitrary: upTo(5_000) },
    { weight: 2, arbitrary: upTo(200_000) },
    { weight: 1, arbitrary: fc.constant(most) },
  );
}

/** In a line: who sent what where. */
export const describeCall = ({ entry, caller, shape, pieces }: OddCall) => `${entry.name} <- ${shape.name} × ${pieces}, by ${caller.name}`;

/** The call itself. */
export function toCall(lab: Lab, { entry, caller, shape, pieces }: OddCall): Call {
  return caller.as(lab, entry.call(lab, Buffer.from(shape.render(pieces) as string)));
}
