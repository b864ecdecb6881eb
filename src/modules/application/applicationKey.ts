import { idKey } from '../../relay/idKey';

/** The key of the application that an input names; nothing has the key 0. Throws ID_INVALID. */
export function applicationKey(id: string): number {
  return idKey('id', id, 'Application')?.[0] ?? 0;
}
