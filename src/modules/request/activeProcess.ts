import type { StartAsked } from '../../store/loadStart';
import { isObject } from '../isObject';
import { isUuid } from '../isUuid';
import { textsAmong } from './textsAmong';

/** Asks for the ACTIVE version of the process of this name or UUID, to be started with these untyped values. */
export function activeProcess(nameOrUuid: string, values: unknown): Omit<StartAsked, 'userIds' | 'userNames'> {
  return {
    processId: null,
    processName: nameOrUuid,
    ...(isUuid(nameOrUuid) && { processUuid: nameOrUuid }),
    processVersion: null,
    isTest: false,
    ...textsAmong(isObject(values) ? Object.entries(values) : []),
  };
}
