import { refusal } from '../../errors';
import type { UpdateSettingsInput } from '../../generated/graphql';
import { isUrlEntry } from '../../outbound/allowUrl';
import { isFolderEntry } from '../file/isFolderEntry';

/** What the settings say of files in parameters. */
type Rules = Pick<UpdateSettingsInput, 'fileAllowedFolders' | 'fileAllowedUrls' | 'fileMaxBytes'>;

const largest = 200_000_000;
const usual = 20_000_000;

/** Checks those that are given. Throws INPUT_INVALID. */
export function checkFileRules({ fileAllowedFolders, fileAllowedUrls, fileMaxBytes }: Rules): void {
  checkEach('fileAllowedFolders', fileAllowedFolders, isFolderEntry, 'an absolute folder such as /srv/in or /srv/in*, or *');
  checkEach('fileAllowedUrls', fileAllowedUrls, isUrlEntry, 'an origin such as https://example.com, also with a path, or *');
  if (fileMaxBytes != null && (fileMaxBytes < 1 || fileMaxBytes > largest)) {
    throw refusal('INPUT_INVALID', { path: 'fileMaxBytes', reason: `1 to ${largest} bytes` });
  }
}

/** The columns of those that are given; null is the default. */
export function toFileRulesData({ fileAllowedFolders, fileAllowedUrls, fileMaxBytes }: Rules) {
  return {
    ...(fileAllowedFolders !== undefined && { fileAllowedFolders: fileAllowedFolders ?? [] }),
    ...(fileAllowedUrls !== undefined && { fileAllowedUrls: fileAllowedUrls ?? [] }),
    ...(fileMaxBytes !== undefined && { fileMaxBytes: fileMaxBytes ?? usual }),
  };
}

function checkEach(path: string, entries: readonly string[] | null | undefined, isEntry: (entry: string) => boolean, wanted: string): void {
  const wrong = entries?.find((entry) => !isEntry(entry));
  if (wrong !== undefined) throw refusal('INPUT_INVALID', { path, reason: `${JSON.stringify(wrong)} is not ${wanted}` });
}
