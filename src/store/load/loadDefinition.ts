import { compileDefinition, type CompiledDefinition } from '../../engine/compileDefinition';
import { definitionShape } from '../../engine/definition';
import type { EvaluateInThreadFor } from '../../engine/expression/scope';
import { refusal } from '../../errors';
import { raw, sql } from '../../sql';
import type { Database } from '../openDatabase';

/** A version of a process, ready to be run. */
export interface LoadedProcess {
  id: number;
  name: string;
  version: number;
  state: 'UNDER_CONSTRUCTION' | 'TEST' | 'ACTIVE' | 'ARCHIVED';
  folderId: number;
  definitionHash: string;
  /** Who is to be told of its requests. */
  callbacks: ProcessCallback[];
  compiled: CompiledDefinition;
}

/** A callback that is called for requests of a process. */
export interface ProcessCallback {
  id: number;
  events: string[];
}

/** The columns of a `LoadedProcess` but its definition, as one JSON object out of `process p`. */
export const processColumn = `jsonb_build_object('id', p.id, 'name', p.name, 'version', p.version, 'state', p.state,
  'folderId', p.folder_id, 'definitionHash', p.definition_hash, 'callbacks', COALESCE((
    SELECT jsonb_agg(jsonb_build_object('id', c.id, 'events', c.events) ORDER BY c.id) FROM callback c
    WHERE c.active AND (c.process_name IS NULL OR c.process_name = p.name)
  ), '[]')) AS process`;

type Found = Omit<LoadedProcess, 'compiled'>;

type Compiled = CompiledDefinition | null;

/** Gives the compiled definition of that hash; has `load` read and compile it where it does not know the hash yet. Null where `load` has none. */
export type Definitions = (hash: string, load: (evaluateInThread: EvaluateInThreadFor | null) => Promise<Compiled>) => Promise<Compiled>;

/**
 * The process with its compiled definition: a statement of its own only where the cache does not know the hash yet. A version
 * that was replaced since `process` was read is given as it is now, null for one that was deleted. Throws
 * DEFINITION_UNREADABLE.
 */
export async function loadDefinition(db: Database, definitions: Definitions, process: Found): Promise<LoadedProcess | null> {
  const { id, definitionHash } = process;
  const compiled = await definitions(definitionHash, async (evaluateInThread) => {
    const [row] = await db.read<{ definition: unknown }>(
      sql`SELECT definition FROM process WHERE id = ${id} AND definition_hash = ${definitionHash}`,
    );
    return row ? compile(process, row.definition, evaluateInThread) : null;
  });
  if (compiled) return { ...process, compiled };
  const [row] = await db.read<{ process: Found }>(sql`SELECT ${raw(processColumn)} FROM process p WHERE p.id = ${id}`);
  return row ? loadDefinition(db, definitions, row.process) : null;
}

/** It was checked when it was deployed, maybe by a version of the server with another format. */
function compile({ name, version }: Found, document: unknown, evaluateInThread: EvaluateInThreadFor | null): CompiledDefinition {
  try {
    // What was deployed before the format had some field gets that field's default.
    return compileDefinition(definitionShape.parse(document), evaluateInThread);
  } catch (error) {
    throw refusal('DEFINITION_UNREADABLE', { process: name, version, reason: (error as Error).message.slice(0, 500) });
  }
}

/** A cache of at most `most` compiled definitions, the longest unused given up first. `evaluateInThread` is for what takes longer than a moment. */
export function createDefinitions(evaluateInThread: EvaluateInThreadFor | null = null, maxDefinitions = 500): Definitions {
  const cache = new Map<string, Promise<Compiled>>();
  return (hash, load) => {
    const compiled = cache.get(hash) ?? load(evaluateInThread);
    cache.delete(hash);
    cache.set(hash, compiled);
    const forget = () => cache.delete(hash);
    compiled.then((found) => found ?? forget(), forget);
    for (const oldest of cache.keys()) {
      if (cache.size <= maxDefinitions) break;
      cache.delete(oldest);
    }
    return compiled;
  };
}
