/** A value as JSON has it. Dates are ISO 8601 strings in UTC with milliseconds. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

export type RequestStatus = 'OPEN' | 'CLOSED';
export type ActionStatus = 'NOT_STARTED' | 'RUNNING' | 'CLOSED';
/** How a request was closed. */
export type Outcome = 'COMPLETED' | 'CANCELLED' | 'ERROR';
/** How an action was closed. */
export type ActionOutcome = Outcome | 'TIMEOUT';

/** What a RESPONSE activity answers. */
export interface Answer {
  status: number;
  headers: { [name: string]: string };
  /** A text is sent as it is, anything else as JSON. */
  body: Json;
}

/** What opened an action: the closed action (0 is the creation of the request) and the place of the transition (or of the entry of `start`) in the definition; -1 where RETRY opens the activity of that action again. */
export interface Token {
  action: number;
  transition: number;
}

/** A token on its way to an activity. */
export interface Arrival {
  to: string;
  token: Token;
  /** Where RETRY opens an activity again whose action was open: who had it, null for nobody. */
  interrupted?: { assigneeId: number | null };
}

/** What went on beside an action whose failure ended the request: RETRY goes on with it. */
export interface Interrupted {
  /** Activities whose actions were open, then tokens on their way, in the order in which they are taken up again. */
  arrivals: Arrival[];
  /** As `waiting` of the request. */
  waiting: { [activity: string]: Token[] };
}

/** One action of a request. */
export interface ActionState {
  /** From 1 within the request, never reused. */
  number: number;
  /** The activity's name. */
  activity: string;
  status: ActionStatus;
  /** Null while the action is open. */
  subStatus: ActionOutcome | null;
  /** The user it is assigned to, null while nobody has it. */
  assigneeId: number | null;
  openedAt: string;
  closedAt: string | null;
  /** Why it was cancelled or failed, else null. */
  message: string | null;
}

/** One comment on a request. */
export interface CommentState {
  /** From 1 within the request, never reused. */
  number: number;
  /** 1 to 10,000 characters; null once it is removed. */
  message: string | null;
  authorId: number;
}

/** A person as expressions see them. */
export interface Person {
  id: number;
  userName: string;
  firstName: string;
  lastName: string;
  email: string | null;
}

/** Whom a run of the Workflows API is for. What was not given is null. */
export interface Case {
  id: number;
  uuid: string;
  firstName: string | null;
  lastName: string | null;
  personalNumber: string | null;
  email: string | null;
  phone: string | null;
  companyName: string | null;
  companyNumber: string | null;
  companyAddress: string | null;
  /** Anything else that is known of the person. */
  data: Json;
}

/** What started a request for another. */
export interface Parent {
  id: number;
  action: number;
  /** From 0. */
  index: number;
}

/** All requests that one started, directly or through others. */
export interface Family {
  /** The number of the topmost one. */
  root: number;
  /** How many stand above this one, itself included. */
  depth: number;
  /** How many the topmost one has started so far, and how many it may. */
  size: number;
  maxSize: number;
}

/** Everything that `advance` has to know of a request. */
export interface RequestState {
  /** Also its number. */
  id: number;
  uuid: string;
  /** The action of another request that started it, and its place among those that it started, null where somebody did. */
  parent: Parent | null;
  family: Family;
  status: RequestStatus;
  /** Null while the request is open. */
  subStatus: Outcome | null;
  isTest: boolean;
  requester: Person;
  /** The requester and those in `lastAssignees`, as far as they are not ACTIVE: no action is assigned to them. */
  inactive: { id: number; userName: string }[];
  openedAt: string;
  closedAt: string | null;
  /** Why it ended, where an END activity or an error says so, else null. */
  message: string | null;
  /** Values by the name of the data. A data that is empty is absent. TEXT string, NUMERIC number, DATETIME ISO string, JSON anything. */
  data: { [name: string]: Json };
  /** What started the run (null for requests that were made by `createRequest`). */
  runtime: Json;
  /** Whom it runs for, null where it is nobody's case. */
  case: Case | null;
  /** The process's output, once the request is completed, else null. */
  output: Json;
  /** All open actions, ascending by number; closed ones may be among them. */
  actions: ActionState[];
  /** The highest action number given so far, 0 at first. */
  lastActionNumber: number;
  /** The comment that the command is about, if it is there: the others do not matter here. */
  comments: CommentState[];
  /** The highest comment number given so far, 0 at first. */
  lastCommentNumber: number;
  /** Automatic actions since a person last did something, less one for each second that a DELAY or `limit` waited: what `maxSteps` limits. */
  steps: number;
  /** Tokens that wait at a `join: "ALL"` activity, by its name. */
  waiting: { [activity: string]: Token[] };
  /** Who had the last action of an activity, by its name: what `sameAs` looks up. */
  lastAssignees: { [activity: string]: number };
  /** What came of activities that work outside, by their names: the last time each. */
  results: { [activity: string]: Json };
  /** What the first RESPONSE activity answered, null before. */
  answer: Answer | null;
  /** The number of the action whose failure ended the request, null otherwise: what RETRY opens again. */
  failedAction: number | null;
  /** What that failure interrupted, null otherwise: RETRY goes on with it. */
  interrupted: Interrupted | null;
}
