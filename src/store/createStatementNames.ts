import { createHash } from 'node:crypto';
import { limits } from '../limits';

/** From this use on a statement has a name: most that are composed for rare filters are never used again. */
const usesBefore = 2;

/** The name under which connections prepare a statement; undefined for one that is not to be prepared. */
export type NameStatement = (own: string | null, text: string) => string | undefined;

/**
 * Names statements by their texts, so that PostgreSQL parses and plans each once a connection. A connection keeps what it has prepared until it
 * is closed, so no more than `preparedStatements` get a name; those with a name of their own always have it.
 */
export function createStatementNames(): NameStatement {
  const names = new Map<string, string>();
  let uses = new Map<string, number>();

  return (own, text) => {
    if (own !== null) return own;
    const known = names.get(text);
    if (known !== undefined || names.size >= limits.preparedStatements.value) return known;
    const count = (uses.get(text) ?? 0) + 1;
    if (count <= usesBefore) {
      // The texts of rare statements are not kept for long.
      if (uses.size >= limits.preparedStatements.value) uses = new Map();
      uses.set(text, count);
      return undefined;
    }
    uses.delete(text);
    const name = createHash('sha1').update(text).digest('base64url');
    names.set(text, name);
    return name;
  };
}
