import type { Doer } from './doer';

/** Who changes a request when nobody does. */
export const theEngine: Doer = { actorId: null, onBehalfOfId: null, impersonatorId: null, applicationId: null, hops: null };
