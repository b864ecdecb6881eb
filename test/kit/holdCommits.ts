import { Client } from 'pg';
import { until } from './until';

/** A lock that keeps all statements waiting which would change a request. */
export interface HeldCommits {
  /** Resolves when so many statements wait for it. */
  isWaitedFor(statements?: number): Promise<void>;
  release(): Promise<void>;
}

/** Holds them until it is released. */
export async function holdCommits(databaseUrl: string): Promise<HeldCommits> {
  const [holder, observer] = [new Client({ connectionString: databaseUrl }), new Client({ connectionString: databaseUrl })];
  await Promise.all([holder.connect(), observer.connect()]);
  await holder.query('BEGIN');
  await holder.query('LOCK TABLE history IN SHARE MODE');
  return {
    async isWaitedFor(statements = 1) {
      await until(async () => {
        const { rows } = await observer.query(
          "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
        );
        return rows.length >= statements;
      });
    },
    async release() {
      await holder.query('COMMIT');
      await Promise.all([holder.end(), observer.end()]);
    },
  };
}
