import { z } from 'zod';
import { limits } from '../limits';
import { activityTypes } from './activities/activityTypes';
import { shapes } from './shapes';

const { name, expression, described } = shapes;
const entries = limits.definitionActivities.value;
// Also of what was deployed before names were in NFC.
const userOrGroup = z.string().normalize('NFC').min(1).max(255);

const dataShape = z.strictObject({
  ...described,
  type: z.enum(['TEXT', 'NUMERIC', 'DATETIME', 'JSON', 'FILE']).describe('What its values are'),
  default: z.json().optional().describe('What it is set to when a request is created'),
});

const participantShape = z.strictObject({
  ...described,
  role: z
    .enum(['REQUESTER', 'ACTOR', 'SUPERVISOR'])
    .describe('REQUESTER: may start it; ACTOR: does activities; SUPERVISOR: watches over all requests'),
  everyone: z.boolean().default(false).describe('Every active user is a member'),
  users: z.array(userOrGroup).default([]).describe('Members by user name'),
  groups: z.array(userOrGroup).default([]).describe('Groups whose members are members'),
  coordinators: z.array(userOrGroup).default([]).describe('User names of those who assign its actions'),
  rights: z
    .array(z.enum(['CANCEL_REQUEST', 'CANCEL_ACTION', 'ASSIGN_ACTION']))
    .default([])
    .describe('What supervisors may do'),
  comments: z.enum(['NONE', 'READ', 'READ_WRITE']).default('READ_WRITE').describe('What its members may do with comments'),
});

const transitionShape = z.strictObject({
  from: name.describe('The activity that it leaves'),
  to: name.describe('The activity that it opens'),
  when: expression.optional().describe('A JSONata expression: taken only where it is true'),
  otherwise: z.boolean().default(false).describe('Taken when no other was'),
  on: z
    .enum(['COMPLETE', 'CANCEL', 'ERROR', 'TIMEOUT', 'EXCEPTION'])
    .default('COMPLETE')
    .describe('The outcome it is for; EXCEPTION is for those without their own'),
});

/** The format of a process definition. Unknown fields are faults. What refers to what is checked by `validateDefinition`. */
export const definitionShape = z.strictObject({
  ...described,
  version: z.int().min(1).max(2_147_483_647).default(1).describe('A version that has requests never changes: count up'),
  folder: z.string().trim().min(1).max(64).default('Processes').describe('Where it lies; the managers of the folder manage it'),
  subprocess: z
    .strictObject({
      enabled: z.boolean().default(false).describe('Whether it is on'),
      access: z.enum(['PUBLIC', 'PRIVATE']).default('PRIVATE').describe('PUBLIC: createRequest may start it'),
    })
    .default({ enabled: false, access: 'PRIVATE' })
    .describe('Whether requests can be created by calls from outside (PUBLIC) or by other processes alone'),
  data: z.array(dataShape).max(entries).default([]).describe('What its requests remember'),
  participants: z.array(participantShape).max(entries).default([]).describe('Who takes part, and as what'),
  start: z
    .union([name, z.array(name).min(1).max(limits.definitionStarts.value)], { error: 'the name of an activity, or a list of names' })
    .describe('Where requests begin: an action is opened for each entry'),
  activities: z
    .array(
      z.discriminatedUnion('type', [
        activityTypes.USER.shape,
        activityTypes.SET.shape,
        activityTypes.HTTP.shape,
        activityTypes.DELAY.shape,
        activityTypes.SUBPROCESS.shape,
        activityTypes.MAIL.shape,
        activityTypes.RESPONSE.shape,
        activityTypes.END.shape,
      ]),
    )
    .min(1)
    .max(entries)
    .describe('Its steps'),
  transitions: z
    .array(transitionShape)
    .max(limits.definitionTransitions.value)
    .default([])
    .describe('What leads from activity to activity'),
  allowUserActions: z
    .boolean()
    .optional()
    .describe('Whether the Workflows API may run it although it has USER activities, which somebody has to do'),
  output: z.json().optional().describe('A template: the result of a completed request'),
  retentionDays: z
    .int()
    .min(1)
    .max(limits.retentionDays.value)
    .optional()
    .describe('For how many days closed requests are kept before they are deleted, with all that belongs to them; absent: for ever'),
  maxSteps: z
    .int()
    .min(1)
    .max(limits.maxSteps.value)
    .default(1000)
    .describe('Automatic actions without a person in between, before the request is stopped; each second of a DELAY gives one back'),
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

/** Whether any member of its participant may take an action of it while nobody has it. */
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
