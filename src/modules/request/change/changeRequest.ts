import { refusal } from '../../../errors';
import type { Changes } from '../../../engine/changes';
import type { Command } from '../../../engine/command';
import type { Person } from '../../../engine/state';
import type { LoadedRequest } from '../../../store/load/loadRequest';
import type { Party, Viewer } from '../../../store/viewer';
import type { ParameterInput } from '../../../generated/graphql';
import { receiveFiles, type ReceivedFiles } from '../../file/receiveFiles';
import { findDelegator, type DelegationInput } from '../../delegation/findDelegator';
import { personIn } from '../../principals';
import type { Notification } from '../../notification/findNotifications';
import type { Operation } from '../../operation';
import { peopleQuery, userReference, type UserReference } from '../../user/userReference';
import { canSeeRequest } from '../access';
import { commitDecision } from './commitDecision';
import { textsOf } from './toDataChange';
import { toChangeSet, toActor } from './toChangeSet';

/** What an operation on a request decides with. */
export interface Subject<Input> {
  input: Input;
  request: LoadedRequest;
  /** Those of the people named who exist. */
  people: Party[];
  viewer: Viewer;
  /** On whose behalf, null when not delegated. */
  delegator: Person | null;
  /** The files of its parameters. */
  files: ReceivedFiles;
  /** Whose rights count: the delegator's as far as they delegated them, else the viewer's. */
  person: Party;
}

/** How one operation on a request differs from the others. */
export interface RequestChange<Input, Payload> {
  /** Returns which request, which of its actions even if it is closed, and which of its comments. Throws for an input that names none. */
  find(input: Input): { requestNumber: number; number?: number | null; comment?: number };
  /** Whom else the input names. */
  people?: (input: Input) => UserReference[];
  /** Throws the refusal of those who cannot do it. Called before `decide`, each time the request is loaded. */
  checkAccess(subject: Subject<Input>): void;
  /** Returns what is to happen. Throws refusals. */
  decide(subject: Subject<Input>): Command;
  /** The answer, given what was decided. */
  payload(subject: Subject<Input>, changes: Changes): Payload;
  /** What of the answer is the input once more. */
  echo?: (input: Input) => object;
  /** Which of the mails about it are sent; all where it does not say. */
  sends?: (input: Input, notification: Notification) => boolean;
}

/** How long a call waits for those on the same request that came before, in milliseconds. */
const maxQueueMs = 30_000;

/**
 * An operation on a request: reads the files of its parameters, loads it, finds out for whom it is done, asks the operation, lets the
 * engine decide, and commits, each decided on the result of the one before. Throws REQUEST_NOT_FOUND for what the viewer may not see,
 * REQUEST_CONTENDED after too many tries, and what `receiveFiles` throws.
 */
export function changeRequest<Input extends object, Payload extends object>(
  change: RequestChange<Input, Payload>,
): Operation<Input, Payload> {
  return {
    ...(change.echo && { echo: change.echo }),
    async run(context, input) {
      const { requestNumber, number = null, comment = null } = change.find(input);
      // Operations without delegation or without parameters have no such fields: the schema refuses them.
      const { onBehalfOf: id, onBehalfOfUserName: userName }: DelegationInput = input;
      const { parameters }: { parameters?: ParameterInput[] | null } = input;
      const onBehalfOf = userReference('onBehalfOf', id, userName);
      const named = peopleQuery(onBehalfOf, ...(change.people?.(input) ?? []));
      const asked = { requestId: requestNumber, actionNumber: number, commentNumber: comment, ...named, ...textsOf(input) };
      const decide = async (files: ReceivedFiles) => {
        const { request, people } = await context.store.loadRequest(asked);
        const delegator = findDelegator(context.viewer, people, onBehalfOf);
        if (!request || !canSeeRequest(request, context.viewer)) throw refusal('REQUEST_NOT_FOUND', { request: requestNumber });
        const person = personIn(request.process.name, context.viewer, delegator);
        const subject = { input, request, people, viewer: context.viewer, delegator, files, person };
        change.checkAccess(subject);
        return { subject, command: change.decide(subject) };
      };
      const files = await receiveFiles(context, parameters, decide);
      const commit = () =>
        commitDecision<Payload>(context, asked.userNames, async (among) => {
          const { subject, command } = await decide(files);
          const { request, people, delegator } = subject;
          const actor = toActor(context, delegator && delegator.id);
          const set = await toChangeSet(request, command, context.clock.now(), actor, among(people));
          return {
            set: { ...set, files: [...files.values()] },
            ...request,
            isWanted: (notification) => change.sends?.(input, notification) ?? true,
            toResult: () => change.payload(subject, set.changes),
          };
        });
      const begun = performance.now();
      return context.store.withLock(requestNumber, async () => {
        // This many came before: the caller has given up by now.
        const isTooLate = performance.now() - begun > maxQueueMs;
        const payload = isTooLate ? null : await commit();
        if (!payload) throw refusal('REQUEST_CONTENDED', { request: requestNumber });
        return payload;
      });
    },
  };
}
