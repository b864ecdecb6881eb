import { sql } from '../../sql';
import type { Definition } from '../../engine/definition';
import type { Fault } from '../../engine/validation/fault';
import { limits } from '../../limits';
import type { Transaction } from '../../store/openDatabase';
import type { Viewer } from '../../store/viewer';
import { canManageFolder } from './access';

/** What a SUBPROCESS activity names; null: the version in use. */
interface Started {
  process: string;
  version: number | null;
}

/** Something that can be started, and one thing that it starts. */
interface Start extends Started {
  folderId: number;
  next: Started;
}

/** How many processes of a cycle a warning names. */
const maxShown = 20;

const keyOf = ({ process, version }: Started) => `${version ?? ''} ${process}`;

/** A warning for each SUBPROCESS activity that leads back to its own process, through the ACTIVE and TEST versions of other processes. */
export async function findCycleWarnings(tx: Transaction, viewer: Viewer, definition: Definition): Promise<Fault[]> {
  const first = definition.activities.flatMap((activity, at) =>
    activity.type === 'SUBPROCESS' ? [{ at, process: activity.process, version: activity.version ?? null }] : [],
  );
  if (first.length === 0) return [];
  const isItself = ({ process, version }: Started) => process === definition.name && (version ?? definition.version) === definition.version;
  const starts = first.every(isItself) ? [] : await loadStarts(tx, definition.name, first);
  const nextSteps = findPaths(starts, isItself);
  const hidden = new Set(starts.filter(({ folderId }) => !canManageFolder(folderId, viewer)).map(({ process }) => process));
  const own = new Set(first.map(({ process }) => process));
  const nameOf = (name: string) => (hidden.has(name) && !own.has(name) ? 'another process' : `"${name}"`);

  return first.flatMap((begin) => {
    const names = [nameOf(begin.process)];
    for (let at: Started = begin; !isItself(at); names.push(nameOf(at.process))) {
      const next = nextSteps.get(keyOf(at));
      if (!next) return [];
      at = next;
    }
    const shown = names.length > maxShown ? [...names.slice(0, maxShown), '…', nameOf(definition.name)] : names;
    const cycle = `"${definition.name}" starts ${shown.join(', which starts ')}`;
    const end = `only a condition, MAX_DESCENDANTS or the limit of ${limits.familyDepth.value} levels can end this cycle`;
    return [{ path: `activities[${begin.at}].process`, message: `${cycle}: ${end}` }];
  });
}

/** The next step on the shortest way back, by the key of what is started; nothing for what does not lead back. */
function findPaths(starts: readonly Start[], isItself: (started: Started) => boolean): Map<string, Started> {
  const startersOf = new Map<string, Start[]>();
  for (const start of starts) {
    const key = isItself(start.next) ? '' : keyOf(start.next);
    startersOf.set(key, [...(startersOf.get(key) ?? []), start]);
  }
  const nextSteps = new Map<string, Started>();
  const keys = [''];
  for (const key of keys) {
    for (const start of startersOf.get(key) ?? []) {
      if (nextSteps.has(keyOf(start))) continue;
      nextSteps.set(keyOf(start), start.next);
      keys.push(keyOf(start));
    }
  }
  return nextSteps;
}

/** Resolves to what these start, and what that starts, as far as the limit goes; nothing is followed through `name`, the process that is to be deployed. */
async function loadStarts(tx: Transaction, name: string, first: readonly Started[]): Promise<Start[]> {
  const thatStarts = sql`
    JOIN process p ON p.name = started.process AND p.version = COALESCE(started.version, p.version)
      AND p.state IN ('ACTIVE', 'TEST') AND p.name <> ${name}
    CROSS JOIN jsonb_to_recordset(jsonb_path_query_array(p.definition, '$.activities[*] ? (@.type == "SUBPROCESS")'))
      AS next(process text, version int)`;
  return tx.$queryRaw<Start[]>`
    WITH RECURSIVE started(process, version) AS (
      SELECT process, version FROM jsonb_to_recordset(${JSON.stringify(first)}::jsonb) AS asked(process text, version int)
      UNION
      SELECT next.process, next.version FROM started ${thatStarts}
    )
    SELECT DISTINCT started.process, started.version, p.folder_id AS "folderId",
      jsonb_build_object('process', next.process, 'version', next.version) AS next
    FROM (SELECT process, version FROM started LIMIT ${limits.cycleProcesses.value}) started ${thatStarts}`;
}
