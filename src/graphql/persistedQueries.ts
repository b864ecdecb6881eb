import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { TrustedDocuments } from '../config';
import { refusal } from '../errors';
import { limits } from '../limits';
import { isObject } from '../modules/guards';

/** The texts of queries by their hashes, for clients that send only the hash: Apollo's protocol of automatic persisted queries. */
export interface PersistedQueries {
  /**
   * The text of a call: its own, which is kept where the call names its hash as well, or the one kept by that hash; undefined where it names
   * neither. A text of the call's own must have been scanned before: a kept one is not scanned again. Throws PERSISTED_QUERY_NOT_FOUND and
   * PERSISTED_QUERY_WRONG, and DOCUMENT_NOT_TRUSTED where the viewer can run only trusted documents, and this is not one.
   */
  textOf(query: unknown, extensions: unknown, viewer: { isAdministrator: boolean }): unknown;
}

/** Knows the trusted documents only; of the others, what was not used for the longest time is forgotten first. */
export function createPersistedQueries(trusted?: TrustedDocuments): PersistedQueries {
  const { value: maxSize } = limits.persistedQueryCharacters;
  const { value: maxEntrySize } = limits.onePersistedQueryCharacters;
  const texts = new LRUCache<string, string>({ maxSize, maxEntrySize, sizeCalculation: (text) => Math.max(1, text.length) });
  const trustedTexts: ReadonlySet<unknown> = new Set(trusted?.texts.values());

  function findText(query: unknown, extensions: unknown): unknown {
    const persisted = isObject(extensions) ? extensions.persistedQuery : undefined;
    if (persisted == null) return query;
    const { version, sha256Hash: hash } = isObject(persisted) ? persisted : {};
    const isKnownForm = version === 1 && typeof hash === 'string' && /^[\da-f]{64}$/i.test(hash);
    if (!isKnownForm)
      throw refusal('PERSISTED_QUERY_WRONG', { reason: 'persistedQuery needs version 1 and a sha256Hash of 64 hexadecimal digits' });
    const key = hash.toLowerCase();
    if (query == null) {
      const text = trusted?.texts.get(key) ?? texts.get(key);
      if (text === undefined) throw refusal('PERSISTED_QUERY_NOT_FOUND', {});
      return text;
    }
    if (typeof query !== 'string') return query;
    if (createHash('sha256').update(query).digest('hex') !== key)
      throw refusal('PERSISTED_QUERY_WRONG', { reason: 'provided sha does not match query' });
    texts.set(key, query);
    return query;
  }

  return {
    textOf(query, extensions, { isAdministrator }) {
      const requireTrust = (text: unknown) => {
        if (trusted?.isRequired && !isAdministrator && !trustedTexts.has(text)) throw refusal('DOCUMENT_NOT_TRUSTED', {});
      };
      // Before it is kept for others.
      if (query != null) requireTrust(query);
      const text = findText(query, extensions);
      requireTrust(text);
      return text;
    },
  };
}
