import type { Database } from '../store/openDatabase';

/** How long an answer holds, and how long it is waited for, in milliseconds. */
const holds = 1_000;
const patience = 2_000;

/** Tells whether the database answers, by one question a second however often it is asked: nobody has to log in to ask. */
export function createIsReachable(db: Database): () => Promise<boolean> {
  let answer = Promise.resolve(false);
  let askedAt = -Infinity;
  return () => {
    if (performance.now() - askedAt >= holds) {
      askedAt = performance.now();
      answer = ask(db);
    }
    return answer;
  };
}

async function ask(db: Database): Promise<boolean> {
  const timeout = new Promise<boolean>((resolve) => setTimeout(resolve, patience, false).unref());
  const answer = db.pool.query('SELECT').then(
    () => true,
    () => false,
  );
  return Promise.race([answer, timeout]);
}
