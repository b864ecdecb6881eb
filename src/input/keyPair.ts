import { X509Certificate, createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** Returns what is wrong with a certificate and its key in PEM files, and with which; null if they fit each other. */
export function faultOfKeyPair(certFile: string, keyFile: string): { of: 'cert' | 'key'; expected: string } | null {
  const cert = readCertificate(certFile);
  if (!cert) return { of: 'cert', expected: 'a file with a certificate in PEM' };
  const key = attempt(() => createPrivateKey(readFileSync(keyFile)));
  if (!key) return { of: 'key', expected: 'a file with a private key in PEM, without a passphrase' };
  return cert.checkPrivateKey(key) ? null : { of: 'key', expected: 'the key of the certificate in TLS_CERT_FILE' };
}

/** Returns whether the file can be read and begins with a certificate in PEM. */
export function isCertificate(file: string): boolean {
  return readCertificate(file) !== null;
}

const readCertificate = (file: string) => attempt(() => new X509Certificate(readFileSync(file)));

function attempt<Result>(read: () => Result): Result | null {
  try {
    return read();
  } catch {
    return null;
  }
}
