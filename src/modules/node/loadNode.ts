import type { Context } from '../../context';
import { fromGlobalId, type NodeType } from '../../relay/globalId';
import { loadActionRow } from '../action/loadActionRow';
import { loadApiTokenRow } from '../apiToken/loadApiTokenRow';
import { loadApplicationRow } from '../application/loadApplicationRow';
import { loadAttemptRow } from '../callback/loadAttemptRow';
import { loadCallbackRow } from '../callback/loadCallbackRow';
import { loadCaseRow } from '../case/loadCaseRow';
import { loadCommentRow } from '../comment/loadCommentRow';
import { loadAuditEntryRow } from '../audit/loadAuditEntryRow';
import { loadDeliveryRow } from '../delivery/loadDeliveryRow';
import { loadDelegationRow } from '../delegation/loadDelegationRow';
import { loadFavoriteRow } from '../favorite/loadFavoriteRow';
import { loadFolderRow } from '../process/loadFolderRow';
import { loadProcessRow } from '../process/loadProcessRow';
import { loadJobRow } from '../job/loadJobRow';
import { loadRequestRow } from '../request/loadRequestRow';
import { loadSecretRow } from '../secret/loadSecretRow';
import { loadViewRow } from '../view/loadViewRow';
import { loadGroupRow } from '../user/loadGroupRow';
import { loadUserRow } from '../user/loadUserRow';

type Load = (context: Context, ...key: [number, number]) => Promise<object | null>;

const loads: Record<Exclude<NodeType, 'Assignee'>, { parts: number; load: Load }> = {
  Request: { parts: 1, load: loadRequestRow },
  Action: { parts: 2, load: loadActionRow },
  Comment: { parts: 2, load: loadCommentRow },
  Favorite: { parts: 1, load: loadFavoriteRow },
  View: { parts: 1, load: loadViewRow },
  Case: { parts: 1, load: loadCaseRow },
  Process: { parts: 1, load: loadProcessRow },
  Folder: { parts: 1, load: loadFolderRow },
  User: { parts: 1, load: loadUserRow },
  Group: { parts: 1, load: loadGroupRow },
  Delegation: { parts: 1, load: loadDelegationRow },
  ApiToken: { parts: 1, load: loadApiTokenRow },
  Application: { parts: 1, load: loadApplicationRow },
  Callback: { parts: 1, load: loadCallbackRow },
  CallbackAttempt: { parts: 1, load: loadAttemptRow },
  AuditEntry: { parts: 1, load: loadAuditEntryRow },
  Delivery: { parts: 1, load: loadDeliveryRow },
  Job: { parts: 1, load: loadJobRow },
  Secret: { parts: 1, load: loadSecretRow },
};

/** Whatever has this global ID, with its type; null for what is malformed, unknown, or hidden from the viewer. Batched by type. */
export async function loadNode(context: Context, id: string): Promise<object | null> {
  const decoded = fromGlobalId(id);
  const of = decoded && Object.hasOwn(loads, decoded.type) ? loads[decoded.type as keyof typeof loads] : null;
  if (!decoded || decoded.key.length !== of?.parts) return null;
  const row = await of.load(context, ...(decoded.key as [number, number]));
  return row && { __typename: decoded.type, ...row };
}
