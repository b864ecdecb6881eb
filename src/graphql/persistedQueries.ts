import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { refusal } from '../errors';
import { limits } from '../limits';
import { isObject } from '../modules/guards';

/** The texts of queries by their hashes, for clients that send only the hash: Apollo's protocol of automatic persisted queries. */
export interface PersistedQueries {
  /**
   * The text of a call: its own, which is kept where the call names its hash as well, or the one kept by that hash; undefined where it names
   * neither. A text of the call's own must have been scanned before: a kept one is not scanned again. Throws PERSISTED_QUERY_NOT_FOUND and
   * PERSISTED_QUERY_WRONG.
   */
  textOf(query: unknown, extensions: unknown): unknown;
}

/** An empty memory; what was not used for the longest time is forgotten first. */
export function createPersistedQueries(): PersistedQueries {
  const { value: maxSize } = limits.persistedQueryCharacters;
  const { value: maxEntrySize } = limits.onePersistedQueryCharacters;
  const texts = new LRUCache<string, string>({ maxSize, maxEntrySize, sizeCalculation: (text) => Math.max(1, text.length) });
  return {
    textOf(query, extensions) {
      const persisted = isObject(extensions) ? extensions.persistedQuery : undefined;
      if (persisted == null) return query;
      const { version, sha256Hash: hash } = isObject(persisted) ? persisted : {};
      const isKnownForm = version === 1 && typeof hash === 'string' && /^[\da-f]{64}$/i.test(hash);
      if (!isKnownForm)
        throw refusal('PERSISTED_QUERY_WRONG', { reason: 'persistedQuery needs version 1 and a sha256Hash of 64 hexadecimal digits' });
      const key = hash.toLowerCase();
      if (query == null) {
        const text = texts.get(key);
        if (text === undefined) throw refusal('PERSISTED_QUERY_NOT_FOUND', {});
        return text;
      }
      if (typeof query !== 'string') return query;
      if (createHash('sha256').update(query).digest('hex') !== key)
        throw refusal('PERSISTED_QUERY_WRONG', { reason: 'provided sha does not match query' });
      texts.set(key, query);
      return query;
    },
  };
}
