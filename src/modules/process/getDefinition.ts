import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import type { Definition } from '../../engine/definition';

/** The definition of a process that exists. Batched. */
export async function getDefinition(context: Context, processId: number): Promise<Definition> {
  const definition = await context.loaders.load('definition', processId, async (ids: number[]) => {
    const rows = await context.db.read<{ id: number; definition: Definition }>(
      sql`SELECT id, definition FROM process WHERE id = ANY (${ids})`,
    );
    return new Map(rows.map((row) => [row.id, row.definition]));
  });
  if (!definition) throw new Error(`Process ${processId} is gone`);
  return definition;
}
