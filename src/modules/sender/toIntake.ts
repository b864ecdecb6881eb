import { refusal } from '../../errors';
import type { TriggerInput } from '../../generated/graphql';
import type { Intake } from '../../store/trigger';

/** How calls are received, as it is stored: absent fields stay as they were `before`, null asks for the default. Throws INPUT_INVALID. */
export function toIntake(input: TriggerInput, before: Intake): Intake {
  return {
    accept: choose(listOf('accept', input.accept), before.accept),
    methods: choose(listOf('methods', input.methods), before.methods),
    raw: choose(input.raw, before.raw),
  };
}

function choose<Value>(given: Value | null | undefined, before: Value | null): Value | null {
  return given === undefined ? before : given;
}

function listOf<Item extends string>(field: string, list: readonly Item[] | null | undefined): Item[] | null | undefined {
  if (list?.length === 0) throw refusal('INPUT_INVALID', { path: `trigger.${field}`, reason: 'name at least one, or leave it out' });
  return list && [...new Set(list)];
}
