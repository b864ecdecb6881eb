import { limits } from '../../limits';
import { sql, type Sql } from '../../sql';
import { channel } from '../connection/listen';
import { transaction, type Transaction, type Database } from '../openDatabase';

/** Which requests are deleted. */
export interface Deletion {
  /** The numbers of topmost requests. Each is deleted with its family, if that is over; the others are left as they are. */
  roots: number[];
  /** When all of a family must have been closed at the latest; absent: at any time. */
  closedBefore?: Sql;
  /** The most that one step deletes: requests, and the bytes after which it deletes no further file. */
  maxPerStep?: { requests: number; fileBytes: number };
}

/** What a step did. */
export interface Deleted {
  /** The numbers of the deleted requests. */
  requests: number[];
  /** False if there is more to delete: another step continues. */
  isDone: boolean;
}

const defaultMaxPerStep = { requests: limits.deletionRequests.value, fileBytes: limits.deletionFileBytes.value };

/**
 * Deletes requests with everything that belongs to them, and cases that no other request is left of: the requests under a topmost one first,
 * itself last. A family that one step does not finish counts as ended by an administrator, so nothing is started in it. Any number of steps can
 * run at once: each passes over the families of the others.
 */
export async function deleteStep(tx: Transaction, { roots, closedBefore, maxPerStep = defaultMaxPerStep }: Deletion): Promise<Deleted> {
  // A statement of its own: the next one sees what was committed before these locks, and nothing can be started in the families after.
  const locked = await tx.$queryRaw<{ id: number }[]>(
    sql`SELECT id FROM request WHERE id = ANY(${roots}::int[]) ORDER BY id FOR UPDATE SKIP LOCKED`,
  );
  const picked = await tx.$queryRaw<{ id: number; root: number }[]>(sql`
    WITH ripe AS (SELECT t.id FROM request t WHERE t.id = ANY(${locked.map(({ id }) => id)}::int[]) AND ${isFamilyOver(closedBefore)})
    SELECT r.id, COALESCE(r.root_id, r.id) AS root FROM request r
    WHERE (r.id = ANY(ARRAY(SELECT id FROM ripe)) OR r.root_id = ANY(ARRAY(SELECT id FROM ripe))) AND r.status = 'CLOSED'
    ORDER BY root, r.depth DESC, r.id DESC LIMIT ${maxPerStep.requests} FOR UPDATE OF r`);
  const ids = picked.map(({ id }) => id);
  if (ids.length === 0) return { requests: [], isDone: true };
  const hasFiles = await deleteFiles(tx, ids, maxPerStep.fileBytes);
  if (!hasFiles) await deleteRows(tx, ids);
  const requests = hasFiles ? [] : ids;
  const isDone = !hasFiles && ids.length < maxPerStep.requests;
  if (!isDone) {
    const begun = new Set(picked.map(({ root }) => root));
    for (const id of requests) begun.delete(id);
    await tx.$executeRaw(sql`UPDATE request SET family_ended_at = now() WHERE id = ANY(${[...begun]}::int[]) AND family_ended_at IS NULL`);
  }
  return { requests, isDone };
}

/** Deletes files of these requests; resolves to whether some are left. */
async function deleteFiles(tx: Transaction, ids: number[], maxBytes: number): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ isLeft: boolean }[]>(sql`
    WITH sized AS (
      SELECT request_id, id, sum(size) OVER (ORDER BY request_id, id) - size AS before FROM file WHERE request_id = ANY(${ids}::int[])
    ), gone AS (
      DELETE FROM file f USING sized s WHERE f.request_id = s.request_id AND f.id = s.id AND s.before < ${maxBytes}::bigint
    )
    SELECT EXISTS (SELECT FROM sized WHERE before >= ${maxBytes}::bigint) AS "isLeft"`);
  return row?.isLeft ?? false;
}

/** Deletes the requests with all rows that refer to them but their deliveries, which have a retention of their own. Tells subscribers. */
async function deleteRows(tx: Transaction, ids: number[]): Promise<void> {
  const ofRequests = sql`request_id = ANY(${ids}::int[])`;
  // Locked first, as above: a run that is being started for a case keeps it.
  await tx.$queryRaw(
    sql`SELECT FROM "case" WHERE id IN (SELECT case_id FROM request WHERE id = ANY(${ids}::int[])) ORDER BY id FOR UPDATE`,
  );
  await tx.$executeRaw(sql`
    WITH actions AS (DELETE FROM action WHERE ${ofRequests}),
      actors AS (DELETE FROM request_actor WHERE ${ofRequests}),
      histories AS (DELETE FROM history WHERE ${ofRequests}),
      comments AS (DELETE FROM comment WHERE ${ofRequests}),
      uids AS (DELETE FROM run_uid WHERE ${ofRequests}),
      plans AS (DELETE FROM subprocess WHERE ${ofRequests}),
      attempts AS (DELETE FROM callback_attempt WHERE ${ofRequests}),
      requests AS (DELETE FROM request WHERE id = ANY(${ids}::int[]) RETURNING case_id)
    DELETE FROM "case" k WHERE k.id IN (SELECT case_id FROM requests)
      AND NOT EXISTS (SELECT FROM request r WHERE r.case_id = k.id AND r.id <> ALL(${ids}::int[]))`);
  await tx.$executeRaw(sql`
    SELECT FROM pg_notify(${channel}, ${ids.join(',')}) WHERE EXISTS (SELECT FROM listener WHERE seen_at > now() - interval '1 minute')`);
}

/**
 * Returns whether the family of the topmost request `t` is over: it and all requests that were started under it are closed, by `closedBefore` at the
 * latest, and none is about to be started.
 */
export function isFamilyOver(closedBefore: Sql = sql`'infinity'`): Sql {
  return sql`t.status = 'CLOSED' AND t.closed_at <= ${closedBefore}
    AND NOT EXISTS (SELECT FROM request m WHERE m.root_id = t.id AND (m.status = 'OPEN' OR m.closed_at > ${closedBefore}))
    AND (t.family_ended_at IS NOT NULL OR (
      NOT EXISTS (SELECT FROM subprocess s WHERE s.request_id = t.id)
      AND NOT EXISTS (SELECT FROM request m JOIN subprocess s ON s.request_id = m.id WHERE m.root_id = t.id)))`;
}

/** Deletes requests with their families, step by step. Each step is a transaction, so it can be killed at any time and continued later. */
export async function deleteFamilies(db: Database, deletion: Deletion): Promise<void> {
  let isDone = false;
  while (!isDone) ({ isDone } = await transaction(db, (tx) => deleteStep(tx, deletion)));
}
