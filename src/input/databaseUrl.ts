import { faultOfKeyPair, isCertificate } from './keyPair';

/** A URL of PostgreSQL as it was given: what our connections use instead, or what is expected of it. Neither has a part of the password in `fault`. */
export type DatabaseUrl = { url: string; fault: null } | { url: null; fault: string };

const sslModes = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'];
/** What libpq knows besides and what a single host has no use for; pg passes over it. */
const withoutEffect = /^(channel_binding|connect_timeout|fallback_application_name|gssencmode|keepalives(_\w+)?|target_session_attrs)$/;
const parameters =
  /^(host|port|user|password|dbname|application_name|client_encoding|options|schema|ssl|sslmode|sslrootcert|sslcert|sslkey|sslnegotiation|uselibpqcompat|sluice_pooler)$/;

const form =
  'a URL such as postgresql://user:password@host:5432/database, with the password percent-encoded (% as %25, @ as %40, / as %2F, # as %23, ? as %3F)';

/**
 * Reads the URL of one PostgreSQL in any form that libpq takes (`?host=/socket`, `?dbname=`, `user@/database`). The `sslmode` has the meaning
 * of libpq then. Reads the files that it names. A parameter that has no meaning here is a fault: it may be a misspelt `sslmode`.
 */
export function readDatabaseUrl(given: string): DatabaseUrl {
  const url = parse(given);
  if (!url) return faulty(form);
  const unknown = [...url.searchParams.keys()].find((name) => !parameters.test(name) && !withoutEffect.test(name));
  // Behind a question mark in a password there is more of the password.
  if (unknown !== undefined) {
    return faulty(/^[a-z]\w{0,40}$/i.test(unknown) ? `no parameter ${unknown}, which is not supported` : form);
  }
  if (url.hostname.includes(',') || url.searchParams.get('host')?.includes(',')) return faulty('one host');
  const schema = url.searchParams.get('schema');
  if (schema !== null && !/^[\p{L}_][\p{L}\p{N}_$-]{0,62}$/u.test(schema)) return faulty('the name of a schema in the parameter schema');
  const fault = readSsl(url);
  return fault === null ? { url: url.href, fault } : faulty(fault);
}

const faulty = (fault: string): DatabaseUrl => ({ url: null, fault });

function parse(given: string): URL | null {
  // Without a host, libpq and pg take that of the parameter.
  const text = given.replace(/^(\w+:\/\/[^/?#]*@)(?=[/?]|$)/, '$1localhost');
  if (!/^postgres(ql)?:\/\//.test(text) || !URL.canParse(text)) return null;
  const url = new URL(text);
  try {
    // As pg will.
    [url.username, url.password, url.hostname, url.pathname].map(decodeURIComponent);
  } catch {
    return null;
  }
  if (url.hash || text.includes('#') || /[@/]/.test(url.pathname.slice(1))) return null;
  if (!isPort(url.searchParams.get('port'))) return null;
  const database = url.searchParams.get('dbname');
  if (database !== null) url.pathname = `/${encodeURIComponent(database)}`;
  url.searchParams.delete('dbname');
  return url;
}

const isPort = (port: string | null) => port === null || (/^\d{1,5}$/.test(port) && Number(port) > 0 && Number(port) < 65_536);

/** Says by the URL what libpq means by its parameters of TLS; returns what is expected of them, null if they can be used. */
function readSsl({ searchParams }: URL): string | null {
  const ssl = searchParams.get('ssl');
  const short = { true: 'verify-full', '1': 'verify-full', 'no-verify': 'require', false: 'disable', '0': 'disable' }[ssl ?? ''];
  if (ssl !== null && !short) return 'no parameter ssl, but sslmode';
  searchParams.delete('ssl');
  const asked = searchParams.get('sslmode') ?? short;
  const mode = asked === 'no-verify' ? 'require' : asked;
  if (mode === undefined)
    return ['sslrootcert', 'sslcert', 'sslkey'].some((name) => searchParams.has(name)) ? 'sslmode with the files' : null;
  if (!sslModes.includes(mode)) return `sslmode to be one of ${sslModes.join(', ')}`;
  searchParams.set('sslmode', mode);
  searchParams.set('uselibpqcompat', 'true');
  if (searchParams.get('sslrootcert') === 'system') {
    if (mode !== 'verify-full') return 'sslmode=verify-full with sslrootcert=system';
    searchParams.delete('sslrootcert');
  }
  if (mode === 'verify-ca' && !searchParams.has('sslrootcert')) return 'sslrootcert, the file of a certificate, with sslmode=verify-ca';
  return readFiles(searchParams);
}

function readFiles(searchParams: URLSearchParams): string | null {
  const [root, cert, key] = ['sslrootcert', 'sslcert', 'sslkey'].map((name) => searchParams.get(name));
  if (root && !isCertificate(root)) return 'sslrootcert to name a file with a certificate in PEM';
  if (!cert !== !key) return 'sslcert and sslkey together';
  return cert && key && faultOfKeyPair(cert, key) ? 'sslcert and sslkey to name a certificate and its key in PEM' : null;
}
