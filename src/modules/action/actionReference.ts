import { refusal } from '../../errors';
import { idKey } from '../../relay/idKey';

/** Which action of which request: by its number, or the first open one of an activity. */
export interface ActionReference {
  requestNumber: number;
  number: number | null;
  activityName: string | null;
}

interface ActionInput {
  id?: string | null;
  requestNumber?: number | null;
  number?: number | null;
  activityName?: string | null;
}

/**
 * The action that an input names by ID, by the numbers of its request and itself, or (where there is such a field) by its
 * activity's name. Throws REFERENCE_MISSING, REFERENCES_DISAGREE, ID_INVALID.
 */
export function actionReference(input: ActionInput): ActionReference {
  const [byIdRequest, byIdNumber] = idKey('id', input.id, 'Action') ?? [];
  const agree = (byId: number | undefined, given: number | null | undefined, second: string) => {
    if (byId !== undefined && given != null && byId !== given) throw refusal('REFERENCES_DISAGREE', { first: 'id', second });
    return byId ?? given ?? null;
  };
  const requestNumber = agree(byIdRequest, input.requestNumber, 'requestNumber');
  const number = agree(byIdNumber, input.number, 'number');
  const activityName = input.activityName ?? null;
  if (requestNumber === null || (number === null && activityName === null)) {
    throw refusal('REFERENCE_MISSING', { what: 'An action ID, or a request number and an action number,' });
  }
  return { requestNumber, number, activityName };
}
