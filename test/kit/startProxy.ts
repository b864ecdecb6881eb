import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** When the connection breaks: before the statement arrives, when it has been sent, or when it is done and its answer on the way. */
export type Cut = 'BEFORE' | 'SENT' | 'AFTER';

/** Stands between a client and PostgreSQL, and breaks their connection when told to. */
export interface Proxy {
  /** The address of the database, through the proxy. */
  databaseUrl: string;
  /** Breaks the connection that next carries `text` to the database, `count` times in a row. */
  cut(when: Cut, text: string, count?: number): void;
  /** How many connections were broken. */
  readonly cuts: number;
  stop(): Promise<void>;
}

/** Starts one on a free port, in front of the database at this address. */
export async function startProxy(databaseUrl: string): Promise<Proxy> {
  const url = new URL(databaseUrl);
  const host = url.searchParams.get('host');
  const port = Number(url.searchParams.get('port') ?? (url.port || 5432));
  const sockets = new Set<Socket>();
  let planned: { when: Cut; text: string; left: number } | undefined;
  let cuts = 0;

  const server = createServer((client) => {
    const database = host ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, url.hostname);
    let isDoomed = false;
    function end(): void {
      client.destroy();
      database.destroy();
      sockets.delete(client);
      sockets.delete(database);
    }
    for (const socket of [client, database]) {
      sockets.add(socket);
      socket.on('error', end).on('close', end);
    }
    client.on('data', (bytes) => {
      if (planned && planned.left > 0 && bytes.includes(planned.text)) {
        planned.left -= 1;
        cuts += 1;
        if (planned.when === 'BEFORE') {
          end();
          return;
        }
        if (planned.when === 'SENT') {
          // It arrives whole; nobody waits for the answer.
          client.off('close', end).destroy();
          database.end(bytes);
          return;
        }
        isDoomed = true;
      }
      database.write(bytes);
    });
    database.on('data', (bytes) => {
      // The answer is here, so the statement is committed.
      if (isDoomed) end();
      else client.write(bytes);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const through = new URL(`postgres://127.0.0.1:${(server.address() as AddressInfo).port}${url.pathname}`);
  through.username = url.username;
  through.password = url.password;
  return {
    databaseUrl: through.href,
    cut(when, text, count = 1) {
      planned = { when, text, left: count };
    },
    get cuts() {
      return cuts;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
