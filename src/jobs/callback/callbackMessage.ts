import { z } from 'zod';
import { callbackEvents } from './callbackEvents';

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
