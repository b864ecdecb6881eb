import type { Context } from '../../context';

/** The private URL of the hook with this token. */
export function toHookUrl({ publicUrl }: Pick<Context, 'publicUrl'>, token: string): string {
  return `${publicUrl}/hooks/${token}`;
}
