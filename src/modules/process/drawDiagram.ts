import type { Context } from '../../context';
import { drawSvg } from '../../diagram/drawSvg';
import { layOut, type Graph, type Layout } from '../../diagram/layOut';
import type { Progress } from '../../diagram/progress';
import { toDiagram } from '../../diagram/toDiagram';
import { toMermaid } from '../../diagram/toMermaid';
import type { DiagramFormat } from '../../generated/graphql';
import { canManageFolder } from './access';
import { getDefinition } from './getDefinition';
import type { ProcessRow } from './process';

// A layout depends on nothing but the graph: all calls of the process share what was worked out.
const layOutOnce = createLayouts();

/** How many nodes of a list a diagram is worth. */
const worth = 100;

/**
 * The flow of a process that the viewer may see, marked with where a request stands or not. Only who may read the definition
 * sees what its conditions are. Throws NODES_EXCEEDED, DIAGRAM_TOO_LARGE.
 */
export async function drawDiagram(
  context: Context,
  { id, folderId }: Pick<ProcessRow, 'id' | 'folderId'>,
  format: DiagramFormat,
  progress: Progress | null = null,
): Promise<string> {
  context.budget.take(worth);
  const diagram = toDiagram(await getDefinition(context, id), { progress, conditions: canManageFolder(folderId, context.viewer) });
  return format === 'SVG' ? drawSvg(diagram, layOutOnce) : toMermaid(diagram);
}

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
