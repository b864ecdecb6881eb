// CPU time and memory of processes, from /proc. Where there is none (macOS, Windows, a database elsewhere) the figures are null.
import { readdir, readFile } from 'node:fs/promises';

const tickMs = 10;

/** The processes that run now: CPU time in milliseconds, `dead` that of children that ended. */
async function readProcesses() {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  const stats = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')));
  return stats.filter(Boolean).map((stat) => {
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [user, system, deadUser, deadSystem] = fields.slice(11, 15).map(Number);
    const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
    const times = { own: (user + system) * tickMs, dead: (deadUser + deadSystem) * tickMs };
    return { pid: parseInt(stat, 10), name, parent: Number(fields[1]), ...times };
  });
}

/** The process ID of the PostgreSQL server to which a session belongs; undefined where it runs on another machine. */
export async function findPostmaster(backendPid) {
  return (await readProcesses()).find(({ pid, name }) => pid === backendPid && name === 'postgres')?.parent;
}

/** CPU time used so far by a server process, and by PostgreSQL with all of its sessions. */
export async function readCpu(serverPid, postmasterPid) {
  const used = { server: 0, postgres: 0 };
  for (const { pid, parent, own, dead } of await readProcesses()) {
    if (pid === serverPid) used.server += own;
    if (pid === postmasterPid) used.postgres += own + dead;
    if (parent === postmasterPid) used.postgres += own;
  }
  return used;
}

/** Memory of a process in MB, or null. */
export async function readMemory(pid) {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(status) ?? [];
  return kilobytes ? Math.round(Number(kilobytes) / 1024) : null;
}
