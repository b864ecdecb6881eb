import type { Context } from '../../context';
import type { Json } from '../../engine/state';
import { Refusal } from '../../errors';
import { readJson } from '../../input/readJson';
import { sql } from '../../sql';
import type { DeliveryRow } from '../../store/delivery/delivery';
import { isAdministrator } from '../audit/audited';
import { readForm } from '../trigger/parseQuery';
import { parseSample, type SampleVariable } from '../trigger/parseSample';
import { deliveryColumns } from './delivery';

/** A call that came through a hook, and the values in it. */
export interface SampleRow {
  delivery: DeliveryRow;
  variables: SampleVariable[];
}

const maxSamples = 5;
/** Of so many deliveries those are samples that kept their body. */
const maxLooked = 100;

/** The last calls of the hook of this name whose bodies are kept, newest first; none where the viewer may see none. */
export async function findSamples(context: Context, applicationName: string): Promise<SampleRow[]> {
  const rows = await context.db.read<DeliveryRow & { headers: string | null; body: string }>(sql`
    SELECT * FROM (
      SELECT ${deliveryColumns}, d.headers, d.body FROM delivery d
      WHERE d.application_id = (SELECT id FROM application WHERE name = ${applicationName}) AND ${isAdministrator(context.viewer)}
      ORDER BY d.received_at DESC, d.id DESC LIMIT ${maxLooked}
    ) latest WHERE body IS NOT NULL AND error IS NULL AND skipped IS NULL ORDER BY "receivedAt" DESC, id DESC LIMIT ${maxSamples}`);
  return Promise.all(
    rows.map(async ({ headers, body, ...delivery }) => ({ delivery, variables: await variablesOf(delivery.path, headers, body) })),
  );
}

/** Resolves to the variables of a sample. A body that was cut off is not a sample: only its query string counts. */
async function variablesOf(url: string, headers: string | null, body: string): Promise<SampleVariable[]> {
  const { 'content-type': type = '' } = JSON.parse(headers ?? '{}') as { 'content-type'?: string };
  for (const read of [() => readBody(Buffer.from(body), type), () => null]) {
    try {
      return parseSample({ url, body: await read() });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  }
  return [];
}

async function readBody(body: Buffer, type: string): Promise<Json> {
  if (/^application\/x-www-form-urlencoded/i.test(type)) return readForm(body, type);
  const read = readJson(body);
  return 'value' in read ? (read.value as Json) : null;
}
