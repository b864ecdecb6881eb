import { z } from 'zod';
import type { Json } from '../../engine/state';
import type { Work } from '../../engine/work';

/** A call that an HTTP activity makes. */
export type HttpCall = Extract<Work, { task: 'callHttp' }>;

export const httpCallSchema: z.ZodType<HttpCall> = z.object({
  task: z.literal('callHttp'),
  method: z.string(),
  url: z.string(),
  headers: z.record(z.string(), z.string()),
  // Jobs that are waiting since before there were secrets have none.
  secrets: z.record(z.string(), z.string()).default({}),
  body: z.json().optional(),
  timeout: z.number(),
  attempts: z.number(),
  delay: z.number(),
  keyAction: z.int().optional(),
}) as z.ZodType<HttpCall>;

/** What a peer answered, as `results` has it. */
export interface HttpResult {
  status: number;
  /** By name in lower case; one that was there several times is a list. */
  headers: { [name: string]: Json };
  /** JSON as its value, anything else as text, nothing as null. */
  body: Json;
}

/** How one attempt ended. */
export interface HttpEnd {
  /** Null where nothing came back that can be kept. */
  result: HttpResult | null;
  /** Null: success. */
  failure: string | null;
  /** Whether it may be different another time. */
  isTemporary: boolean;
  /** Milliseconds that the peer asks to be left alone for, 0 where it does not say. */
  retryAfter: number;
}
