import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { programOf } from './debian';
import { makeProgramFolder, startProgram, type Program } from './startProgram';

/** Starts Debian's nginx with its own `nginx.conf`, but for the paths, and this site; resolves once `url` is answered. */
export async function startNginx(site: string, url: string): Promise<Program> {
  const folder = await makeProgramFolder();
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`);
  const file = path.join(folder, 'nginx.conf');
  await writeFile(
    file,
    `worker_processes auto;
pid ${folder}/nginx.pid;
error_log stderr;
events { worker_connections 768; }
http {
  ${temporary.join('\n  ')}
  sendfile on;
  tcp_nopush on;
  types_hash_max_size 2048;
  default_type application/octet-stream;
  access_log off;
  gzip on;
  ${site}
}
`,
  );
  return startProgram(programOf('nginx'), ['-c', file, '-e', 'stderr', '-g', 'daemon off;'], folder, () => fetch(url));
}
