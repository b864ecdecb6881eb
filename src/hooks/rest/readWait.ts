import { refusal } from '../../errors';

const most = 60;

/** For how many milliseconds `?wait=<seconds>` asks to wait, 0 without it. Throws INPUT_INVALID. */
export function readWait(query: string): number {
  const [wait = '0', ...more] = new URLSearchParams(query).getAll('wait');
  const seconds = /^\d{1,2}$/.test(wait) ? Number(wait) : Infinity;
  if (more.length === 0 && seconds <= most) return seconds * 1000;
  throw refusal('INPUT_INVALID', { path: 'wait', reason: `must be a whole number of seconds from 0 to ${most}` }, { argument: 'wait' });
}
