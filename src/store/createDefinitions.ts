import { compileDefinition, type CompiledDefinition } from '../engine/compileDefinition';
import type { ElsewhereFor } from '../engine/expression/elsewhere';
import type { Definition } from '../engine/definition';

/** Gives the compiled definition of that hash; asks `load` for the document where it does not know the hash yet. Null where `load` has none. */
export type Definitions = (hash: string, load: () => Promise<Definition | null>) => Promise<CompiledDefinition | null>;

/** A cache of at most `most` compiled definitions, the longest unused given up first. `elsewhere` is for what takes longer than a moment. */
export function createDefinitions(elsewhere: ElsewhereFor | null = null, most = 500): Definitions {
  const cache = new Map<string, Promise<CompiledDefinition | null>>();
  return (hash, load) => {
    const compiled = cache.get(hash) ?? load().then((definition) => definition && compileDefinition(definition, elsewhere));
    cache.delete(hash);
    cache.set(hash, compiled);
    const forget = () => cache.delete(hash);
    compiled.then((found) => found ?? forget(), forget);
    for (const oldest of cache.keys()) {
      if (cache.size <= most) break;
      cache.delete(oldest);
    }
    return compiled;
  };
}
