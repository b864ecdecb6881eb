import type { Delegator, Party } from '../../store/viewer';

/**
 * The delegator as far as he counts, by what he delegated, in the process of that name: as requester, actor and supervisor,
 * or only as some of its participants, or as none. Rights to administer, and to manage folders, never pass.
 */
export function delegatedIn(processName: string, { grants, ...delegator }: Delegator): Party {
  const reaching = grants.filter((grant) => grant.processName === null || grant.processName === processName);
  const isWhole = reaching.some(({ participant }) => participant === null);
  return {
    ...delegator,
    isAdministrator: false,
    isSystemOperation: false,
    managedFolderIds: [],
    ...(!isWhole && { onlyAs: reaching.flatMap(({ participant }) => participant ?? []) }),
  };
}
