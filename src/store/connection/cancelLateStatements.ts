import { Client, type Pool, type PoolClient } from 'pg';

/** The protocol of PostgreSQL on one connection, which pg does not declare. */
interface Connection {
  stream: { destroy(): void };
  on(event: 'connect' | 'error', listener: () => void): void;
  connect(portOrSocket: number | string, host?: string): void;
  cancel(processId: number, secretKey: number): void;
}
type Connected = PoolClient & { connection: Connection; processID: number; secretKey: number };

/** How long the database may take to cancel a statement, in milliseconds. Then the connection is closed. */
const cancelMs = 2_000;

/**
 * Has the database cancel what a connection of the pool is lent for longer than `timeoutMs`, such as a statement that waits for a lock:
 * a statement either ends in time or has no effect. It needs no setting of the session, so it works through a PgBouncer as well. A database
 * that does not react loses the connection. `onLate` hears of each.
 */
export function cancelLateStatements(
  pool: Pool,
  { timeoutMs, onLate }: { timeoutMs: number; onLate: (isCancelled: boolean) => void },
): void {
  const timers = new Map<PoolClient, NodeJS.Timeout>();

  function close(client: Connected): void {
    onLate(false);
    client.connection.stream.destroy();
  }

  function cancel(client: Connected): void {
    onLate(true);
    timers.set(client, setTimeout(close, cancelMs, client));
    const { connection, host, port } = new Client(pool.options) as unknown as Client & { connection: Connection };
    connection.on('connect', () => connection.cancel(client.processID, client.secretKey));
    // A request to cancel is never answered. If it does not get through, the connection of the statement is closed soon.
    connection.on('error', () => undefined);
    if (host.startsWith('/')) connection.connect(`${host}/.s.PGSQL.${port}`);
    else connection.connect(port, host);
  }

  function forget(client: PoolClient): void {
    clearTimeout(timers.get(client));
    timers.delete(client);
  }

  pool.on('acquire', (client) => timers.set(client, setTimeout(cancel, timeoutMs, client as Connected)));
  pool.on('release', (_, client) => forget(client));
  pool.on('remove', forget);
}
