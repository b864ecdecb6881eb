import { z } from 'zod';
import { limits } from '../limits';
import { activityTypes } from './activities/activityTypes';
import { shapes } from './shapes';

type ActivityShape = (typeof activityTypes)[keyof typeof activityTypes]['shape'];
const activityShapes = Object.values(activityTypes).map(({ shape }): ActivityShape => shape) as [ActivityShape, ...ActivityShape[]];
const { name, expression, described } = shapes;
const entries = limits.definitionActivities.value;
// Also of what was deployed before names were in NFC.
const userOrGroup = z.string().normalize('NFC').min(1).max(255);

const dataShape = z.strictObject({
  ...described,
  type: z.enum(['TEXT', 'NUMERIC', 'DATETIME', 'JSON', 'FILE']).describe('The type of its values'),
  default: z.json().optional().describe('Its value when a request is created'),
});

const participantShape = z.strictObject({
  ...described,
  role: z
    .enum(['REQUESTER', 'ACTOR', 'SUPERVISOR'])
    .describe('REQUESTER: can start it; ACTOR: does activities; SUPERVISOR: oversees all requests'),
  everyone: z.boolean().default(false).describe('Whether every active user is a member'),
  users: z.array(userOrGroup).default([]).describe('Members by user name'),
  groups: z.array(userOrGroup).default([]).describe('Groups whose members belong to it'),
  coordinators: z.array(userOrGroup).default([]).describe('User names of those who assign its actions'),
  rights: z
    .array(z.enum(['CANCEL_REQUEST', 'CANCEL_ACTION', 'ASSIGN_ACTION']))
    .default([])
    .describe('The rights of supervisors'),
  comments: z.enum(['NONE', 'READ', 'READ_WRITE']).default('READ_WRITE').describe('The rights of its members to comments'),
});

const transitionShape = z.strictObject({
  from: name.describe('The activity that it leaves'),
  to: name.describe('The activity that it opens'),
  when: expression.optional().describe('A JSONata expression: the transition is taken only if it is true'),
  otherwise: z.boolean().default(false).describe('Taken if no other transition is'),
  on: z
    .enum(['COMPLETE', 'CANCEL', 'ERROR', 'TIMEOUT', 'EXCEPTION'])
    .default('COMPLETE')
    .describe('The outcome that it handles; EXCEPTION handles all outcomes that have no transition of their own'),
});

/** The format of a process definition. Unknown fields are faults. What refers to what is checked by `validateDefinition`. */
export const definitionShape = z.strictObject({
  ...described,
  version: z.int().min(1).max(2_147_483_647).default(1).describe('The version. One that has requests cannot change: use the next number'),
  folder: z.string().trim().min(1).max(64).default('Processes').describe('Its folder; the managers of the folder manage the process'),
  subprocess: z
    .strictObject({
      enabled: z.boolean().default(false).describe('Whether it is enabled'),
      access: z.enum(['PUBLIC', 'PRIVATE']).default('PRIVATE').describe('PUBLIC: createRequest can start it'),
    })
    .default({ enabled: false, access: 'PRIVATE' })
    .describe('Whether calls from outside can create requests (PUBLIC) or only other processes can'),
  data: z.array(dataShape).max(entries).default([]).describe('The data fields of its requests'),
  participants: z.array(participantShape).max(entries).default([]).describe('The users who take part, and their roles'),
  start: z
    .union([name, z.array(name).min(1).max(limits.definitionStarts.value)], {
      error: 'must be the name of an activity, or a list of names',
    })
    .describe('The first activities: each request opens an action for each entry'),
  activities: z.array(z.discriminatedUnion('type', activityShapes)).min(1).max(entries).describe('Its activities'),
  transitions: z.array(transitionShape).max(limits.definitionTransitions.value).default([]).describe('The connections between activities'),
  allowUserActions: z
    .boolean()
    .optional()
    .describe('Whether the Workflows API can run it even though it has USER activities, which a person must do'),
  output: z.json().optional().describe('A template for the output of a completed request'),
  retentionDays: z
    .int()
    .min(1)
    .max(limits.retentionDays.value)
    .optional()
    .describe(
      'The number of days to keep closed requests before they are deleted with everything that belongs to them; by default, they are kept forever',
    ),
  maxSteps: z
    .int()
    .min(1)
    .max(limits.maxSteps.value)
    .default(1000)
    .describe(
      'The number of automatic actions allowed without a person in between; a request that exceeds it is stopped. Each second of a DELAY gives one back',
    ),
});

export type Definition = z.output<typeof definitionShape>;
export type DataType = Definition['data'][number]['type'];
export type Participant = Definition['participants'][number];
export type Activity = Definition['activities'][number];
export type ActivityOf<Type extends Activity['type']> = Extract<Activity, { type: Type }>;
export type Transition = Definition['transitions'][number];

/** The participants of each role, in the order of the definition. */
export function participantsByRole({ participants }: Definition): Record<Participant['role'], Participant[]> {
  const of = (role: Participant['role']) => participants.filter((participant) => participant.role === role);
  return { REQUESTER: of('REQUESTER'), ACTOR: of('ACTOR'), SUPERVISOR: of('SUPERVISOR') };
}

/** Returns whether any member of its participant may take an action of it while nobody has it. */
export function isSelfService({ assign }: ActivityOf<'USER'>): boolean {
  // Others fall back to this: where the requester or who had it last is not ACTIVE, nobody had it yet, or the data does not name a member.
  return assign === 'SELF_SERVICE' || assign === 'REQUESTER' || typeof assign === 'object';
}

/** The names of the data that name assignees, each once. */
export function assigningDataOf({ activities }: Definition): string[] {
  const names = activities.flatMap((activity) =>
    activity.type === 'USER' && typeof activity.assign === 'object' && 'data' in activity.assign ? [activity.assign.data] : [],
  );
  return [...new Set(names)];
}

/** The format of definitions as JSON Schema (draft 2020-12), for editors: as written, before defaults are filled in. */
export function toDefinitionJsonSchema(): object {
  return z.toJSONSchema(definitionShape, { io: 'input' });
}
