import { compileDefinition, type CompiledDefinition } from '../engine/compileDefinition';
import type { Definition } from '../engine/definition';

/** Gives the compiled definition of that hash; asks `load` for the document where it does not know the hash yet. */
export type Definitions = (hash: string, load: () => Promise<Definition>) => Promise<CompiledDefinition>;

/** A cache of at most `most` compiled definitions, the longest unused given up first. */
export function createDefinitions(most = 500): Definitions {
  const cache = new Map<string, Promise<CompiledDefinition>>();
  return (hash, load) => {
    const compiled = cache.get(hash) ?? load().then(compileDefinition);
    cache.delete(hash);
    cache.set(hash, compiled);
    compiled.catch(() => cache.delete(hash));
    for (const oldest of cache.keys()) {
      if (cache.size <= most) break;
      cache.delete(oldest);
    }
    return compiled;
  };
}
