import { z } from 'zod';

/** Names of processes, activities, participants and data: 1 to 64 letters of any script, digits, `_`, `-`, spaces inside. */
const name = z
  .string()
  .regex(
    /^(?=.{1,64}$)[\p{L}\p{Nd}_-]([\p{L}\p{M}\p{Nd}_ -]*[\p{L}\p{M}\p{Nd}_-])?$/u,
    '1 to 64 letters, digits, "_", "-" and spaces inside',
  )
  .refine((text) => !['__proto__', 'constructor', 'prototype'].includes(text), 'this name is reserved');
const text = z.string().max(10_000);
const expression = z.string().min(1).max(10_000);
const userOrGroup = z.string().min(1).max(255);
const described = { name, description: text.optional() };

const dataShape = z.strictObject({
  ...described,
  type: z.enum(['TEXT', 'NUMERIC', 'DATETIME', 'JSON']),
  default: z.json().optional().describe('What it is set to when a request is created'),
});

const participantShape = z.strictObject({
  ...described,
  role: z.enum(['REQUESTER', 'ACTOR', 'SUPERVISOR']),
  everyone: z.boolean().default(false).describe('Every active user is a member'),
  users: z.array(userOrGroup).default([]).describe('Members by user name'),
  groups: z.array(userOrGroup).default([]).describe('Groups whose members are members'),
  coordinators: z.array(userOrGroup).default([]).describe('User names of those who assign its actions'),
  rights: z
    .array(z.enum(['CANCEL_REQUEST', 'CANCEL_ACTION', 'ASSIGN_ACTION']))
    .default([])
    .describe('What supervisors may do'),
  comments: z.enum(['NONE', 'READ', 'READ_WRITE']).default('READ_WRITE'),
});

const formFieldShape = z.strictObject({
  data: name,
  label: text.optional(),
  description: text.optional(),
  required: z.boolean().default(false),
  options: z
    .array(z.union([z.string(), z.number(), z.boolean()]))
    .min(1)
    .max(1000)
    .optional()
    .describe('The only values it takes'),
  pattern: expression.optional().describe('A regular expression (RE2) that the whole of a TEXT matches'),
  minimum: z.union([z.number(), z.string()]).optional().describe('The least NUMERIC, or the earliest DATETIME'),
  maximum: z.union([z.number(), z.string()]).optional().describe('The greatest NUMERIC, or the latest DATETIME'),
});

const activity = {
  ...described,
  join: z.enum(['ANY', 'ALL']).default('ANY').describe('ANY opens it each time it is reached, ALL once nothing open can lead to it'),
};

const userShape = z.strictObject({
  ...activity,
  type: z.literal('USER').describe('Waits for a person'),
  participant: name.describe('Whose members do it: one of role ACTOR or REQUESTER'),
  assign: z
    .union(
      [z.enum(['SELF_SERVICE', 'REQUESTER', 'INITIATOR', 'COORDINATOR']), z.strictObject({ sameAs: name }), z.strictObject({ data: name })],
      {
        error: 'SELF_SERVICE, REQUESTER, INITIATOR, COORDINATOR, {"sameAs": "ACTIVITY"} or {"data": "DATA"}',
      },
    )
    .default('SELF_SERVICE')
    .describe('Who gets it, or who may give it to somebody'),
  form: z.strictObject({ fields: z.array(formFieldShape).max(1000) }).optional(),
  parameters: z
    .array(z.strictObject({ data: name, direction: z.enum(['IN', 'OUT', 'INOUT']) }))
    .max(1000)
    .default([]),
});

const setShape = z.strictObject({
  ...activity,
  type: z.literal('SET').describe('Computes data'),
  set: z.record(name, z.json()).describe('Templates by the name of the data; all see the data as it was before'),
});

const endShape = z.strictObject({
  ...activity,
  type: z.literal('END').describe('Ends the request'),
  as: z.enum(['COMPLETED', 'CANCELLED', 'ERROR']).default('COMPLETED'),
  message: text.optional().describe('Why: a template'),
});

const transitionShape = z.strictObject({
  from: name,
  to: name,
  when: expression.optional().describe('A JSONata expression: taken only where it is true'),
  otherwise: z.boolean().default(false).describe('Taken when no other was'),
  on: z
    .enum(['COMPLETE', 'CANCEL', 'ERROR', 'EXCEPTION'])
    .default('COMPLETE')
    .describe('The outcome it is for; EXCEPTION is for those without their own'),
});

/** The format of a process definition. Unknown fields are faults. What refers to what is checked by `validateDefinition`. */
export const definitionShape = z.strictObject({
  ...described,
  version: z.int().min(1).max(2_147_483_647).default(1),
  folder: z.string().trim().min(1).max(64).default('Processes'),
  subprocess: z
    .strictObject({ enabled: z.boolean().default(false), access: z.enum(['PUBLIC', 'PRIVATE']).default('PRIVATE') })
    .default({ enabled: false, access: 'PRIVATE' })
    .describe('Whether requests can be created by calls from outside (PUBLIC) or by other processes alone'),
  data: z.array(dataShape).max(1000).default([]),
  participants: z.array(participantShape).max(1000).default([]),
  start: z
    .union([name, z.array(name).min(1).max(100)], { error: 'the name of an activity, or a list of names' })
    .describe('Where requests begin: an action is opened for each entry'),
  activities: z
    .array(z.discriminatedUnion('type', [userShape, setShape, endShape]))
    .min(1)
    .max(1000),
  transitions: z.array(transitionShape).max(10_000).default([]),
  output: z.json().optional().describe('A template: the result of a completed request'),
  maxSteps: z
    .int()
    .min(1)
    .max(10_000)
    .default(1000)
    .describe('Automatic actions without a person in between, before the request is stopped'),
});

export type Definition = z.output<typeof definitionShape>;
export type DataType = Definition['data'][number]['type'];
export type Participant = Definition['participants'][number];
export type Activity = Definition['activities'][number];
export type ActivityOf<Type extends Activity['type']> = Extract<Activity, { type: Type }>;
export type Transition = Definition['transitions'][number];
