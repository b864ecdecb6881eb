import type { Context } from '../../context';
import type { Settings } from '../../generated/prisma/client';

/** What administrators set for the whole system. */
export function getSettings({ db }: Context): Promise<Settings> {
  return db.prisma.settings.findUniqueOrThrow({ where: { id: 1 } });
}
