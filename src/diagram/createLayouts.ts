import { layOut, type Graph, type Layout } from './layOut';

/**
 * As `layOut`, remembering the last `most` layouts by their graph, and making one at a time: diagrams leave other work
 * its processors. A graph that takes too long is remembered as well.
 */
export function createLayouts(most = 200, longest?: number): (graph: Graph) => Promise<Layout> {
  const cache = new Map<string, Promise<Layout>>();
  let last: Promise<unknown> = Promise.resolve();
  return (graph) => {
    const key = JSON.stringify(graph);
    const known = cache.get(key);
    const layout = known ?? last.then(() => layOut(graph, longest));
    if (!known) last = layout.catch(() => undefined);
    cache.delete(key);
    cache.set(key, layout);
    for (const oldest of cache.keys()) {
      if (cache.size <= most) break;
      cache.delete(oldest);
    }
    return layout;
  };
}
