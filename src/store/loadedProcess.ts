import type { CompiledDefinition } from '../engine/compileDefinition';

/** A version of a process, ready to be run. */
export interface LoadedProcess {
  id: number;
  name: string;
  version: number;
  state: 'UNDER_CONSTRUCTION' | 'TEST' | 'ACTIVE' | 'ARCHIVED';
  folderId: number;
  definitionHash: string;
  compiled: CompiledDefinition;
}

/** The columns of a `LoadedProcess` but its definition, as one JSON object out of `process p`. */
export const processColumn = `jsonb_build_object('id', p.id, 'name', p.name, 'version', p.version, 'state', p.state,
  'folderId', p.folder_id, 'definitionHash', p.definition_hash) AS process`;
