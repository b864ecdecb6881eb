import { DateTime, Duration } from 'luxon';
import { z } from 'zod';
import { limits } from '../limits';

/** Names of processes, activities, participants and data: 1 to 64 letters of any script, digits, `_`, `-`, spaces inside. */
const name = z
  .string()
  .regex(
    /^(?=.{1,64}$)[\p{L}\p{Nd}_-]([\p{L}\p{M}\p{Nd}_ -]*[\p{L}\p{M}\p{Nd}_-])?$/u,
    'must be 1 to 64 letters, digits, "_", "-" and inner spaces',
  )
  .refine((value) => !['__proto__', 'constructor', 'prototype'].includes(value), 'is a reserved name');
const text = z.string().max(limits.definitionTextCharacters.value);
const described = {
  name: name.describe('1 to 64 letters, digits, "_", "-" and inner spaces; unique among its kind'),
  description: text.optional().describe('What it is for'),
};

const maxDuration = Duration.fromObject({ years: 100 });

/** Of ISO 8601, with at least one number, and one after a T. */
const form =
  /^P(?!$)(\d+([.,]\d+)?Y)?(\d+([.,]\d+)?M)?(\d+([.,]\d+)?W)?(\d+([.,]\d+)?D)?(T(?!$)(\d+([.,]\d+)?H)?(\d+([.,]\d+)?M)?(\d+([.,]\d+)?S)?)?$/;

/** What the parts of the format are made of. */
export const shapes = {
  name,
  text,
  /** An expression, or a template that is a text. */
  expression: z.string().min(1).max(limits.definitionTextCharacters.value),
  /** The name of a header of HTTP: a token of RFC 9110. */
  headerName: z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}$/, 'must be the name of a header'),
  /** A length of time of ISO 8601, such as `PT10S` or `P2D`. */
  duration: z.string().refine(isDuration, 'must be an ISO 8601 duration of at most 100 years, such as PT10S or P2D'),
  described,
  /** What activities of all types have. */
  activity: {
    ...described,
    join: z
      .enum(['ANY', 'ALL'])
      .default('ANY')
      .describe('ANY opens it each time it is reached; ALL waits until no open branch can still reach it, then opens it once'),
  },
};

/** Returns whether the text is a duration of ISO 8601, not negative and of 100 years at most. */
function isDuration(text: string): boolean {
  const duration = Duration.fromISO(text);
  return form.test(text) && duration.isValid && duration.toMillis() <= maxDuration.toMillis();
}

/** The moment that comes so long after another: years, months and days of the calendar in UTC. */
export function after(moment: Date, duration: string): Date {
  return DateTime.fromJSDate(moment, { zone: 'utc' }).plus(Duration.fromISO(duration)).toJSDate();
}

/** Its length in milliseconds; a month counts 30 days. */
export function toMilliseconds(duration: string): number {
  return Duration.fromISO(duration).toMillis();
}
