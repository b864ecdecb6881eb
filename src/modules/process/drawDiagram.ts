import type { Context } from '../../context';
import { createLayouts } from '../../diagram/createLayouts';
import { drawSvg } from '../../diagram/drawSvg';
import type { Progress } from '../../diagram/progress';
import { toDiagram } from '../../diagram/toDiagram';
import { toMermaid } from '../../diagram/toMermaid';
import type { DiagramFormat } from '../../generated/graphql';
import { canManageFolder } from './access';
import { getDefinition } from './getDefinition';
import type { ProcessRow } from './processRow';

// A layout depends on nothing but the graph: all calls of the process share what was worked out.
const layOut = createLayouts();

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
  return format === 'SVG' ? drawSvg(diagram, layOut) : toMermaid(diagram);
}
