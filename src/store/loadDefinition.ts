import { raw, sql } from '../sql';
import { compileDefinition, type CompiledDefinition } from '../engine/compileDefinition';
import { definitionShape } from '../engine/definition';
import type { ElsewhereFor } from '../engine/expression/scope';
import { refusal } from '../errors';
import type { Definitions } from './createDefinitions';
import { processColumn, type LoadedProcess } from './loadedProcess';
import type { Database } from './openDatabase';

type Found = Omit<LoadedProcess, 'compiled'>;

/**
 * The process with its compiled definition: a statement of its own only where the cache does not know the hash yet. A version
 * that was replaced since `process` was read is given as it is now, null for one that was deleted. Throws
 * DEFINITION_UNREADABLE.
 */
export async function loadDefinition(db: Database, definitions: Definitions, process: Found): Promise<LoadedProcess | null> {
  const { id, definitionHash } = process;
  const compiled = await definitions(definitionHash, async (elsewhere) => {
    const [row] = await db.read<{ definition: unknown }>(
      sql`SELECT definition FROM process WHERE id = ${id} AND definition_hash = ${definitionHash}`,
    );
    return row ? compile(process, row.definition, elsewhere) : null;
  });
  if (compiled) return { ...process, compiled };
  const [row] = await db.read<{ process: Found }>(sql`SELECT ${raw(processColumn)} FROM process p WHERE p.id = ${id}`);
  return row ? loadDefinition(db, definitions, row.process) : null;
}

/** It was checked when it was deployed, maybe by a version of the server with another format. */
function compile({ name, version }: Found, document: unknown, elsewhere: ElsewhereFor | null): CompiledDefinition {
  try {
    // What was deployed before the format had some field gets that field's default.
    return compileDefinition(definitionShape.parse(document), elsewhere);
  } catch (error) {
    throw refusal('DEFINITION_UNREADABLE', { process: name, version, reason: (error as Error).message.slice(0, 500) });
  }
}
