import { LRUCache } from 'lru-cache';
import type { Context } from '../../context';
import { drawSvg } from '../../diagram/drawSvg';
import { layOut, type Graph, type Layout } from '../../diagram/layOut';
import type { Diagram, Progress } from '../../diagram/diagram';
import { placeDiagram } from '../../diagram/placeDiagram';
import { toDiagram } from '../../diagram/toDiagram';
import { toMermaid } from '../../diagram/toMermaid';
import type { DiagramFormat, DiagramLayout } from '../../generated/graphql';
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
  process: Pick<ProcessRow, 'id' | 'folderId'>,
  format: DiagramFormat,
  progress: Progress | null = null,
): Promise<string> {
  const diagram = await loadDiagram(context, process, progress);
  return format === 'SVG' ? drawSvg(diagram, layOutOnce) : toMermaid(diagram);
}

/** As `drawDiagram`, for pages that draw it themselves: where everything is. Throws as that. */
export async function layOutDiagram(
  context: Context,
  process: Pick<ProcessRow, 'id' | 'folderId'>,
  progress: Progress | null = null,
): Promise<DiagramLayout> {
  const { width, height, shapes, arrows } = await placeDiagram(await loadDiagram(context, process, progress), layOutOnce);
  return {
    width,
    height,
    nodes: shapes.map(({ shape, measured, center }, n) => ({
      id: String(n),
      kind: shape.kind,
      name: shape.name,
      about: shape.about,
      isManual: shape.manual,
      state: shape.mark === 'NONE' ? null : shape.mark,
      stateText: shape.state,
      ...center,
      width: measured.width,
      height: measured.height,
    })),
    edges: arrows.map(({ arrow, route }) => ({
      from: String(arrow.from),
      to: String(arrow.to),
      label: arrow.label,
      taken: arrow.taken,
      points: route.points,
      labelPoint: route.label,
    })),
  };
}

async function loadDiagram(
  context: Context,
  { id, folderId }: Pick<ProcessRow, 'id' | 'folderId'>,
  progress: Progress | null,
): Promise<Diagram> {
  context.budget.take(worth);
  return toDiagram(await getDefinition(context, id), { progress, conditions: canManageFolder(folderId, context.viewer) });
}

/**
 * As `layOut`, remembering the last `most` layouts by their graph, and making one at a time: diagrams leave other work
 * its processors. A graph that takes too long is remembered as well.
 */
export function createLayouts(maxSize = 200, timeoutMs?: number): (graph: Graph) => Promise<Layout> {
  const cache = new LRUCache<string, Promise<Layout>>({ max: maxSize });
  let last: Promise<unknown> = Promise.resolve();
  return (graph) => {
    const key = JSON.stringify(graph);
    const known = cache.get(key);
    const layout = known ?? last.then(() => layOut(graph, timeoutMs));
    if (!known) last = layout.catch(() => undefined);
    cache.set(key, layout);
    return layout;
  };
}
