import { refusal } from '../../errors';
import type { SetSecretInput } from '../../generated/graphql';
import { isHostEntry } from '../../outbound/allowHost';
import { administer } from '../audit/audited';
import { describeSecret, type SecretRow } from './secret';

/** Adds a secret, or gives the one of that name another value and other hosts. Throws INPUT_INVALID, SECRET_KEY_MISSING. */
export const setSecret = administer<SetSecretInput, { secret: SecretRow }>('setSecret', (context, input, change) => {
  const { name, hosts } = checkSecret(input);
  const value = context.secrets.encrypt(input.value);
  return change(async (tx, audit) => {
    const updatedAt = context.clock.now();
    // Two at once: the second waits for this row, so that each is audited with what it found.
    const { count } = await tx.secret.createMany({ data: { name, value, hosts, updatedAt }, skipDuplicates: true });
    const isNew = count > 0;
    await tx.$queryRaw`SELECT FROM secret WHERE name = ${name} FOR UPDATE`;
    const before = await tx.secret.findUniqueOrThrow({ where: { name } });
    const after = isNew ? before : await tx.secret.update({ where: { name }, data: { value, hosts, updatedAt } });
    audit({ type: 'Secret', id: after.id, name }, isNew ? null : describeSecret(before), describeSecret(after));
    return { secret: after };
  });
});

function checkSecret({ name, value, hosts }: SetSecretInput): { name: string; hosts: string[] } {
  const refuse = (path: string, reason: string) => refusal('INPUT_INVALID', { path, reason }, { argument: path });
  if (!/^[\w-]{1,64}$/.test(name)) throw refuse('name', 'must be 1 to 64 ASCII letters, digits, "_" and "-"');
  if (!/^[\x21-\x7e]([\x20-\x7e]{0,4094}[\x21-\x7e])?$/.test(value))
    throw refuse('value', 'must be 1 to 4096 ASCII characters that a header can contain, without leading or trailing white space');
  if (hosts.length === 0) throw refuse('hosts', 'must name at least one host that the secret can be sent to');
  const noHost = hosts.find((host) => !isHostEntry(host));
  if (noHost !== undefined) throw refuse('hosts', `${JSON.stringify(noHost)} is not a host such as pay.example or 10.0.0.7:8080`);
  return { name, hosts: [...new Set(hosts)] };
}
