import { sqltag as sql } from '@prisma/client/runtime/client';
import type { List } from '../../relay/loadConnections';
import type { Viewer } from '../../store/viewer';
import { standingsOf } from '../delegation/standingsOf';
import { requestWays } from '../request/requestWays';
import { doableActions } from './doableActions';

/** The list of what the viewer can do now, for himself and for those who delegated to him, as its rows and their keys. */
export function doableOf(viewer: Viewer): Pick<List, 'from' | 'order' | 'branches'> {
  return {
    order: [
      { by: sql`a.request_id`, type: 'int' },
      { by: sql`a.number`, type: 'int' },
    ],
    ...requestWays({
      tables: sql`action a`,
      process: sql`a.process_id`,
      where: [],
      processes: [],
      reasons: standingsOf(viewer).flatMap(doableActions),
    }),
  };
}
