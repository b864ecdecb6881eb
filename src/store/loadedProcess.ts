import type { CompiledDefinition } from '../engine/compileDefinition';

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
