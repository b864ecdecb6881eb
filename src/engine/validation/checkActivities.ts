import type { ActivityOf } from '../definition';
import { checkForm } from './checkForm';
import type { Report } from './fault';
import type { Parts } from './partsOf';

/** Reports what activities name and the definition does not have. */
export function checkActivities(parts: Parts, report: Report): void {
  const data = new Set(parts.names.data.map(({ value }) => value));
  for (const { at, value } of parts.activities) {
    if (value.type === 'USER') checkUser(value, at, parts, data, report);
    if (value.type !== 'SET') continue;
    for (const name of Object.keys(value.set)) if (!data.has(name)) report(['activities', at, 'set', name], `no data "${name}"`);
  }
}

function checkUser(user: ActivityOf<'USER'>, at: number, parts: Parts, data: Set<string>, report: Report): void {
  checkParticipant(user.participant, at, parts, report);
  if (typeof user.assign === 'object' && 'data' in user.assign) checkAssigningData(user.assign.data, at, parts, report);
  if (typeof user.assign === 'object' && 'sameAs' in user.assign) checkSameAs(user.assign.sameAs, at, parts, report);
  checkForm(user.form, at, parts, report);
  const seen = new Set<string>();
  for (const [place, { data: name }] of user.parameters.entries()) {
    if (!data.has(name)) report(['activities', at, 'parameters', place, 'data'], `no data "${name}"`);
    if (seen.has(name)) report(['activities', at, 'parameters', place, 'data'], `"${name}" is a parameter already`);
    seen.add(name);
  }
}

function checkParticipant(name: string, at: number, parts: Parts, report: Report): void {
  const known = parts.names.participants.some(({ value }) => value === name);
  if (!known) {
    report(['activities', at, 'participant'], `no participant "${name}"`);
    return;
  }
  const participant = parts.participants.find(({ value }) => value.name === name);
  if (participant?.value.role === 'SUPERVISOR')
    report(['activities', at, 'participant'], `"${name}" is a SUPERVISOR: an ACTOR or REQUESTER does activities`);
}

function checkSameAs(name: string, at: number, parts: Parts, report: Report): void {
  const path = ['activities', at, 'assign', 'sameAs'];
  if (!parts.names.activities.some(({ value }) => value === name)) {
    report(path, `no activity "${name}"`);
    return;
  }
  const other = parts.activities.find(({ value }) => value.name === name);
  if (other && other.value.type !== 'USER') report(path, `"${name}" is no USER activity: nobody has it`);
}

function checkAssigningData(name: string, at: number, parts: Parts, report: Report): void {
  const path = ['activities', at, 'assign', 'data'];
  const data = parts.data.find(({ value }) => value.name === name)?.value;
  if (!parts.names.data.some(({ value }) => value === name)) report(path, `no data "${name}"`);
  else if (data && data.type !== 'TEXT') report(path, `"${name}" is ${data.type}: a TEXT holds the user name`);
}
