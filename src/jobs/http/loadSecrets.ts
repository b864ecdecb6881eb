import { sql } from '../../sql';
import { Refusal } from '../../errors';
import { allowHost } from '../../outbound/allowHost';
import { allowSecure } from '../../outbound/allowSecure';
import type { SecretBox } from '../../secret/createSecretBox';
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
  if (!allowSecure(call.url, hosts))
    return { failure: 'secrets: they are sent by https alone, or to a host that outboundAllowedHosts names' };
  const rows = await db.read<Row>(sql`SELECT name, value, hosts FROM secret WHERE name = ANY (${wanted.map(([, name]) => name)})`);
  const headers: Record<string, string> = {};
  for (const [header, name] of wanted) {
    const row = rows.find((one) => one.name === name);
    if (!row) return { failure: `secrets.${header}: there is no secret ${name}: setSecret makes one` };
    if (allowHost(call.url, row.hosts)?.reach !== 'ANYWHERE')
      return { failure: `secrets.${header}: the secret ${name} is not for ${URL.canParse(call.url) ? new URL(call.url).host : 'this'}` };
    try {
      headers[header] = secrets.decrypt(row.value);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { failure: `secrets.${header}: ${error.message}` };
    }
  }
  return { headers };
}
