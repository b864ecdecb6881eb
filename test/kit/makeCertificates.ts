import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A certificate with its key, as files and as text in PEM. */
export interface Certificate {
  certFile: string;
  keyFile: string;
  cert: string;
}

/** Makes an authority in a folder, by openssl. */
export function makeAuthority(folder: string, name: string): { caFile: string; issue: (host: string) => Certificate } {
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl('req', '-x509', ...key, '-keyout', `${name}.key`, '-out', `${name}.crt`, '-days', '2', '-subj', `/CN=${name}`);
  let issued = 0;
  return {
    caFile: path.join(folder, `${name}.crt`),
    issue(host) {
      const file = `${name}-${(issued += 1)}`;
      openssl('req', ...key, '-keyout', `${file}.key`, '-out', `${file}.csr`, '-subj', `/CN=${host}`);
      writeFileSync(path.join(folder, `${file}.ext`), `subjectAltName=DNS:${host}`);
      const signing = ['-CA', `${name}.crt`, '-CAkey', `${name}.key`, '-CAcreateserial', '-days', '2', '-extfile', `${file}.ext`];
      openssl('x509', '-req', '-in', `${file}.csr`, '-out', `${file}.crt`, ...signing);
      const [certFile, keyFile] = [path.join(folder, `${file}.crt`), path.join(folder, `${file}.key`)];
      return { certFile, keyFile, cert: readFileSync(certFile, 'utf8') };
    },
  };
}
