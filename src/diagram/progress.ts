/** How many actions of an activity a request has, by what became of them. */
export interface Counts {
  open: number;
  done: number;
  cancelled: number;
  failed: number;
  /** The last of them is done, so that what failed before it asks for no attention any more. */
  isMended?: boolean;
}

/** Where a request stands, as far as a diagram shows it. */
export interface Progress {
  /** What the request is called, and how it is: `Request 1728: open`. */
  title: string;
  /** By the activity's name; an activity that is not in it was not reached. */
  activities: ReadonlyMap<string, Counts>;
  /** How often each transition was taken, by its place in the definition. */
  transitions: ReadonlyMap<number, number>;
}
