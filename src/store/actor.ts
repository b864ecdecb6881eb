/** The user who changes a request, and the hook; both by their numbers. */
export interface Actor {
  /** Null: the engine, by itself. */
  actorId: number | null;
  /** The delegator, null where nobody delegated. */
  onBehalfOfId: number | null;
  /** The system-operation user who acts as the actor, null where they are themselves. */
  impersonatorId: number | null;
  /** The hook, null for GraphQL. */
  applicationId: number | null;
  /** How many calls through hooks of this server led here, one out of the other; null: as many as to the change before. */
  hops: number | null;
}

/** The actor of changes that the engine makes by itself. */
export const engineActor: Actor = { actorId: null, onBehalfOfId: null, impersonatorId: null, applicationId: null, hops: null };
