import { randomUUID } from 'node:crypto';
import { sql } from '../../sql';
import { isLargerThan } from '../../engine/measureJson';
import type { Json } from '../../engine/state';
import { refusal } from '../../errors';
import { limits } from '../../limits';
import type { CreateParametersInput } from '../../generated/graphql';
import type { Operation } from '../operation';
import { activeProcess } from '../request/start/startWorkflow';
import { coerceStateValues } from '../request/change/toDataChange';
import { getStartable } from '../request/start/getStartable';
import { commitCreation } from '../keepAnswered';

interface Payload {
  parametersId: string;
  workflowDefinitionId: string;
  createdAt: Date;
}

/**
 * Keeps what runs of a process are to begin with, once it fits the data of its ACTIVE version. With the rights of `createRequest`. Throws
 * PROCESS_NOT_FOUND, START_FORBIDDEN, PARAMETER_UNKNOWN, INPUT_INVALID, …
 */
export const createParameters: Operation<CreateParametersInput, Payload> = {
  async run(context, { workflowDefinitionId, parameters }) {
    const { store, viewer, clock } = context;
    const limit = limits.parametersBytes.value;
    if (isLargerThan((parameters ?? null) as Json, limit))
      throw refusal('INPUT_INVALID', { path: 'parameters', reason: `must be at most ${limit} bytes of JSON` }, { argument: 'parameters' });
    const asked = { ...activeProcess(workflowDefinitionId, null), userIds: [], userNames: [] };
    const found = await store.loadStart(asked);
    const { process } = getStartable(viewer, found, asked, null);
    coerceStateValues(process.compiled.definition, 'parameters', parameters);
    const payload = { parametersId: randomUUID(), workflowDefinitionId: found.processUuid ?? '', createdAt: clock.now() };
    const write = sql`INSERT INTO parameter_set (uuid, process_name, creator_id, "values", created_at)
      SELECT ${payload.parametersId}::uuid, ${process.name}::text, ${viewer.id}::int, ${JSON.stringify(parameters ?? {})}::jsonb,
        ${payload.createdAt}::timestamptz
      WHERE EXISTS (SELECT FROM allowed)`;
    return commitCreation(context, 'parameters', write, payload);
  },
};
