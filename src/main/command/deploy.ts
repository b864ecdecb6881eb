import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { deployProcess, type Deployed } from '../../modules/process/deployProcess';
import { CommandError, UsageError, type Command } from './command';

const states = ['ACTIVE', 'TEST', 'UNDER_CONSTRUCTION'] as const;

/** `deploy`: deploys a definition out of a file, as the mutation deployProcess does. */
export const deploy: Command = {
  help: `deploy FILE [--state ACTIVE|TEST|UNDER_CONSTRUCTION] [--dry-run]
    Deploys a process definition (JSON or YAML), ACTIVE by default. With
    --dry-run, it only prints what would happen.`,
  options: { state: { type: 'string' }, 'dry-run': { type: 'boolean' } },
  async run({ positionals: [file, ...more], values }, terminal, open) {
    if (file === undefined || more.length > 0) throw new UsageError('deploy takes one file');
    const wanted = values['state'] ?? 'ACTIVE';
    const state = states.find((one) => one === wanted);
    if (!state) throw new UsageError(`Cannot deploy to the state ${wanted}: use one of ${states.join(', ')}`);
    // npm runs its scripts in the folder of package.json, wherever it was called.
    const definition = await readText(path.resolve(terminal.env['INIT_CWD'] ?? '', file));
    const dryRun = values['dry-run'] === true;
    const context = await open();
    const { process: deployed, report } = await deployProcess.run(context, { definition, state, dryRun });
    if (deployed) {
      terminal.print(report.outcome);
      terminal.print(`${deployed.name} version ${deployed.version} is ${deployed.state}`);
      if (report.archives !== null) terminal.print(`version ${report.archives} is ARCHIVED`);
    } else terminal.print(describePlan(report));
    for (const { path: location, message } of report.warnings) terminal.warn(`warning: ${location}: ${message}`);
  },
};

const verbs = { CREATED: 'create', REPLACED: 'replace', STATE_CHANGED: 'change the state of' };

function describePlan({ outcome, definition: { name, version }, archives }: Deployed['report']): string {
  if (outcome === 'UNCHANGED') return `Would leave ${name} version ${version} unchanged`;
  return `Would ${verbs[outcome]} ${name} version ${version}${archives === null ? '' : ` and archive version ${archives}`}`;
}

async function readText(full: string): Promise<string> {
  return readFile(full, 'utf8').catch((error: unknown) => {
    throw new CommandError(`Cannot read ${full}: ${(error as Error).message}`);
  });
}
