import type { RequestState } from '../../engine/state';
import { caseColumn } from './caseColumn';
import { loadDefinition, processColumn, type LoadedProcess, type Definitions } from './loadDefinition';
import type { Database } from '../openDatabase';
import { peopleQueryColumns, peopleAndAssigneesColumn, type Party, type PeopleQuery } from '../viewer';

/** Which request, which of its actions even if it is closed, and which of its comments. */
export interface RequestQuery extends PeopleQuery {
  requestId: number;
  actionNumber: number | null;
  /** Which of its comments. */
  commentNumber?: number | null;
}

/** A request with everything that an operation on it decides by. */
export interface LoadedRequest {
  state: RequestState;
  /** The version that a change has to be written over. */
  version: number;
  process: LoadedProcess;
  /** The IDs of all who have or had an action of it. */
  actorIds: number[];
  /** To whom its actions are assigned, or were when they were closed, and whose each was: user ID and participant. */
  assigned: [userId: number, participant: string][];
}

/** The answer to a `RequestQuery`. */
export interface RequestFound {
  /** Null when there is none of that number. */
  request: LoadedRequest | null;
  people: Party[];
}

/** Returns how many requests have been started under the topmost one of a row of `request`. */
const descendants = (r: string) =>
  `CASE WHEN ${r}.root_id IS NULL THEN ${r}.descendants ELSE (SELECT f.descendants FROM request f WHERE f.id = ${r}.root_id) END`;

/** The JSON of an `ActionState` out of `action a`. */
const actionJson = `jsonb_build_object('number', a.number, 'activity', a.activity, 'status', a.status, 'subStatus', a.sub_status,
  'assigneeId', a.assignee_id, 'openedAt', a.opened_at, 'closedAt', a.closed_at, 'message', a.message)`;

/**
 * Bytes of a request's large columns, as they are stored, up to which it is loaded together with others: compressed, which makes them up to 90
 * times smaller.
 */
const maxPackedBytes = 10_000;

// Requests are looked up by their key, one by one: LIMIT keeps PostgreSQL from planning joins, which scan the whole table while that is small.
const text = `
  SELECT COALESCE(size.heavy, false) AS "isHeavy", r.id, r.uuid, r.status, r.sub_status AS "subStatus", r.is_test AS "isTest", r.opened_at AS "openedAt", r.closed_at AS "closedAt",
    r.message, r.data, r.runtime, r.output, r.last_action_number AS "lastActionNumber",
    r.last_comment_number AS "lastCommentNumber", r.engine,
    CASE WHEN r.parent_id IS NOT NULL THEN jsonb_build_object('id', r.parent_id, 'action', r.parent_action, 'index', r.parent_index) END AS parent,
    jsonb_build_object('root', COALESCE(r.root_id, r.id), 'depth', r.depth, 'size', ${descendants('r')}) AS family, r.version, ${caseColumn}, ${processColumn},
    jsonb_build_object('id', q.id, 'userName', q.user_name, 'firstName', q.first_name, 'lastName', q.last_name, 'email', q.email) AS requester,
    COALESCE((
      SELECT jsonb_agg(jsonb_build_object('id', u.id, 'userName', u.user_name)) FROM "user" u WHERE u.status <> 'ACTIVE' AND u.id = ANY (ARRAY(
        SELECT r.requester_id UNION ALL SELECT last.value::int FROM jsonb_each_text(r.engine -> 'lastAssignees') last
        UNION ALL SELECT (arrival #>> '{interrupted,assigneeId}')::int FROM jsonb_array_elements(r.engine #> '{interrupted,arrivals}') arrival
      ))
    ), '[]') AS inactive,
    COALESCE((
      SELECT jsonb_agg(${actionJson} ORDER BY a.number) FROM action a
      WHERE a.request_id = r.id AND (a.status <> 'CLOSED' OR a.number = asked."actionNumber" OR a.number = (r.engine ->> 'failedAction')::int)
    ), '[]') AS actions,
    CASE WHEN asked."commentNumber" IS NULL THEN '[]' ELSE COALESCE((
      SELECT jsonb_agg(jsonb_build_object('number', c.number, 'message', c.message, 'authorId', c.author_id)) FROM comment c
      WHERE c.request_id = r.id AND c.number = asked."commentNumber" AND c.message IS NOT NULL
    ), '[]') END AS comments,
    ARRAY(SELECT user_id FROM request_actor x WHERE x.request_id = r.id) AS "actorIds",
    COALESCE((
      SELECT jsonb_agg(DISTINCT jsonb_build_array(a.assignee_id, a.participant)) FROM action a WHERE a.request_id = r.id AND a.assignee_id IS NOT NULL
    ), '[]') AS assigned, ${peopleAndAssigneesColumn('r.data')}
  FROM jsonb_to_recordset($1::jsonb) AS asked(n int, "requestId" int, "actionNumber" int, "commentNumber" int, ${peopleQueryColumns})
  LEFT JOIN LATERAL (SELECT id, data, engine, runtime FROM request WHERE id = asked."requestId" LIMIT 1) h ON true
  LEFT JOIN LATERAL (
    SELECT NOT $2::boolean AND pg_column_size(h.data) + pg_column_size(h.engine) + COALESCE(pg_column_size(h.runtime), 0) > ${maxPackedBytes} AS heavy
  ) size ON true
  LEFT JOIN LATERAL (SELECT * FROM request WHERE id = h.id AND NOT size.heavy LIMIT 1) r ON true
  LEFT JOIN process p ON p.id = r.process_id
  LEFT JOIN "user" q ON q.id = r.requester_id
  LEFT JOIN "case" k ON k.id = r.case_id
  ORDER BY asked.n`;

