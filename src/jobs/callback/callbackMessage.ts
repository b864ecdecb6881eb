import { z } from 'zod';

/** What callbacks are told of, by the names that they get to read: how a request ended, or that it waits for people. */
export const callbackEvents = ['request.completed', 'request.cancelled', 'request.failed', 'request.awaiting'] as const;

export type CallbackEvent = (typeof callbackEvents)[number];

/** One event as one callback is told of it: the same in every attempt. */
export const callbackMessage = z.object({
  callbackId: z.int(),
  requestId: z.int(),
  event: z.enum(callbackEvents),
  /** By which the receiver knows it again. */
  webhookId: z.string(),
  /** What is sent, to the byte. */
  body: z.string(),
});

export type CallbackMessage = z.infer<typeof callbackMessage>;
