import type { Behavior } from './activities/activityType';
import { compileActivity } from './activities/activityTypes';
import { coerceValue } from './coerceValue';
import type { DataChange } from './command';
import { participantsByRole, type Activity, type DataType, type Definition, type Participant, type Transition } from './definition';
import { compileCondition, type Condition } from './expression/compileJsonata';
import { compileTemplate, type Template } from './expression/compileTemplate';
import type { EvaluateInThreadFor } from './expression/scope';
import { reachable } from './runStatus';

/** A definition with everything worked out that `advance` needs, once for all its requests. Never changed. */
export interface CompiledDefinition {
  definition: Definition;
  /** The names of the activities that a request begins with. */
  start: string[];
  /** By name, in the order of the definition. */
  activities: ReadonlyMap<string, CompiledActivity>;
  dataTypes: ReadonlyMap<string, DataType>;
  /** What data is set to at first, already of its type. */
  defaults: DataChange;
  participants: ReadonlyMap<string, Participant>;
  participantsByRole: ReturnType<typeof participantsByRole>;
  readonly output: Template;
  /** Where its expressions are evaluated that take longer than a moment; null: here as well. */
  evaluateInThread: EvaluateInThreadFor | null;
}

export interface CompiledActivity {
  activity: Activity;
  /** Whose members do it, null where a person has nothing to do. */
  participant: Participant | null;
  readonly behavior: Behavior;
  /** What can follow it, by outcome, in the order of the definition. */
  outgoing: Record<Transition['on'], CompiledTransition[]>;
  /** The names of all activities that can follow sooner or later, along all transitions; its own where it is in a loop. */
  readonly reaches: ReadonlySet<string>;
}

export interface CompiledTransition {
  /** Its place in the definition. */
  index: number;
  to: string;
  /** Null where it has no condition. */
  readonly when: Condition | null;
  otherwise: boolean;
}

/**
 * Works out a definition that `validateDefinition` gave. What has expressions is compiled when a request first comes to it: all at once would
 * take long. Then a SyntaxError is thrown where one does not compile.
 */
export function compileDefinition(definition: Definition, evaluateInThread: EvaluateInThreadFor | null = null): CompiledDefinition {
  const dataTypes = new Map(definition.data.map(({ name, type }) => [name, type]));
  const participants = new Map(definition.participants.map((participant) => [participant.name, participant]));
  const transitions = definition.transitions.map((transition, index) => ({
    ...transition,
    compiled: compileTransition(transition, index),
  }));
  const reaches = once(() => reachable(definition.transitions));
  const leavingOf = new Map<string, typeof transitions>(definition.activities.map(({ name }) => [name, []]));
  for (const transition of transitions) leavingOf.get(transition.from)?.push(transition);
  const activities = definition.activities.map((activity): [string, CompiledActivity] => {
    const leaving = leavingOf.get(activity.name) ?? [];
    const behavior = once(() => compileActivity(activity, dataTypes));
    const on = (outcome: Transition['on']) => leaving.filter((transition) => transition.on === outcome).map(({ compiled }) => compiled);
    return [
      activity.name,
      {
        activity,
        participant: (activity.type === 'USER' && participants.get(activity.participant)) || null,
        get behavior() {
          return behavior();
        },
        outgoing: {
          COMPLETE: on('COMPLETE'),
          CANCEL: on('CANCEL'),
          ERROR: on('ERROR'),
          TIMEOUT: on('TIMEOUT'),
          EXCEPTION: on('EXCEPTION'),
        },
        get reaches() {
          return reaches().get(activity.name) ?? new Set();
        },
      },
    ];
  });
  const output = once(() => compileTemplate(definition.output ?? null));
  return {
    definition,
    start: typeof definition.start === 'string' ? [definition.start] : definition.start,
    activities: new Map(activities),
    dataTypes,
    defaults: defaultsOf(definition),
    participants,
    participantsByRole: participantsByRole(definition),
    get output() {
      return output();
    },
    evaluateInThread,
  };
}

function compileTransition({ to, when, otherwise }: Transition, index: number): CompiledTransition {
  const condition = once(() => (when === undefined ? null : compileCondition(when)));
  return {
    index,
    to,
    get when() {
      return condition();
    },
    otherwise,
  };
}

function defaultsOf(definition: Definition): DataChange {
  return Object.fromEntries(
    definition.data.flatMap(({ name, type, default: value = null }) => {
      const coerced = coerceValue(type, value);
      return 'value' in coerced && coerced.value !== null ? [[name, coerced.value]] : [];
    }),
  );
}

/** Makes the value when it is first asked for. */
function once<Value>(make: () => Value): () => Value {
  let made: { value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
}
