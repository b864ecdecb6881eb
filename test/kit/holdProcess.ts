import { Client } from 'pg';
import { until } from './until';

/** A lock that keeps all calls waiting which would create a request of a process. */
export interface HeldProcess {
  /** Resolves when so many statements wait for it. */
  isWaitedFor(statements?: number): Promise<void>;
  release(): Promise<void>;
}

/** Holds the process of that name until it is released. */
export async function holdProcess(databaseUrl: string, name: string): Promise<HeldProcess> {
  const [holder, observer] = [new Client({ connectionString: databaseUrl }), new Client({ connectionString: databaseUrl })];
  await Promise.all([holder.connect(), observer.connect()]);
  await holder.query('BEGIN');
  await holder.query('SELECT FROM process WHERE name = $1 FOR UPDATE', [name]);
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
