import { sql } from '../../sql';
import type { Context } from '../../context';
import type { Definition } from '../../engine/definition';
import { loadColumn, loadLarge } from '../loadLarge';

/** What is larger is not kept in memory, in bytes. */
const maxCachedBytes = 16_000;

/** The definition of a process that exists. Batched. Throws CONTENT_EXCEEDED where many are large. */
export async function getDefinition(context: Context, processId: number): Promise<Definition> {
  const kept = await context.loaders.load('definition', processId, async (ids: number[]) => {
    const found = await Promise.all(ids.map((id) => loadSmall(context, id)));
    return new Map(ids.map((id, n) => [id, found[n]?.definition ?? null]));
  });
  const definition = kept ?? (await loadColumn<Definition>(context, 'process', 'definition', processId));
  if (!definition) throw new Error(`Process ${processId} is gone`);
  return definition;
}

/** From memory; without its definition where that is large. */
function loadSmall({ db }: Context, id: number): Promise<{ definition: Definition | null } | null> {
  return db.configuration.get(`definition ${id}`, async () => {
    const [row] = await db.read<{ definition: Definition | null }>(
      sql`SELECT CASE WHEN octet_length(definition::text) <= ${maxCachedBytes}::int THEN definition END AS definition FROM process WHERE id = ${id}`,
    );
    return row ?? null;
  });
}

/** As `getDefinition`, with the fields in the order of the document that was deployed, as far as that is known. */
export async function getDocument(context: Context, processId: number): Promise<unknown> {
  // The hash is that of the text: a server of an earlier release replaces the definition alone.
  const document = await loadLarge<number, string>(context, 'process.document', processId, (ids) => ({
    from: sql`SELECT id::float8 AS key, CASE WHEN encode(sha256(convert_to(document, 'UTF8')), 'hex') = definition_hash THEN document END AS stored
      FROM process WHERE id = ANY (${ids}::int[])`,
  }));
  return document === null ? getDefinition(context, processId) : (JSON.parse(document) as unknown);
}
