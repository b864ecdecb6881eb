import { loadDefinition, processColumn, type LoadedProcess, type Definitions } from './loadDefinition';
import type { CheckedCall } from './createConfiguration';
import type { Database } from '../openDatabase';
import type { RunUid } from '../idempotency';
import { peopleQueryColumns, peopleAndAssigneesColumn, type Party, type PeopleQuery } from '../viewer';
import type { RequestState } from '../../engine/state';

/** Which process a new request is to run. */
export interface StartQuery extends PeopleQuery {
  processId: number | null;
  processName: string | null;
  /** The ACTIVE version of the process with this UUID, where none is called `processName`. */
  processUuid?: string;
  processVersion: number | null;
  /** By name without a version: the one in TEST instead of the ACTIVE one. */
  isTest: boolean;
  /** What makes it a repeat of an earlier run. */
  uid?: RunUid | undefined;
}

/** What a new request needs. */
export interface Start {
  /** Null when there is none that fits; that of the earlier run, if there is one. */
  process: LoadedProcess | null;
  /** The UUID that all versions of the process share. */
  processUuid: string | null;
  /** The number that the new request gets, taken only when there is a process; that of the earlier run, if there is one. */
  number: number;
  /** What was started under the uid, as it is now; null for nothing. */
  earlier: EarlierRun | null;
  people: Party[];
}

/** A run that was started before. */
export interface EarlierRun extends Pick<RequestState, 'status' | 'subStatus'> {
  uuid: string;
  /** The activities of its open actions. */
  openActivities: string[];
}

/** The ID of the process that `asked` names. */
const processQuery = `COALESCE(
    asked."processId",
    CASE
      WHEN asked."processVersion" IS NOT NULL THEN (SELECT id FROM process WHERE name = asked."processName" AND version = asked."processVersion")
      WHEN asked."isTest" THEN (SELECT id FROM process WHERE name = asked."processName" AND state = 'TEST')
      ELSE (SELECT id FROM process WHERE name = asked."processName" AND state = 'ACTIVE')
    END,
    (SELECT v.id FROM process_name f JOIN process v ON v.name = f.name AND v.state = 'ACTIVE' WHERE f.uuid = asked."processUuid"))`;

const text = `
  SELECT ${processColumn}, family.uuid AS "processUuid", ${peopleAndAssigneesColumn("'{}'::jsonb")},
    CASE WHEN p.id IS NOT NULL THEN COALESCE(earlier.id, nextval('request_id_seq')::int) ELSE 0 END AS number,
    CASE WHEN earlier.id IS NOT NULL THEN jsonb_build_object('uuid', earlier.uuid, 'status', earlier.status, 'subStatus', earlier.sub_status, 'openActivities', ARRAY(
      SELECT activity FROM action WHERE request_id = earlier.id AND status <> 'CLOSED'
    )) END AS earlier
  FROM jsonb_to_recordset($1::jsonb) AS asked(n int, "processId" int, "processName" text, "processUuid" uuid, "processVersion" int, "isTest" boolean,
    scope text, uid text, ${peopleQueryColumns})
  LEFT JOIN LATERAL (
    SELECT r.* FROM run_uid u JOIN request r ON r.id = u.request_id
    WHERE u.scope = asked.scope AND u.uid = asked.uid AND u.created_at > now() - (SELECT idempotency_retention FROM settings) * interval '1 day'
  ) earlier ON true
  LEFT JOIN process p ON p.id = COALESCE(earlier.process_id, ${processQuery})
  LEFT JOIN process_name family ON family.name = p.name
  ORDER BY asked.n`;

type FoundProcess = Omit<LoadedProcess, 'compiled'>;
type Row = Omit<Start, 'process'> & { process: FoundProcess | { id: null } };

/** The processes that new requests are to run, their numbers, and the people named, in one SELECT; an Error for one that cannot be run. */
export async function loadStarts(db: Database, definitions: Definitions, asked: StartQuery[]): Promise<(Start | Error)[]> {
  const rows = await db.read<Row>({
    name: 'loadStarts',
    text,
    values: [JSON.stringify(asked.map((one, n) => ({ n, ...one, ...one.uid })))],
  });
  return Promise.all(rows.map((row) => toStart(db, definitions, row).catch((error: unknown) => error as Error)));
}

/** A process that can be started, as the configuration has it. */
export interface Startable {
  process: FoundProcess;
  processUuid: string | null;
  /** The data that name assignees. */
  assigningData: string[];
}

const startableText = `
  SELECT ${processColumn}, family.uuid AS "processUuid", p.assigning_data AS "assigningData"
  FROM (SELECT $1::int AS "processId", $2::text AS "processName", $3::uuid AS "processUuid", $4::int AS "processVersion", $5::boolean AS "isTest") asked
  JOIN process p ON p.id = ${processQuery}
  LEFT JOIN process_name family ON family.name = p.name`;

/** The process that is named, null where there is none, and a number for a new request; null for now where the process was not in memory. */
export async function loadStartable(
  db: Database,
  asked: StartQuery,
  call: CheckedCall | null = null,
): Promise<[Startable | null, number | null]> {
  const { processId, processName, processUuid = null, processVersion, isTest } = asked;
  const key = JSON.stringify([processId, processName, processUuid, processVersion, isTest]);
  const load = async () => {
    const values = [processId, processName, processUuid, processVersion, isTest];
    const [row] = await db.read<Startable>({ name: 'loadStartable', text: startableText, values });
    return row ?? null;
  };
  return db.configuration.getWithNumber(`process ${key}`, load, ({ assigningData }) => assigningData.length === 0, call);
}

async function toStart(db: Database, definitions: Definitions, { process, ...row }: Row): Promise<Start> {
  return { ...row, process: process.id === null ? null : await loadDefinition(db, definitions, process) };
}
