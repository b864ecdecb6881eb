/** Who changes a request, and through what: users and hooks by their numbers. */
export interface Actor {
  /** Null: the engine, by itself. */
  actorId: number | null;
  /** The delegator, null where nobody delegated. */
  onBehalfOfId: number | null;
  /** The system-operation user who acts as the actor, null where he is himself. */
  impersonatorId: number | null;
  /** The hook, null for GraphQL. */
  applicationId: number | null;
  /** How many calls through hooks of this server led here, one out of the other; null: as many as to the change before. */
  hops: number | null;
}

/** Who changes a request when nobody does. */
export const engineActor: Actor = { actorId: null, onBehalfOfId: null, impersonatorId: null, applicationId: null, hops: null };
