import { z } from 'zod';
import { shapes, after } from '../shapes';
import type { Report } from '../validation/fault';
import type { Parts } from '../validation/partsOf';
import type { ActivityType, Assignee, AssignmentGiven } from './activityType';
import { formShape, checkForm } from './form';

const shape = z.strictObject({
  ...shapes.activity,
  type: z.literal('USER').describe('Waits for a person'),
  participant: shapes.name.describe('The participant (of role ACTOR or REQUESTER) whose members do it'),
  assign: z
    .union(
      [
        z.enum(['SELF_SERVICE', 'REQUESTER', 'INITIATOR', 'COORDINATOR']),
        z.strictObject({ sameAs: shapes.name.describe('An activity: its last assignee gets this one') }),
        z.strictObject({ data: shapes.name.describe('A TEXT data field with the user name of the assignee') }),
      ],
      { error: 'SELF_SERVICE, REQUESTER, INITIATOR, COORDINATOR, {"sameAs": "ACTIVITY"} or {"data": "DATA"}' },
    )
    .default('SELF_SERVICE')
    .describe('The assignee, or who can assign it'),
  limit: shapes.duration.optional().describe('Its time limit (ISO 8601 duration), after which it is closed as TIMEOUT'),
  form: formShape.optional().describe('The form to fill in; completeFormAction checks it'),
  parameters: z
    .array(
      z.strictObject({
        data: shapes.name.describe('The data field'),
        direction: z.enum(['IN', 'OUT', 'INOUT']).describe('Whether the activity reads it, sets it, or both'),
      }),
    )
    .max(1000)
    .default([])
    .describe('The data fields it is about, as documentation only: nothing is enforced'),
});

/** USER waits for a person: the requester, who had another activity last, whom a data names, or anyone who takes it or is given it. */
export const user: ActivityType<typeof shape> = {
  shape,
  check(activity, at, parts, report) {
    checkParticipant(activity.participant, at, parts, report);
    const { assign } = activity;
    if (typeof assign === 'object' && 'data' in assign) checkAssigningData(assign.data, at, parts, report);
    if (typeof assign === 'object' && 'sameAs' in assign) checkSameAs(assign.sameAs, at, parts, report);
    checkForm(activity.form, at, parts, report);
    const data = new Set(parts.names.data.map(({ value }) => value));
    const seen = new Set<string>();
    for (const [index, { data: name }] of activity.parameters.entries()) {
      if (!data.has(name)) report(['activities', at, 'parameters', index, 'data'], `no data field "${name}"`);
      if (seen.has(name)) report(['activities', at, 'parameters', index, 'data'], `"${name}" is already a parameter`);
      seen.add(name);
    }
  },
  compile: ({ assign, limit }) => ({
    automatic: false,
    assignee(given) {
      if (given.previousId !== null) return toAssignee(given.previousId, given);
      if (assign === 'REQUESTER') return toAssignee(given.requesterId, given);
      if (typeof assign !== 'object') return null;
      return 'data' in assign ? namedBy(assign.data, given) : toAssignee(given.lastAssignees.get(assign.sameAs), given);
    },
    limit: (now) => (limit === undefined ? null : after(now, limit)),
  }),
};

function toAssignee(id: number | undefined, { inactive }: AssignmentGiven): Assignee | null {
  if (id === undefined) return null;
  const idle = inactive.find((person) => person.id === id);
  return idle ? { unfit: idle.userName } : { id };
}

function namedBy(name: string, { data, findMember }: AssignmentGiven): Assignee | null {
  const userName = data.get(name);
  if (typeof userName !== 'string' || userName === '') return null;
  const id = findMember(userName.normalize('NFC'));
  return id === null ? { unfit: userName } : { id };
}

function checkParticipant(name: string, at: number, parts: Parts, report: Report): void {
  const known = parts.names.participants.some(({ value }) => value === name);
  if (!known) {
    report(['activities', at, 'participant'], `no participant "${name}"`);
    return;
  }
  const participant = parts.participants.find(({ value }) => value.name === name);
  if (participant?.value.role === 'SUPERVISOR')
    report(['activities', at, 'participant'], `"${name}" is a SUPERVISOR: use an ACTOR or REQUESTER`);
}

function checkSameAs(name: string, at: number, parts: Parts, report: Report): void {
  const path = ['activities', at, 'assign', 'sameAs'];
  if (!parts.names.activities.some(({ value }) => value === name)) {
    report(path, `no activity "${name}"`);
    return;
  }
  const other = parts.activities.find(({ value }) => value.name === name);
  if (other && other.value.type !== 'USER') report(path, `"${name}" is not a USER activity, so it has no assignee`);
}

function checkAssigningData(name: string, at: number, parts: Parts, report: Report): void {
  const path = ['activities', at, 'assign', 'data'];
  const data = parts.data.find(({ value }) => value.name === name)?.value;
  if (!parts.names.data.some(({ value }) => value === name)) report(path, `no data field "${name}"`);
  else if (data && data.type !== 'TEXT') report(path, `"${name}" is ${data.type}: use a TEXT that contains a user name`);
}
