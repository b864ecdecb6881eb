import type { ChangeSet } from '../commitChanges';
import { startsIn } from './startsIn';

/** The parts of the committing statement that not every group needs, and which sets need each. */
const needs = {
  create: ({ over }) => typeof over !== 'number',
  change: ({ over }) => typeof over === 'number',
  family: ({ requestId, family, changes }) => family.root !== requestId || startsIn(changes) > 0,
  uid: ({ uid }) => uid !== undefined,
  key: ({ answer }) => answer !== null,
  // Nearly all changes of actions are made by somebody who has one.
  actor: ({ over, requesterId, changes }) => typeof over === 'number' || changes.actions.some((action) => isOfAnother(action, requesterId)),
  comment: ({ changes }) => changes.comments.length > 0,
  file: ({ files = [] }) => files.length > 0,
  copy: ({ copies = [] }) => copies.length > 0,
  job: ({ jobs = [] }) => jobs.length > 0,
  delivery: ({ delivery }) => !!delivery,
} satisfies Record<string, (set: ChangeSet) => boolean>;

export type Part = keyof typeof needs;
export type Parts = ReadonlySet<Part>;

const isOfAnother = ({ assigneeId }: { assigneeId: number | null }, requesterId: number) =>
  assigneeId !== null && assigneeId !== requesterId;

const names = Object.keys(needs) as Part[];

export const allParts: Parts = new Set(names);

/** The parts that these sets need, in an order that is always the same. */
export function partsOf(sets: readonly ChangeSet[]): Parts {
  return new Set(names.filter((name) => sets.some(needs[name])));
}
