import type { DocumentNode } from 'graphql';
import type { Plugin, YogaInitialContext } from 'graphql-yoga';
import { LRUCache } from 'lru-cache';
import { limits } from '../limits';
import type { CallArgs } from './limitQuery';

/** Valid documents by their texts; those that were not used for the longest time are forgotten first. */
export type KnownDocuments = LRUCache<string, DocumentNode>;

/** An empty memory of documents. */
export function createKnownDocuments(): KnownDocuments {
  return new LRUCache({ maxSize: limits.knownDocumentCharacters.value, sizeCalculation: (_, text) => Math.max(1, text.length) });
}

/** Remembers the documents that are executed: they have passed all checks of their texts. */
export function rememberDocuments(known: KnownDocuments): Plugin<YogaInitialContext> {
  return {
    onExecute({ args }) {
      const { document, contextValue } = args as CallArgs & { contextValue: YogaInitialContext };
      const { query } = contextValue.params;
      if (typeof query === 'string') known.set(query, document);
    },
  };
}
