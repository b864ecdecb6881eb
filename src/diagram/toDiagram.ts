import type { Activity, Definition, Transition } from '../engine/definition';
import type { Arrow, Diagram, Shape, Mark, Progress, Counts } from './diagram';

/**
 * The flow of a definition: its activities in their order, then where it begins and where paths end. An activity after
 * which no transition may be true ends its path, so it has an arrow to an end of its own.
 *
 * @param conditions whether conditions are written at their arrows, or only that there is one
 */
export function toDiagram(
  definition: Definition,
  { progress = null, conditions = true }: { progress?: Progress | null; conditions?: boolean } = {},
): Diagram {
  const { name, version, activities, transitions } = definition;
  const indexes = new Map(activities.map((activity, index) => [activity.name, index]));
  const indexOf = (activity: string) => indexes.get(activity) ?? 0;
  const shapes = activities.map((activity) => toShape(activity, progress));
  const arrows = transitions.map((transition, index): Arrow => {
    const taken = progress && (progress.transitions.get(index) ?? 0);
    return { from: indexOf(transition.from), to: indexOf(transition.to), label: toLabel(transition, conditions), taken };
  });

  const start = shapes.push(toMark('START', 'Start')) - 1;
  const starts = typeof definition.start === 'string' ? [definition.start] : definition.start;
  for (const first of new Set(starts)) {
    const times = starts.filter((one) => one === first).length;
    arrows.push({ from: start, to: indexOf(first), label: times > 1 ? `${times}×` : '', taken: progress && times });
  }
  for (const [index, activity] of activities.entries()) {
    if (activity.type === 'END') continue;
    const next = transitions.filter(({ from, on }) => from === activity.name && on === 'COMPLETE');
    if (next.some(({ when, otherwise }) => otherwise || when === undefined)) continue;
    const end = shapes.push(toMark('END', 'End')) - 1;
    arrows.push({ from: index, to: end, label: next.length > 0 ? 'otherwise' : '', taken: null });
  }
  return { title: `${progress ? `${progress.title} · ` : ''}${name}, version ${version}`, shapes, arrows };
}

const marks = [
  ['open', 'OPEN'],
  ['failed', 'FAILED'],
  ['cancelled', 'CANCELLED'],
  ['done', 'DONE'],
] as const;

function toShape(activity: Activity, progress: Progress | null): Shape {
  const what =
    activity.type === 'USER' ? activity.participant : activity.type === 'END' ? `END · ${activity.as.toLowerCase()}` : activity.type;
  return {
    kind: 'ACTIVITY',
    name: activity.name,
    about: [what, ...(activity.join === 'ALL' ? ['waits for all'] : [])],
    manual: activity.type === 'USER',
    ...(progress ? describeCounts(progress.activities.get(activity.name)) : { mark: 'NONE', state: null }),
  };
}

function toMark(kind: 'START' | 'END', name: string): Shape {
  return { kind, name, about: [], manual: false, mark: 'NONE', state: null };
}

function toLabel({ on, when, otherwise }: Transition, conditions: boolean): string {
  const outcome = on === 'COMPLETE' ? [] : [`on ${on.toLowerCase()}`];
  return [
    ...outcome,
    ...(otherwise ? ['otherwise'] : []),
    ...(when === undefined ? [] : [conditions ? when.replace(/\s+/g, ' ') : 'on a condition']),
  ].join(', ');
}

/** The mark and the words for the actions of an activity; undefined counts are an activity that was not reached. */
function describeCounts(counts: Counts | undefined): { mark: Mark; state: string } {
  const present = counts ? marks.filter(([kind]) => counts[kind] > 0) : [];
  const attention = present.find(([kind]) => !(kind === 'failed' && counts?.isRecovered));
  if (!counts || !attention) return { mark: 'NOT_REACHED', state: 'not reached' };
  const words = present.map(([kind]) => (kind === 'open' ? `${counts.open} open` : counts[kind] === 1 ? kind : `${kind} ${counts[kind]}×`));
  return { mark: attention[1], state: words.join(' · ') };
}
