import { loadDefinition, processColumn, type LoadedProcess, type Definitions } from './loadDefinition';
import type { Database } from '../openDatabase';
import { peopleQueryColumns, peopleColumn, type Viewer, type PeopleQuery } from '../viewer';

/** What is to become a favorite: a process or a view; and whose it may be, beside the people named. */
export interface FavorableQuery extends PeopleQuery {
  viewerId: number;
  processId: number | null;
  viewId: number | null;
}

/** What a new favorite needs. */
export interface Favorable {
  process: LoadedProcess | null;
  view: { ownerId: number; isShared: boolean } | null;
  /** The item's own description, or its name where it has none. */
  description: string;
  /** The ID that a new favorite gets; taken only when there is such an item. */
  nextId: number;
  /** The favorites of the item that the viewer and the people named have. */
  favorites: { id: number; ownerId: number; description: string }[];
  people: Viewer[];
}

const text = `
  SELECT ${processColumn}, CASE WHEN v.id IS NOT NULL THEN jsonb_build_object('ownerId', v.owner_id, 'isShared', v.is_shared) END AS view,
    COALESCE(NULLIF(p.description, ''), p.name, NULLIF(v.description, ''), v.name, '') AS description,
    CASE WHEN COALESCE(p.id, v.id) IS NULL THEN 0 ELSE nextval('favorite_id_seq')::int END AS "nextId",
    COALESCE((
      SELECT jsonb_agg(jsonb_build_object('id', f.id, 'ownerId', f.owner_id, 'description', f.description))
      FROM favorite f JOIN "user" u ON u.id = f.owner_id
      WHERE (f.process_id = p.id OR f.view_id = v.id)
        AND (u.id = asked."viewerId" OR u.id = ANY (asked."userIds") OR u.user_name = ANY (asked."userNames"))
    ), '[]') AS favorites, ${peopleColumn}
  FROM jsonb_to_record($1::jsonb) AS asked("viewerId" int, "processId" int, "viewId" int, ${peopleQueryColumns})
  LEFT JOIN process p ON p.id = asked."processId"
  LEFT JOIN "view" v ON v.id = asked."viewId"`;

type Row = Omit<Favorable, 'process'> & { process: Omit<LoadedProcess, 'compiled'> | { id: null } };

/** The item, whatever the viewer may see, the favorites of it, and the people named, in one SELECT. */
export async function loadFavorable(db: Database, definitions: Definitions, asked: FavorableQuery): Promise<Favorable> {
  const [row] = await db.read<Row>({ name: 'loadFavorable', text, values: [JSON.stringify(asked)] });
  if (!row) throw new Error('A SELECT of one row gave none');
  const { process, ...rest } = row;
  return { ...rest, process: process.id === null ? null : await loadDefinition(db, definitions, process) };
}
