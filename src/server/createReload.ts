import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type http from 'node:http';
import https from 'node:https';
import type { Logger } from 'pino';
import type { Config } from '../config';
import { faultOfKeyPair } from '../input/keyPair';

/**
 * Returns a function that has new connections use the certificate and key that are in the files now. Where they do not fit each other, the old
 * ones stay, and the log says so.
 */
export function createReload(server: http.Server | https.Server, tls: Config['tls'], log: Logger): () => void {
  return () => {
    if (!tls || !(server instanceof https.Server)) {
      log.info('no certificate is configured, so there is nothing to reload');
      return;
    }
    const fault = faultOfKeyPair(tls.certFile, tls.keyFile);
    if (fault) {
      const file = fault.of === 'cert' ? tls.certFile : tls.keyFile;
      log.error(`the old certificate remains in use: ${file} is not ${fault.expected}`);
      return;
    }
    const cert = readFileSync(tls.certFile);
    server.setSecureContext({ cert, key: readFileSync(tls.keyFile) });
    log.info({ validTo: new X509Certificate(cert).validTo }, 'reloaded the certificate');
  };
}
