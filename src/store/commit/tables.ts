import type { Changes, HistoryEntry } from '../../engine/changes';
import { isSelfService, type Activity } from '../../engine/definition';
import type { ActionState, CommentState } from '../../engine/state';
import type { ChangeSet, NewRequest, Job } from '../commitChanges';
import type { FileCopy } from '../file';
import type { FileRow } from './commitValues';
import { startsIn, type Columns } from './parts';

/** A change set at its place among those that are written together, from 0. */
export interface Numbered {
  set: ChangeSet;
  n: number;
}

/** Something of a set that is a row of another table, and its place among those of the set, from 0. */
export interface Child<Item> extends Numbered {
  item: Item;
  index: number;
}

const n = { n: ['int', (numbered) => numbered.n] } satisfies Columns<Numbered>;

const startOf = ({ set: { over } }: Numbered): NewRequest | null => (typeof over === 'number' ? null : over);
const requestOf = ({ set }: Numbered) => set.changes.request;

const withColumn: ReadonlySet<string> = new Set<keyof Changes['request']>([
  'status',
  'subStatus',
  'closedAt',
  'message',
  'data',
  'output',
  'lastActionNumber',
  'lastCommentNumber',
]);

/** Returns what the engine remembers of a request that has no column of its own. */
function engineOf(numbered: Numbered): object {
  return Object.fromEntries(Object.entries(requestOf(numbered)).filter(([name]) => !withColumn.has(name)));
}

/** The columns of `request` that each change writes. */
export const requestState = {
  status: ['request_status', (numbered) => requestOf(numbered).status],
  sub_status: ['outcome', (numbered) => requestOf(numbered).subStatus],
  closed_at: ['timestamptz', (numbered) => requestOf(numbered).closedAt],
  message: ['text', (numbered) => requestOf(numbered).message],
  data: ['jsonb', (numbered) => requestOf(numbered).data],
  output: ['jsonb', (numbered) => requestOf(numbered).output],
  last_action_number: ['int', (numbered) => requestOf(numbered).lastActionNumber],
  last_comment_number: ['int', (numbered) => requestOf(numbered).lastCommentNumber],
  engine: ['jsonb', (numbered) => engineOf(numbered)],
} satisfies Columns<Numbered>;

/** The columns of `request` that only a new one is given. */
export const requestStart = {
  process_id: ['int', (numbered) => startOf(numbered)?.processId],
  requester_id: ['int', ({ set }) => set.requesterId],
  is_test: ['boolean', (numbered) => startOf(numbered)?.isTest],
  runtime: ['jsonb', (numbered) => startOf(numbered)?.runtime],
  parent_id: ['int', (numbered) => startOf(numbered)?.parent?.id],
  parent_action: ['int', (numbered) => startOf(numbered)?.parent?.action],
  parent_index: ['int', (numbered) => startOf(numbered)?.parent?.index],
  root_id: ['int', ({ set }) => (set.family.root === set.requestId ? null : set.family.root)],
  depth: ['int', ({ set }) => set.family.depth],
  case_id: ['int', (numbered) => startOf(numbered)?.case?.id],
} satisfies Columns<Numbered>;

/** Who did it, as the history keeps it. */
export const actor = {
  actor_id: ['int', ({ set }) => set.actorId],
  on_behalf_of_id: ['int', ({ set }) => set.onBehalfOfId],
  impersonator_id: ['int', ({ set }) => set.impersonatorId],
  application_id: ['int', ({ set }) => set.applicationId],
} satisfies Columns<Numbered>;

export const action = {
  number: ['int', ({ item }) => item.number],
  activity: ['text', ({ item }) => item.activity],
  participant: ['text', ({ set, item }) => set.compiled.activities.get(item.activity)?.participant?.name],
  self_service: ['boolean', ({ set, item }) => canBeTaken(set.compiled.activities.get(item.activity)?.activity)],
  status: ['action_status', ({ item }) => item.status],
  sub_status: ['outcome', ({ item }) => item.subStatus],
  assignee_id: ['int', ({ item }) => item.assigneeId],
  opened_at: ['timestamptz', ({ item }) => item.openedAt],
  closed_at: ['timestamptz', ({ item }) => item.closedAt],
  message: ['text', ({ item }) => item.message],
} satisfies Columns<Child<ActionState>>;

const canBeTaken = (activity?: Activity) => activity?.type === 'USER' && isSelfService(activity);

export const comment = {
  number: ['int', ({ item }) => item.number],
  message: ['text', ({ item }) => item.message],
  author_id: ['int', ({ item }) => item.authorId],
} satisfies Columns<Child<CommentState>>;

export const history = {
  line: ['int', ({ index }) => index + 1],
  type: ['text', ({ item }) => item.type],
  action_number: ['int', ({ item }) => item.action],
  detail: ['jsonb', ({ item }) => item.detail],
} satisfies Columns<Child<HistoryEntry>>;

/** All but the bytes, which go apart. */
export const file = {
  id: ['uuid', ({ item }) => item.id],
  name: ['text', ({ item }) => item.name],
  content_type: ['text', ({ item }) => item.contentType],
  sha256: ['bytea', ({ item }) => `\\x${item.sha256}`],
  size: ['int', ({ item }) => item.size],
} satisfies Columns<Child<FileRow>>;

/** What the statement takes: its rows of each kind, where `n` says whose they are. */
export const inputs = {
  set: {
    ...n,
    operation: ['uuid', ({ set }) => set.operation],
    request_id: ['int', ({ set }) => set.requestId],
    at: ['timestamptz', ({ set }) => set.at],
    // Of a change the version that it was decided on, of a new request the definition.
    expected: ['int', ({ set: { over } }) => (typeof over === 'number' ? over : null)],
    definition_hash: ['text', (numbered) => startOf(numbered)?.definitionHash],
    starts: ['int', ({ set }) => startsIn(set.changes)],
    max_family: ['int', ({ set }) => set.family.maxSize],
    hops: ['int', ({ set }) => set.hops],
    ...requestState,
    ...requestStart,
    ...actor,
    scope: ['text', ({ set }) => set.uid?.scope],
    uid: ['text', ({ set }) => set.uid?.uid],
    key_scope: ['text', ({ set }) => set.answer?.scope],
    key: ['text', ({ set }) => set.answer?.key],
    body_hash: ['text', ({ set }) => set.answer?.bodyHash],
    payload: ['jsonb', ({ set }) => set.answer?.payload],
  } satisfies Columns<Numbered>,
  action: { ...n, ...action },
  comment: { ...n, ...comment },
  history: { ...n, ...history, automatic: ['boolean', ({ item }) => item.automatic] } satisfies Columns<Child<HistoryEntry>>,
  file: { ...n, ...file, start: ['int', ({ item }) => item.start] } satisfies Columns<Child<FileRow>>,
  copy: { ...n, source_id: ['int', ({ item }) => item.from], id: ['uuid', ({ item }) => item.id] } satisfies Columns<Child<FileCopy>>,
  job: {
    ...n,
    task: ['text', ({ item }) => item.task],
    payload: ['json', ({ item }) => item.payload],
    run_at: ['timestamptz', ({ item }) => item.runAt],
    max_attempts: ['int', ({ item }) => item.maxAttempts],
    flags: ['text[]', ({ item }) => item.concurrencyKeys],
  } satisfies Columns<Child<Job>>,
};
