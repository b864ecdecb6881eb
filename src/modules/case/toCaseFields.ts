import type { Case, Json } from '../../engine/state';
import { refusal } from '../../errors';
import type { CreateCaseInput } from '../../generated/graphql';

type Fields = Omit<Case, 'id' | 'uuid'>;

/** The most characters of each text. */
const longest: Record<Exclude<keyof Fields, 'data'>, number> = {
  firstName: 255,
  lastName: 255,
  personalNumber: 255,
  email: 255,
  phone: 255,
  companyName: 255,
  companyNumber: 255,
  companyAddress: 1_000,
};
/** The most bytes of `data` as JSON: it is read with each step of a run. */
const mostBytes = 64_000;

/** What is known of a case; what is not given is null. Throws INPUT_INVALID for what is too long. */
export function toCaseFields(input: CreateCaseInput): Fields {
  const texts = Object.fromEntries(
    Object.entries(longest).map(([name, limit]) => {
      const text = input[name as keyof typeof longest] ?? null;
      if (text !== null && text.length > limit) throw tooLong(name, `${limit} characters at most, not ${text.length}`);
      return [name, text];
    }),
  ) as Omit<Fields, 'data'>;
  const data = (input.data ?? null) as Json;
  const bytes = Buffer.byteLength(JSON.stringify(data));
  if (bytes > mostBytes) throw tooLong('data', `${mostBytes} bytes of JSON at most, not ${bytes}`);
  return { ...texts, data };
}

function tooLong(path: string, reason: string): Error {
  return refusal('INPUT_INVALID', { path, reason }, { argument: path });
}
