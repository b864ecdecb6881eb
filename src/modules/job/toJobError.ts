import { redactText } from '../../redaction/redactText';

/** Characters of it that are shown. */
const most = 1000;

/** What a job failed with, as it is shown: without secrets, and no more than its beginning. */
export function toJobError(error: string | null): string | null {
  if (error === null) return null;
  const text = redactText(error);
  return text.length <= most ? text : `${text.slice(0, most)}…`;
}
