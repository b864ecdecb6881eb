import { Refusal } from '../../errors';
import { allowHost, allowSecure } from '../../outbound/allowHost';
import type { SecretBox } from '../../secret/createSecretBox';
import { sql } from '../../sql';
import type { Database } from '../../store/openDatabase';
import type { HttpCall } from './httpCall';

interface Row {
  name: string;
  value: Uint8Array;
  hosts: string[];
}

/**
 * The headers of a call whose values are secrets, or why one of them cannot be sent: there is none of that name, it is not for that host, it
 * cannot be read, or everybody on the way could. `hosts` are those that may be called by plain http.
 */
export async function loadSecrets(
  { db, secrets }: { db: Database; secrets: SecretBox },
  call: Pick<HttpCall, 'url' | 'secrets'>,
  hosts: readonly string[],
): Promise<{ headers: Record<string, string> } | { failure: string }> {
  const wanted = Object.entries(call.secrets);
  if (wanted.length === 0) return { headers: {} };
  if (!allowSecure(call.url, hosts)) return { failure: 'secrets: they are only sent by https, or to a host in outboundAllowedHosts' };
  const rows = await db.read<Row>(sql`SELECT name, value, hosts FROM secret WHERE name = ANY (${wanted.map(([, name]) => name)})`);
  const headers: Record<string, string> = {};
  for (const [header, name] of wanted) {
    const row = rows.find((one) => one.name === name);
    if (!row) return { failure: `secrets.${header}: secret "${name}" does not exist: create it with setSecret` };
    if (allowHost(call.url, row.hosts)?.reach !== 'ANYWHERE')
      return {
        failure: `secrets.${header}: the secret ${name} cannot be sent to ${URL.canParse(call.url) ? new URL(call.url).host : 'this URL'}`,
      };
    try {
      headers[header] = secrets.decrypt(row.value);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { failure: `secrets.${header}: ${error.message}` };
    }
  }
  return { headers };
}

/** Resolves to what a call needs to know: null where nothing waits for it any more. */
export async function loadCaller(
  db: Database,
  requestId: number,
  action: number,
): Promise<{ requestUuid: string; hops: number; hosts: string[] } | null> {
  const [caller] = await db.read<{ requestUuid: string; hops: number; hosts: string[] }>(sql`
    SELECT r.uuid AS "requestUuid", r.hops, s.outbound_allowed_hosts AS hosts
    FROM action a JOIN request r ON r.id = a.request_id CROSS JOIN settings s
    WHERE a.request_id = ${requestId} AND a.number = ${action} AND a.status = 'RUNNING'`);
  return caller ?? null;
}
