// Gives a new Sluice what the bench calls: processes, hooks, an API token, made through its own GraphQL, and closed requests.
import { definitions } from './processes.mjs';
import { password } from './servers.mjs';

/** Sends an operation to /graphql and returns its data. Throws what was refused. */
export async function ask(url, authorization, query, variables) {
  const headers = { 'content-type': 'application/json', authorization };
  const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
  const { data, errors } = await response.json();
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

const createHook = `mutation ($input: CreateApplicationInput!) { createApplication(input: $input) { token secret } }`;

/** Makes everything. Resolves to the tokens of the hooks, and what the API token logs in with. */
export async function prepareSluice({ url, requests, postgres, database }) {
  const admin = `Basic ${Buffer.from(`admin:${password}`).toString('base64')}`;
  const { createApiToken } = await ask(url, admin, 'mutation { createApiToken(input: {name: "bench"}) { token } }');
  const authorization = `Bearer ${createApiToken.token}`;
  for (const definition of definitions) {
    const deploy = 'mutation ($definition: JSON!) { deployProcess(input: {definition: $definition}) { process { name } } }';
    await ask(url, authorization, deploy, { definition });
  }
  const hook = async (name, kind, trigger) => {
    const input = { name, kind, impersonateUserName: 'admin', ...(trigger && { trigger }) };
    return (await ask(url, authorization, createHook, { input })).createApplication;
  };
  const hooks = {
    operations: await hook('Operations', 'OPERATIONS'),
    workflows: await hook('Workflows', 'WORKFLOWS'),
    sync: await hook('Sync', 'TRIGGER', { processName: 'ANSWER', mode: 'SYNC' }),
  };
  await fill(postgres, database, requests);
  return { authorization, hooks };
}

/** Writes closed requests numbered from 1, each with two actions, data and its history, as if they had been made and completed. */
async function fill(postgres, database, requests) {
  await postgres.query(
    `INSERT INTO request (id, uuid, process_id, requester_id, is_test, status, sub_status, opened_at, closed_at, data, last_action_number, engine, version)
    SELECT n, gen_random_uuid(), p.id, u.id, false, 'CLOSED', 'COMPLETED', now() - (${requests} - n) * interval '1 second', now(),
      jsonb_build_object('TEXT', 'text ' || n, 'NUMERIC', n), 2, '{"steps":0,"waiting":{},"lastAssignees":{}}', 3
    FROM generate_series(1, ${requests}) n, process p, "user" u WHERE p.name = 'APPROVAL' AND u.user_name = 'admin'`,
    database,
  );
  await postgres.query(
    `INSERT INTO action (request_id, number, process_id, activity, participant, self_service, status, sub_status, assignee_id, opened_at, closed_at)
    SELECT r.id, n, r.process_id, CASE n WHEN 1 THEN 'REQUEST' ELSE 'APPROVE' END, CASE n WHEN 1 THEN 'Requesters' ELSE 'Workers' END, true,
      'CLOSED', 'COMPLETED', r.requester_id, r.opened_at, r.closed_at
    FROM request r, generate_series(1, 2) n`,
    database,
  );
  await postgres.query(`INSERT INTO request_actor (request_id, user_id) SELECT id, requester_id FROM request`, database);
  await postgres.query(`SELECT setval(pg_get_serial_sequence('request', 'id'), ${requests})`, database);
  await postgres.query('VACUUM ANALYZE', database);
}
