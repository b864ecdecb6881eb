import type { Identity } from '../../identity/identity';
import type { HttpCall } from '../httpCall';
import type { RestRoute } from './restPaths';

/** A request that reached a route of the Workflows API. */
export interface RestRequest extends HttpCall {
  route: RestRoute;
  /** The UUID in the path, as it was sent; empty where there is none. */
  id: string;
  /** Who calls. Throws what a log-in throws. */
  logIn(): Promise<Identity>;
}
