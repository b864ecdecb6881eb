import { hash } from '@node-rs/argon2';
import { hashInTurn } from './hashQueue';

/** Hashes a password by Argon2id with OWASP's parameters (19 MiB, 2 passes: about 25 ms of CPU), in PHC format. Throws LOG_IN_TOO_OFTEN. */
export function hashPassword(password: string): Promise<string> {
  return hashInTurn(true, () => hash(password, { memoryCost: 19_456, timeCost: 2, parallelism: 1 }));
}
