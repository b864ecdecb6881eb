import { sql } from '../../sql';
import { isLargerThan } from '../../engine/measureJson';
import type { Json, Outcome } from '../../engine/state';
import { limits } from '../../limits';
import { findFilesIn } from '../file/givenFiles';
import { advanceRequest } from '../request/change/advanceRequest';
import type { SubrequestDeps } from './driveSubrequests';
import type { Plan } from './loadPlan';

const largest = limits.subprocessResultBytes.value;

interface Ended {
  number: number;
  status: Outcome;
  output: Json;
  message: string | null;
}

/** Tells the request what came of those that its action started; `failure` is why one could not be started. */
export async function finishSubprocess(
  deps: SubrequestDeps,
  requestId: number,
  action: number,
  { process, version, isList }: Plan,
  failure: string | null,
): Promise<void> {
  const ended = await deps.db.read<Ended>(sql`
    SELECT id AS number, sub_status AS status, output, message FROM request
    WHERE parent_id = ${requestId} AND parent_action = ${action} ORDER BY parent_index`);
  const results = ended.map(({ number, status, output }) => ({ number, status, output }));
  const result = isList ? results : (results[0] ?? null);
  const isTooLarge = isLargerThan(result, largest);
  const files = isTooLarge
    ? []
    : await findFilesIn(
        deps.db,
        ended.map(({ number }) => number),
        result,
      );
  const bad = ended.find(({ status }) => status === 'ERROR') ?? ended.find(({ status }) => status === 'CANCELLED');
  const message = failure ?? (bad ? describe(bad) : isTooLarge ? `the outputs are larger than ${largest} bytes together` : null);
  await advanceRequest(
    deps,
    requestId,
    {
      type: 'FINISH_ACTION',
      action,
      outcome: failure === null && bad ? bad.status : message === null ? 'COMPLETED' : 'ERROR',
      result: isTooLarge ? null : result,
      message,
      detail: {
        process,
        version,
        requests: ended.length,
        ...(bad && { failed: { number: bad.number, status: bad.status, message: bad.message } }),
      },
      files: files.map(({ descriptor }) => descriptor),
    },
    files,
  );
}

function describe({ number, status, message }: Ended): string {
  if (status === 'CANCELLED') return `request ${number} was cancelled`;
  return `request ${number} ended in an error${message === null ? '' : `: ${message}`}`;
}
