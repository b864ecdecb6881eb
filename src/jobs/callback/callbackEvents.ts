/** What callbacks are told of, by the names that they get to read: how a request ended, or that it waits for people. */
export const callbackEvents = ['request.completed', 'request.cancelled', 'request.failed', 'request.awaiting'] as const;

export type CallbackEvent = (typeof callbackEvents)[number];
