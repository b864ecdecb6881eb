import type { Definition } from './definition';

/** The names of the data that name assignees, each once. */
export function assigningDataOf({ activities }: Definition): string[] {
  const names = activities.flatMap((activity) =>
    activity.type === 'USER' && typeof activity.assign === 'object' && 'data' in activity.assign ? [activity.assign.data] : [],
  );
  return [...new Set(names)];
}
