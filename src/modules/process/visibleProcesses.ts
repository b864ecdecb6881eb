import { sql, join, type Sql } from '../../sql';
import type { Viewer } from '../../store/viewer';
import { principalsOf, type Principals } from '../principals';

/** A condition on `process p`: that it exists for the viewer. The same rule as `canSeeProcess`, for lists. */
export function visibleProcesses(viewer: Viewer): Sql {
  if (viewer.isAdministrator || viewer.isSystemOperation) return sql`true`;
  const takesPart = principalsOf(viewer).map((principals) => sql`p.id IN (SELECT process_id FROM (${ownParticipants(principals)}) own)`);
  return sql`(p.folder_id = ANY (${viewer.managedFolderIds}) OR ${join(takesPart, ' OR ')})`;
}

/** The versions of the process in which alone these people count, as a SELECT of `process_id`; null where they count in all. */
export function processesOf({ processName }: Principals): Sql | null {
  return processName === null ? null : sql`SELECT id AS process_id FROM process WHERE name = ${processName}`;
}

/** The participants that these are members of or coordinate, where they count as them, as a SELECT of `process_id, name, role, coordinates`; both are two rows. */
export function ownParticipants(principals: Principals): Sql {
  const { people, groupIds, participant } = principals;
  const processes = processesOf(principals);
  const counts = join(
    [participant === null ? sql`true` : sql`t.name = ${participant}`, processes ? sql`t.process_id IN (${processes})` : sql`true`],
    ' AND ',
  );
  return sql`
    SELECT t.process_id, t.name, t.role, false AS coordinates FROM participant t WHERE t.everyone AND ${counts}
    UNION SELECT t.process_id, t.name, t.role, m.is_coordinator
      FROM participant_user m JOIN participant t ON t.process_id = m.process_id AND t.name = m.participant
      WHERE m.user_id IN (${join(people)}) AND ${counts}
    UNION SELECT t.process_id, t.name, t.role, false
      FROM participant_group m JOIN participant t ON t.process_id = m.process_id AND t.name = m.participant
      WHERE m.group_id = ANY (${groupIds}) AND ${counts}`;
}
