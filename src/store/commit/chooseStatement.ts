import type { ChangeSet } from '../commitChanges';
import { limits } from '../../limits';
import { commitStatement } from './commitStatement';
import { allParts, partsOf, type Parts } from './parts';

/** The committing statement for a group, under the name by which connections prepare it. */
export interface ChosenStatement {
  name: string;
  text: string;
  parts: Parts;
}

const everything: ChosenStatement = { name: 'commitChanges', text: commitStatement(allParts), parts: allParts };
/** After a lost connection the first try may still hold its rows: then they are waited for, or it would be taken for somebody else. */
const waiting: ChosenStatement = { name: 'commitChanges again', text: commitStatement(allParts, ''), parts: allParts };
/** By name, those with fewer parts. Each connection keeps what it has prepared, so there are only so many; other groups use `everything`. */
const composed = new Map<string, ChosenStatement>();

/** Chooses the statement with the parts that these sets need; after a lost connection one that waits for rows that the lost try may hold. */
export function chooseStatement(sets: readonly ChangeSet[], lost: boolean): ChosenStatement {
  if (lost) return waiting;
  const parts = partsOf(sets);
  const name = `commitChanges ${[...parts].join(' ')}`;
  const known = composed.get(name);
  if (known) return known;
  if (composed.size >= limits.commitStatements.value || name.length > maxNameLength) return everything;
  const statement = { name, text: commitStatement(parts), parts };
  composed.set(name, statement);
  return statement;
}

/** PostgreSQL tells longer names of statements apart by their beginnings alone, in characters. */
const maxNameLength = 63;
