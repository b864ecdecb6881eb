import { raw, sql } from '../../sql';
import type { Context } from '../../context';
import type { CompiledDefinition } from '../../engine/compileDefinition';
import type { RunStatus } from '../../engine/runStatus';
import type { Case, Json } from '../../engine/state';
import { refusal } from '../../errors';
import type { RunCaseInput } from '../../generated/graphql';
import { toGlobalId } from '../../relay/globalId';
import { caseColumn } from '../../store/load/caseColumn';
import { isUuid } from '../guards';
import type { Operation } from '../operation';
import { activeProcess } from '../request/start/startWorkflow';
import { coerceStateValues } from '../request/change/toDataChange';
import { startRequest } from '../request/start/startRequest';
import { visibleCreations } from './case';

interface Payload {
  requestId: string;
  uuid: string;
  number: number;
  status: RunStatus;
  caseId: string;
  workflowDefinitionId: string;
}

/** What a run is to be made of. */
export interface RunBasis {
  case: Case;
  /** What was kept for it, null where nothing was asked for. */
  parameters: { processName: string; values: { [name: string]: Json } } | null;
}

type Row = { [field in keyof RunBasis]: RunBasis[field] | null };

/**
 * Starts the ACTIVE version of a process for a case, with the rights of `createRequest`. Throws CASE_NOT_FOUND, PARAMETERS_NOT_FOUND,
 * PARAMETERS_FOREIGN, PROCESS_NOT_FOUND, PROCESS_NEEDS_PEOPLE, …
 */
export const runCase: Operation<RunCaseInput, Payload> = {
  async run(context, { workflowDefinitionId, caseId, parametersId = null, parameters = null }) {
    if (parametersId !== null && parameters !== null)
      throw refusal('INPUT_INVALID', { path: 'parameters', reason: 'cannot be combined with parametersId: send one of them' });
    const basis = await loadRunBasis(context, { caseId, parametersId });
    const values = basis.parameters?.values ?? parameters;
    return startRequest(context, {
      query: activeProcess(workflowDefinitionId, values),
      onBehalfOf: { id: null, userName: null },
      runtime: null,
      case: basis.case,
      dataOf({ name, compiled }) {
        const owner = basis.parameters?.processName ?? name;
        if (owner !== name) throw refusal('PARAMETERS_FOREIGN', { parameters: parametersId ?? '', owner, process: name });
        requireAutomatic(compiled);
        return coerceStateValues(compiled.definition, 'parameters', values);
      },
      payload: ({ number, uuid, status, processUuid }) => {
        const requestId = toGlobalId('Request', number);
        return { requestId, uuid, number, status, caseId: basis.case.uuid, workflowDefinitionId: processUuid };
      },
    });
  },
};

/** Lets pass what runs by itself. All activities of a definition can be reached. */
function requireAutomatic({ definition }: CompiledDefinition): void {
  const activity = definition.activities.find(({ type }) => type === 'USER');
  if (!activity || definition.allowUserActions) return;
  throw refusal('PROCESS_NEEDS_PEOPLE', { process: definition.name, activity: activity.name });
}

/** The case and the parameters of these UUIDs. Throws CASE_NOT_FOUND, PARAMETERS_NOT_FOUND for what the viewer may not see. */
async function loadRunBasis(
  { db, viewer }: Context,
  { caseId, parametersId }: { caseId: string; parametersId: string | null },
): Promise<RunBasis> {
  const uuidOf = (text: string | null) => (text !== null && isUuid(text) ? text : null);
  const [row] = await db.read<Row>(sql`
    SELECT ${raw(caseColumn)},
      CASE WHEN p.uuid IS NOT NULL THEN jsonb_build_object('processName', p.process_name, 'values', p."values") END AS parameters
    FROM (SELECT ${uuidOf(caseId)}::uuid AS case_id, ${uuidOf(parametersId)}::uuid AS parameters_id) asked
    LEFT JOIN "case" k ON k.uuid = asked.case_id AND ${visibleCreations(sql`k.creator_id`, viewer)}
    LEFT JOIN parameter_set p ON p.uuid = asked.parameters_id AND ${visibleCreations(sql`p.creator_id`, viewer)}`);
  if (!row?.case) throw refusal('CASE_NOT_FOUND', { case: caseId });
  if (parametersId !== null && !row.parameters) throw refusal('PARAMETERS_NOT_FOUND', { parameters: parametersId });
  return { case: row.case, parameters: row.parameters };
}
