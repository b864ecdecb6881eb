import type { Context } from '../../context';
import type { Definition } from '../../engine/definition';
import { loadColumn } from '../loadLarge';

/** The definition of a process that exists. Batched. Throws CONTENT_EXCEEDED where many are large. */
export async function getDefinition(context: Context, processId: number): Promise<Definition> {
  const definition = await loadColumn<Definition>(context, 'process', 'definition', processId);
  if (!definition) throw new Error(`Process ${processId} is gone`);
  return definition;
}
