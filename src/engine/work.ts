import type { Mailbox } from '../input/mailbox';
import type { DataChange } from './command';
import type { Json } from './state';

/** A file that is sent with a mail: which one of its request, and what is known of it. */
export interface Attachment {
  id: string;
  name: string;
  contentType: string;
  /** Bytes. */
  size: number;
}

/** What has to be done outside of the engine for an action that runs; how it ended comes back as FINISH_ACTION. Times in milliseconds. */
export type Work =
  | {
      task: 'callHttp';
      method: string;
      url: string;
      headers: { [name: string]: string };
      /** Headers whose value is a secret: its name. */
      secrets: { [header: string]: string };
      /** Undefined: none. A text is sent as it is, anything else as JSON. */
      body?: Json;
      timeout: number;
      /** How often at most, and how long to wait before the second time; each wait is twice the one before. */
      attempts: number;
      delay: number;
      /** The action in the Idempotency-Key, where that is not the one that it is for. */
      keyAction?: number;
    }
  /** Nothing but to wait: WAKE_ACTION comes then. */
  | { task: 'wakeAction'; at: string }
  | {
      task: 'sendMail';
      to: Mailbox[];
      cc: Mailbox[];
      subject: string;
      text: string;
      html: string | null;
      /** Files of the request. */
      attach: Attachment[];
    }
  | {
      task: 'startRequests';
      process: string;
      /** Null: the active one. */
      version: number | null;
      /** One request for each: the data that it begins with. */
      items: DataChange[];
      /** Whether the items come from a list: then what comes of them is one, too. */
      isList: boolean;
      /** How many at a time. */
      concurrency: number;
      /** Whether the action waits for their ends. */
      wait: boolean;
      /** The earlier action of this activity whose completed requests count for this one, and how many these are as far as is known. */
      resumes?: { action: number; done: number };
    };

/** Returns how many requests some work has to start. */
export function startsOf(work: Work): number {
  return work.task === 'startRequests' ? Math.max(work.items.length - (work.resumes?.done ?? 0), 0) : 0;
}
