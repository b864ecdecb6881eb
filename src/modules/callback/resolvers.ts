import type { Resolvers } from '../../generated/graphql';
import { toGlobalId } from '../../relay/globalId';
import { loadColumn } from '../loadLarge';
import { getRequestRow } from '../request/getRequestRow';
import { createCallback } from './createCallback';
import { deleteCallback } from './deleteCallback';
import { findAttempts } from './findAttempts';
import { findCallbacks } from './findCallbacks';
import { findCallback } from './loadCallbackRow';
import { getCallbackRow } from './getCallbackRow';
import { resendCallback } from './resendCallback';
import { updateCallback } from './updateCallback';

export const callbackOperations = { createCallback, updateCallback, deleteCallback, resendCallback };

export const callbackResolvers: Resolvers = {
  Query: {
    callback: (_, asked, context) => findCallback(context, asked),
    callbacks: (_, asked, context) => findCallbacks(context, asked),
  },
  Callback: {
    id: ({ id }) => toGlobalId('Callback', id),
    attempts: ({ id }, asked, context) => findAttempts(context, id, asked),
  },
  CallbackAttempt: {
    id: ({ id }) => toGlobalId('CallbackAttempt', id),
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
