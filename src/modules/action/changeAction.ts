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
  access: Operation<Input, ActionPayload>['access'];
  /** What the refusal says that he may not: "complete", "assign", … */
  verb: string;
  people?: (input: Input) => UserReference[];
  /** Whether he may, given an open action. Throws refusals of the input. */
  may: (subject: Subject<Input>, action: ActionState) => boolean;
  /** What is to happen. Throws refusals of the input. */
  decide: (subject: Subject<Input>, action: ActionState) => Command;
}

/** An operation on one open action. Throws ACTION_FORBIDDEN, and what `changeRequest`, `findAction` and its own parts throw. */
export function changeAction<Input extends ActionInput>({
  access,
  verb,
  people,
  may,
  decide,
}: ActionChange<Input>): Operation<Input, ActionPayload> {
  const target = ({ input, request }: Subject<Input>) => findAction(request, actionReference(input));
  return changeRequest<Input, ActionPayload>({
    access,
    find: actionReference,
    ...(people && { people }),
    decide(subject) {
      const action = target(subject);
      if (!may(subject, action)) {
        throw refusal('ACTION_FORBIDDEN', {
          viewer: subject.viewer.userName,
          verb,
          action: action.number,
          request: subject.request.state.id,
        });
      }
      return decide(subject, action);
    },
    payload: (subject) => toActionPayload(subject.request.state.id, target(subject).number, subject.delegator),
  });
}

/** The answer about this action of that request. */
function toActionPayload(requestNumber: number, number: number, delegator: Person | null): ActionPayload {
  return { actionId: toGlobalId('Action', requestNumber, number), number, requestNumber, ...toDelegationPayload(delegator) };
}
