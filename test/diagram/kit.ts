import { validateDefinition } from '../../src/engine/validateDefinition';
import type { Definition } from '../../src/engine/definition';

/** A valid definition out of what matters to a diagram. */
export function definitionOf(more: object): Definition {
  const { definition, faults } = validateDefinition({
    name: 'FLOW',
    participants: [{ name: 'Workers', role: 'ACTOR', everyone: true }],
    data: [{ name: 'TEXT', type: 'TEXT' }],
    ...more,
  });
  if (!definition) throw new Error(JSON.stringify(faults));
  return definition;
}

/** A USER activity of that name. */
export function user(name: string, more: object = {}): object {
  return { name, type: 'USER', participant: 'Workers', ...more };
}
