import type { Database } from '../store/openDatabase';
import type { Viewer } from '../store/viewer';
import { createPasswordCheck } from './createPasswordCheck';
import { loadUser } from './loadUser';

/** The active user of that name whose password this is, null where there is none. Asked from that address. Throws LOG_IN_TOO_OFTEN. */
export type FindByPassword = (basic: Basic, address: string) => Promise<Viewer | null>;

interface Basic {
  userName: string;
  password: string;
}

/** The passwords of the users. A change of a password or status, in whatever process, counts at once. */
export function createPasswords(db: Database): FindByPassword {
  const isPassword = createPasswordCheck();

  return async ({ userName, password }, address) => {
    // A text that cannot be stored is nobody's name.
    const user = userName.includes('\0') ? null : await loadUser(db, userName);
    const hash = user?.viewer.status === 'ACTIVE' ? user.passwordHash : null;
    const isRight = await isPassword({ owner: userName, password, hash }, address);
    return user && isRight ? user.viewer : null;
  };
}
