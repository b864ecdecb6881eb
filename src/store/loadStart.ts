import type { Definitions } from './createDefinitions';
import { loadDefinition } from './loadDefinition';
import { processColumn, type LoadedProcess } from './loadedProcess';
import type { Database } from './openDatabase';
import { peopleAskedColumns, peopleAndAssigneesColumn, type PeopleAsked } from './people';
import type { Party } from './viewer';

/** Which process a new request is to run. */
export interface StartAsked extends PeopleAsked {
  processId: number | null;
  processName: string | null;
  processVersion: number | null;
  /** By name without a version: the one in TEST instead of the ACTIVE one. */
  isTest: boolean;
}

/** What a new request needs. */
export interface Start {
  /** Null when there is none that fits. */
  process: LoadedProcess | null;
  /** The number that the new request gets; taken only when there is a process. */
  number: number;
  people: Party[];
}

const text = `
  SELECT ${processColumn}, CASE WHEN p.id IS NOT NULL THEN nextval('request_id_seq')::int ELSE 0 END AS number, ${peopleAndAssigneesColumn("'{}'::jsonb")}
  FROM jsonb_to_recordset($1::jsonb) AS asked(n int, "processId" int, "processName" text, "processVersion" int, "isTest" boolean, ${peopleAskedColumns})
  LEFT JOIN process p ON p.id = COALESCE(
    asked."processId",
    CASE
      WHEN asked."processVersion" IS NOT NULL THEN (SELECT id FROM process WHERE name = asked."processName" AND version = asked."processVersion")
      WHEN asked."isTest" THEN (SELECT id FROM process WHERE name = asked."processName" AND state = 'TEST')
      ELSE (SELECT id FROM process WHERE name = asked."processName" AND state = 'ACTIVE')
    END)
  ORDER BY asked.n`;

type FoundProcess = Omit<LoadedProcess, 'compiled'>;
type Row = Omit<Start, 'process'> & { process: FoundProcess | { id: null } };

/** The processes that new requests are to run, their numbers, and the people named, in one SELECT; an Error for one that cannot be run. */
export async function loadStarts(db: Database, definitions: Definitions, asked: StartAsked[]): Promise<(Start | Error)[]> {
  const rows = await db.read<Row>({ name: 'loadStarts', text, values: [JSON.stringify(asked.map((one, n) => ({ n, ...one })))] });
  return Promise.all(rows.map((row) => toStart(db, definitions, row).catch((error: unknown) => error as Error)));
}

async function toStart(db: Database, definitions: Definitions, { process, ...row }: Row): Promise<Start> {
  return { ...row, process: process.id === null ? null : await loadDefinition(db, definitions, process) };
}
