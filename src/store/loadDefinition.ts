import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Definition } from '../engine/definition';
import type { Definitions } from './createDefinitions';
import type { LoadedProcess } from './loadedProcess';
import type { Database } from './openDatabase';

/** The process with its compiled definition: a statement of its own only where the cache does not know the hash yet. */
export async function loadDefinition(
  db: Database,
  definitions: Definitions,
  process: Omit<LoadedProcess, 'compiled'>,
): Promise<LoadedProcess> {
  const compiled = await definitions(process.definitionHash, async () => {
    const rows = await db.read<{ definition: Definition }>(
      sql`SELECT definition FROM process WHERE id = ${process.id} AND definition_hash = ${process.definitionHash}`,
    );
    if (!rows[0]) throw new Error(`Process ${process.id} was replaced between two statements`);
    return rows[0].definition;
  });
  return { ...process, compiled };
}