/** A row of a request that there is; of others all but `people` is null. */
interface Row extends Omit<
  RequestState,
  'family' | 'openedAt' | 'closedAt' | 'steps' | 'waiting' | 'lastAssignees' | 'results' | 'answer' | 'failedAction' | 'interrupted'
> {
  family: Omit<RequestState['family'], 'maxSize'>;
  openedAt: Date;
  closedAt: Date | null;
  engine: Pick<RequestState, 'steps' | 'waiting' | 'lastAssignees'> &
    Partial<Pick<RequestState, 'results' | 'answer' | 'failedAction' | 'interrupted'>>;
  version: number;
  isHeavy: boolean;
  process: Omit<LoadedProcess, 'compiled'>;
  actorIds: number[];
  assigned: LoadedRequest['assigned'];
  people: Party[];
}

type FoundRow = Row | (Pick<Row, 'people' | 'isHeavy'> & { id: null });

/**
 * The requests asked for, and the people named with them, in one SELECT; an Error for one that cannot be loaded, null for one that is large and
 * is to be loaded alone, unless they are `includeHeavy`.
 */
export async function loadRequests(
  db: Database,
  definitions: Definitions,
  asked: RequestQuery[],
  maxFamilySize: number,
  includeHeavy: boolean,
): Promise<(RequestFound | Error | null)[]> {
  const rows = await db.read<FoundRow>({
    name: 'loadRequests',
    text,
    values: [JSON.stringify(asked.map((one, n) => ({ n, ...one }))), includeHeavy],
  });
  return Promise.all(
    rows.map(async (row) =>
      row.isHeavy ? null : toRequestFound(db, definitions, row, maxFamilySize).catch((error: unknown) => error as Error),
    ),
  );
}

async function toRequestFound(db: Database, definitions: Definitions, row: FoundRow, maxFamilySize: number): Promise<RequestFound> {
  return { request: row.id === null ? null : await toLoadedRequest(db, definitions, row, maxFamilySize), people: row.people };
}

async function toLoadedRequest(db: Database, definitions: Definitions, row: Row, maxFamilySize: number): Promise<LoadedRequest> {
  const { engine, version, process, actorIds, assigned, people: _, isHeavy: __, ...fields } = row;
  const state: RequestState = {
    // What came later than the first requests.
    results: {},
    answer: null,
    failedAction: null,
    interrupted: null,
    ...fields,
    ...engine,
    family: { ...row.family, maxSize: maxFamilySize },
    openedAt: row.openedAt.toISOString(),
    closedAt: row.closedAt?.toISOString() ?? null,
    actions: row.actions.map((action) => ({
      ...action,
      openedAt: isoDate(action.openedAt),
      closedAt: action.closedAt && isoDate(action.closedAt),
    })),
  };
  const loaded = await loadDefinition(db, definitions, process);
  if (!loaded) throw new Error(`The process ${process.id} of request ${row.id} is gone`);
  return { state, version, process: loaded, actorIds, assigned };
}

/** JSON of PostgreSQL has dates with an offset and microseconds; the engine's have neither. */
function isoDate(text: string): string {
  return new Date(text).toISOString();
}
