import { randomUUID } from 'node:crypto';
import type { Context } from '../../context';
import { refusal } from '../../errors';
import { advance } from '../../engine/advance';
import type { Command } from '../../engine/command';
import type { ChangeSet } from '../../store/commitChanges';
import type { LoadedRequest } from '../../store/loadRequest';
import type { Viewer } from '../../store/viewer';
import { commitAnswered } from '../commitAnswered';
import { findDelegator, type DelegationInput } from '../delegation/findDelegator';
import type { Operation } from '../operation';
import { peopleAsked, userReference, type UserReference } from '../user/userReference';
import { canSeeRequest } from './access';

/** What an operation on a request decides with. */
export interface Subject<Input> {
  input: Input;
  request: LoadedRequest;
  /** Those of the people named who exist. */
  people: Viewer[];
  viewer: Viewer;
  /** On whose behalf, null when not delegated. */
  delegator: Viewer | null;
}

/** How one operation on a request differs from the others. */
export interface RequestChange<Input, Payload> {
  access: Operation<Input, Payload>['access'];
  /** Which request, and which of its actions even if it is closed. Throws for an input that names none. */
  find(input: Input): { requestNumber: number; number?: number | null };
  /** Whom else the input names. */
  people?: (input: Input) => UserReference[];
  /** Checks the rights, and says what is to happen. Throws refusals. */
  decide(subject: Subject<Input>): Command;
  /** The answer. */
  payload(subject: Subject<Input>, command: Command): Payload;
}

/** Somebody else was faster this often in a row: then the caller is told. */
const mostTries = 25;

/**
 * An operation on a request: loads it, finds out for whom it is done, asks the operation, lets the engine decide, and
 * commits, each decided on the result of the one before. Throws REQUEST_NOT_FOUND for what the viewer may not see, and
 * REQUEST_CONTENDED after too many tries.
 */
export function changeRequest<Input extends object, Payload extends object>(
  change: RequestChange<Input, Payload>,
): Operation<Input, Payload> {
  return {
    access: change.access,
    run(context, input) {
      const { requestNumber, number = null } = change.find(input);
      // Operations without delegation have no such fields: the schema refuses them.
      const { onBehalfOf: id, onBehalfOfUserName: userName }: DelegationInput = input;
      const onBehalfOf = userReference('onBehalfOf', id, userName);
      const asked = { requestId: requestNumber, actionNumber: number, ...peopleAsked(onBehalfOf, ...(change.people?.(input) ?? [])) };
      return context.store.inTurn(requestNumber, async () => {
        for (let tries = 1; tries <= mostTries; tries += 1) {
          const { request, people } = await context.store.loadRequest(asked);
          const delegator = findDelegator(context.viewer, people, onBehalfOf);
          const isSeen = request && canSeeRequest(request, context.viewer) && (!delegator || canSeeRequest(request, delegator));
          if (!isSeen) throw refusal('REQUEST_NOT_FOUND', { request: requestNumber });
          const subject = { input, request, people, viewer: context.viewer, delegator };
          const command = change.decide(subject);
          const payload = change.payload(subject, command);
          if (await commitAnswered(context, await toChangeSet(context, subject, command), payload)) return payload;
          // Another process was faster. Not all at once again.
          await new Promise((resolve) => setTimeout(resolve, Math.random() * 10 * tries));
        }
        throw refusal('REQUEST_CONTENDED', { request: requestNumber });
      });
    },
  };
}

async function toChangeSet(
  context: Context,
  { request, viewer, delegator }: Subject<unknown>,
  command: Command,
): Promise<Omit<ChangeSet, 'answer'>> {
  const at = context.clock.now();
  return {
    operation: randomUUID(),
    requestId: request.state.id,
    over: request.version,
    at,
    actorId: viewer.id,
    onBehalfOfId: delegator && delegator.id !== viewer.id ? delegator.id : null,
    applicationId: context.hook?.applicationId ?? null,
    changes: await advance(request.process.compiled, request.state, command, at),
    compiled: request.process.compiled,
  };
}
