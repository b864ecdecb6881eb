import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { updateUser } from '../../modules/user/updateUser';
import { UsageError, type Command } from './command';

/** `reset-password`: gives a user a new password, for when nobody can log in who could. */
export const resetPassword: Command = {
  help: `reset-password USERNAME [--stdin]
    Sets a new password for the user: a random one, which is printed, or, with --stdin,
    the first line of standard input, which is not printed.`,
  options: { stdin: { type: 'boolean' } },
  async run({ positionals: [userName, ...more], values }, terminal, open) {
    if (userName === undefined || more.length > 0) throw new UsageError('reset-password takes one user name');
    const isGiven = values['stdin'] === true;
    const password = isGiven ? await readLine(terminal.input) : randomBytes(12).toString('base64url');
    const context = await open();
    const { user } = await updateUser.run(context, { userName: userName.normalize('NFC'), password });
    if (user.status !== 'ACTIVE') terminal.warn(`${userName} is ${user.status} and cannot log in: ask an administrator to change that`);
    terminal.print(isGiven ? `Changed the password of ${userName}` : password);
  },
};

async function readLine(input: Readable): Promise<string> {
  const [line = ''] = (await text(input)).split(/\r?\n/, 1);
  return line;
}
