import { existsSync } from 'node:fs';

/** Programs of Debian's packages that tests run, where they are installed (`.ci/install-packages`). */
export const programs = {
  'postgresql-15': findFirst('/usr/lib/postgresql/15/bin/initdb'),
  pgbouncer: findFirst('/usr/sbin/pgbouncer', '/usr/bin/pgbouncer'),
  nginx: findFirst('/usr/sbin/nginx', '/usr/bin/nginx'),
};

/** A `describe` that is skipped, and says so, on a machine that lacks one of these packages. */
export function describeWith(packages: (keyof typeof programs)[], title: string, tests: () => void): void {
  const missing = packages.filter((name) => !programs[name]);
  if (missing.length) describe.skip(`${title} (skipped: ${missing.join(' and ')} not installed)`, tests);
  else describe(title, tests);
}

/** The path of a package's program. Throws where it is not installed. */
export function programOf(name: keyof typeof programs): string {
  const found = programs[name];
  if (!found) throw new Error(`${name} is not installed: run .ci/install-packages`);
  return found;
}

function findFirst(...files: string[]): string | undefined {
  return files.find((file) => existsSync(file));
}
