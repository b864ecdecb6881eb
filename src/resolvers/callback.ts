import type { Resolvers } from '../generated/graphql';
import { toGlobalId } from '../relay/globalId';
import { loadColumn } from '../modules/loadLarge';
import { getRequestRow } from '../modules/request/request';
import { findAttempts } from '../modules/callback/callbackAttempt';
import { findCallback, getCallbackRow, findCallbacks } from '../modules/callback/callback';
import { loadProcessNamed } from '../modules/process/process';
import { isAdministrator } from '../modules/audit/audited';

export const callbackResolvers: Resolvers = {
  Query: {
    callback: (_, args, context) => findCallback(context, args),
    callbacks: (_, args, context) => findCallbacks(context, args),
  },
  Callback: {
    id: ({ id }) => toGlobalId('Callback', id),
    viewerCanChange: (_, __, context) => isAdministrator(context.viewer),
    process: ({ processName }, _, context) => (processName === null ? null : loadProcessNamed(context, processName)),
    attempts: ({ id }, args, context) => findAttempts(context, id, args),
  },
  CallbackAttempt: {
    id: ({ id }) => toGlobalId('CallbackAttempt', id),
    viewerCanResend: async ({ callbackId }, _, context) =>
      isAdministrator(context.viewer) && (await getCallbackRow(context, callbackId)).active,
    callback: ({ callbackId }, _, context) => getCallbackRow(context, callbackId),
    request: ({ requestId }, _, context) => getRequestRow(context, requestId),
    body: async ({ id }, _, context) => (await loadColumn<string>(context, 'callback_attempt', 'body', id)) ?? '',
    answer: ({ id }, _, context) => loadColumn(context, 'callback_attempt', 'answer', id),
    outcome({ durationMs, error }) {
      if (durationMs === null) return null;
      return error === null ? 'SUCCEEDED' : 'FAILED';
    },
  },
};
