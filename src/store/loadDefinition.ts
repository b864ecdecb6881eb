import { raw, sqltag as sql } from '@prisma/client/runtime/client';
import { definitionShape } from '../engine/definition';
import type { Definitions } from './createDefinitions';
import { processColumn, type LoadedProcess } from './loadedProcess';
import type { Database } from './openDatabase';

type Found = Omit<LoadedProcess, 'compiled'>;

/**
 * The process with its compiled definition: a statement of its own only where the cache does not know the hash yet. A version
 * that was replaced since `process` was read is given as it is now, null for one that was deleted.
 */
export async function loadDefinition(db: Database, definitions: Definitions, process: Found): Promise<LoadedProcess | null> {
  const { id, definitionHash } = process;
  const compiled = await definitions(definitionHash, async () => {
    const [row] = await db.read<{ definition: unknown }>(
      sql`SELECT definition FROM process WHERE id = ${id} AND definition_hash = ${definitionHash}`,
    );
    // What was deployed before the format had some field gets that field's default.
    return row ? definitionShape.parse(row.definition) : null;
  });
  if (compiled) return { ...process, compiled };
  const [row] = await db.read<{ process: Found }>(sql`SELECT ${raw(processColumn)} FROM process p WHERE p.id = ${id}`);
  return row ? loadDefinition(db, definitions, row.process) : null;
}
