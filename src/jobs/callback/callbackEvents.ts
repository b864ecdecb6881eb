/** What callbacks are told of, by the names that they get to read: how a request ended, or that it waits for nothing but people and delays. */
export const callbackEvents = ['request.completed', 'request.cancelled', 'request.failed', 'request.awaiting'] as const;

export type CallbackEvent = (typeof callbackEvents)[number];
