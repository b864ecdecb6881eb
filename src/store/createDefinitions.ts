import type { CompiledDefinition } from '../engine/compileDefinition';
import type { ElsewhereFor } from '../engine/expression/scope';

type Compiled = CompiledDefinition | null;

/** Gives the compiled definition of that hash; has `load` read and compile it where it does not know the hash yet. Null where `load` has none. */
export type Definitions = (hash: string, load: (elsewhere: ElsewhereFor | null) => Promise<Compiled>) => Promise<Compiled>;

/** A cache of at most `most` compiled definitions, the longest unused given up first. `elsewhere` is for what takes longer than a moment. */
export function createDefinitions(elsewhere: ElsewhereFor | null = null, most = 500): Definitions {
  const cache = new Map<string, Promise<Compiled>>();
  return (hash, load) => {
    const compiled = cache.get(hash) ?? load(elsewhere);
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
