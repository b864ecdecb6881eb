import type { TestServer } from './startTestServer';

/** Puts a dead job into the queue of a server, as the queue itself leaves one, and gives its number. */
export async function addDeadJob(
  { db }: Pick<TestServer, 'db'>,
  { task = 'sendMail', payload = {}, error = 'no luck' }: { task?: string; payload?: object; error?: string } = {},
): Promise<number> {
  const { rows } = await db.pool.query<{ id: string }>(
    "SELECT id FROM graphile_worker.add_job($1, $2, run_at => now() + interval '1 hour')",
    [task, payload],
  );
  const id = Number(rows[0]!.id);
  await db.pool.query(
    'UPDATE graphile_worker._private_jobs SET attempts = 3, max_attempts = 3, last_error = $2, updated_at = now() WHERE id = $1',
    [id, error],
  );
  return id;
}
