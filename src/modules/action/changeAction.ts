import type { Command } from '../../engine/command';
import type { ActionState, Person } from '../../engine/state';
import { refusal } from '../../errors';
import { toGlobalId } from '../../relay/globalId';
import { toDelegationPayload, type DelegationInput, type DelegationPayload } from '../delegation/findDelegator';
import type { Operation } from '../operation';
import { changeRequest, type Subject } from '../request/change/changeRequest';
import type { UserReference } from '../user/userReference';
import { actionReference, findAction } from './actionReference';

interface ActionInput extends DelegationInput {
  id?: string | null;
  requestNumber?: number | null;
  number?: number | null;
  activityName?: string | null;
}

/** What most operations on an action answer. */
interface ActionPayload extends DelegationPayload {
  actionId: string;
  number: number;
  requestNumber: number;
}

/** How one operation on an action differs from the others. */
export interface ActionChange<Input> {
  /** What the refusal says that they cannot do: "complete", "assign", … */
  verb: string;
  people?: (input: Input) => UserReference[];
  /** Whether they can do it to this open action. Throws refusals of the input. */
  access: (subject: Subject<Input>, action: ActionState) => boolean;
  /** What is to happen. Throws refusals of the input. */
  decide: (subject: Subject<Input>, action: ActionState) => Command;
}

/** An operation on one open action. Throws ACTION_FORBIDDEN, and what `changeRequest`, `findAction` and its own parts throw. */
export function changeAction<Input extends ActionInput>({
  verb,
  people,
  access,
  decide,
}: ActionChange<Input>): Operation<Input, ActionPayload> {
  const target = ({ input, request }: Subject<Input>) => findAction(request, actionReference(input));
  return changeRequest<Input, ActionPayload>({
    find: actionReference,
    ...(people && { people }),
    checkAccess(subject) {
      const action = target(subject);
      if (access(subject, action)) return;
      const { viewer, request } = subject;
      throw refusal('ACTION_FORBIDDEN', { viewer: viewer.userName, verb, action: action.number, request: request.state.id });
    },
    decide: (subject) => decide(subject, target(subject)),
    payload: (subject) => toActionPayload(subject.request.state.id, target(subject).number, subject.delegator),
  });
}

/** The answer about this action of that request. */
function toActionPayload(requestNumber: number, number: number, delegator: Person | null): ActionPayload {
  return { actionId: toGlobalId('Action', requestNumber, number), number, requestNumber, ...toDelegationPayload(delegator) };
}
