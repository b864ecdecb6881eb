// The health check of the container: ends with 0 where the server of this environment is alive.
import http from 'node:http';
import https from 'node:https';

const { PORT = '4000', BASE_PATH = '', TLS_CERT_FILE } = process.env;
const { get } = TLS_CERT_FILE ? https : http;
// It asks this very machine, so that the certificate's name does not fit.
const request = get(
  { host: '127.0.0.1', port: PORT, path: `${BASE_PATH}/healthz`, timeout: 3_000, rejectUnauthorized: false },
  (response) => {
    process.exit(response.statusCode === 200 ? 0 : 1);
  },
);
request.on('timeout', () => request.destroy());
request.on('error', () => process.exit(1));
