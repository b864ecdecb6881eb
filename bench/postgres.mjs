// The PostgreSQL that is measured on: the embedded one, started for this run, or that of BENCH_DATABASE_URL.
import { createRequire } from 'node:module';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { findPostmaster } from './usage.mjs';

const require = createRequire(import.meta.url);
const pollMs = 200;
const log = { info() {}, warn: console.error, error: console.error, debug() {}, child: () => log };

/** Opens PostgreSQL with its default durability. `folder` is for the data of the embedded one. */
export async function openPostgres(folder) {
  const given = process.env.BENCH_DATABASE_URL;
  const server = given
    ? { url: given, stop() {} }
    : await require('../dist/database/startEmbeddedPostgres.js').startEmbeddedPostgres({ dataDir: path.join(folder, 'postgres'), log });
  const urlOf = (database) => Object.assign(new URL(server.url), { pathname: `/${database}` }).href;
  const created = new Set();

  /** Runs one statement in a session of its own and returns its rows. */
  async function query(statement, database = 'postgres') {
    const client = new pg.Client({ connectionString: urlOf(database) });
    await client.connect();
    try {
      return (await client.query(statement)).rows;
    } finally {
      await client.end();
    }
  }

  /** Resolves once a statement finds nothing. In one session, and prepared: what is measured meanwhile is not to pay for the question. */
  async function untilNone(statement, database) {
    const client = new pg.Client({ connectionString: urlOf(database) });
    await client.connect();
    try {
      while ((await client.query({ name: 'untilNone', text: statement })).rows.length > 0) await sleep(pollMs);
    } finally {
      await client.end();
    }
  }

  /** Makes an empty database, in place of one that an interrupted run left behind. */
  async function create(database) {
    await query(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
    await query(`CREATE DATABASE ${database}`);
    created.add(database);
  }

  /** Leaves a server that was there before as it was. */
  async function stop() {
    for (const database of created) await query(`DROP DATABASE ${database} WITH (FORCE)`);
    await server.stop();
  }

  const [{ server_version: version }] = await query('SHOW server_version');
  return { urlOf, query, untilNone, create, stop, version, postmaster: await postmasterOf(urlOf('postgres')) };
}

/** The process ID of the server at `url`, which only a session that is open can tell. */
async function postmasterOf(url) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query('SELECT pg_backend_pid() AS pid');
  const postmaster = await findPostmaster(rows[0].pid);
  await client.end();
  return postmaster;
}
