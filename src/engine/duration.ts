import { DateTime, Duration } from 'luxon';

const longest = Duration.fromObject({ years: 100 });

/** Of ISO 8601, with at least one number, and one after a T. */
const form =
  /^P(?!$)(\d+([.,]\d+)?Y)?(\d+([.,]\d+)?M)?(\d+([.,]\d+)?W)?(\d+([.,]\d+)?D)?(T(?!$)(\d+([.,]\d+)?H)?(\d+([.,]\d+)?M)?(\d+([.,]\d+)?S)?)?$/;

/** Whether the text is a duration of ISO 8601, not negative and of 100 years at most. */
export function isDuration(text: string): boolean {
  const duration = Duration.fromISO(text);
  return form.test(text) && duration.isValid && duration.toMillis() <= longest.toMillis();
}

/** The moment that comes so long after another: years, months and days of the calendar in UTC. */
export function after(moment: Date, duration: string): Date {
  return DateTime.fromJSDate(moment, { zone: 'utc' }).plus(Duration.fromISO(duration)).toJSDate();
}

/** Its length in milliseconds; a month counts 30 days. */
export function toMilliseconds(duration: string): number {
  return Duration.fromISO(duration).toMillis();
}
