import type { Hmac, Signature, SignatureScheme } from '../../store/signature';

/** How the calls of a hook prove where they come from. */
export type SignatureRule = HmacRule | TokenRule;

interface HmacRule extends Hmac {
  kind: 'HMAC';
  /** The header with the signature. */
  header: string;
}

/** The secret itself is sent. */
interface TokenRule {
  kind: 'TOKEN';
  /** The header that it is in, or null where `field` says. */
  header: string | null;
  /** The field that each entry of a list in a JSON body has it in. */
  field: { list: string; name: string } | null;
}

/** HMAC-SHA256 of the body, hexadecimal: what most senders use, and what HMAC is where nothing else is given. */
export const plainHmac: Hmac = {
  algorithm: 'SHA256',
  encoding: 'HEX',
  prefix: '',
  separator: null,
  content: '{{body}}',
  timestamp: null,
  timestampUnit: 'SECONDS',
  toleranceSeconds: 300,
  secretEncoding: 'TEXT',
};

const hmac = (header: string, own: Partial<Hmac> = {}): HmacRule => ({ kind: 'HMAC', header, ...plainHmac, ...own });

const rules: Readonly<Record<Exclude<SignatureScheme, 'HMAC' | 'TOKEN'>, SignatureRule>> = {
  STANDARD_WEBHOOKS: hmac('webhook-signature', {
    encoding: 'BASE64',
    prefix: 'v1,',
    separator: ' ',
    content: '{{headers.webhook-id}}.{{timestamp}}.{{body}}',
    timestamp: 'headers.webhook-timestamp',
    secretEncoding: 'BASE64',
  }),
  HMAC_SHA256: hmac('X-Signature', { prefix: 'sha256=' }),
  GITHUB: hmac('X-Hub-Signature-256', { prefix: 'sha256=' }),
  GITLAB: { kind: 'TOKEN', header: 'X-Gitlab-Token', field: null },
  SHOPIFY: hmac('X-Shopify-Hmac-Sha256', { encoding: 'BASE64' }),
  STRIPE: hmac('Stripe-Signature', { prefix: 'v1=', separator: ',', content: '{{timestamp}}.{{body}}', timestamp: 'signature.t' }),
  SLACK: hmac('X-Slack-Signature', {
    prefix: 'v0=',
    content: 'v0:{{timestamp}}:{{body}}',
    timestamp: 'headers.x-slack-request-timestamp',
  }),
  TWILIO: hmac('X-Twilio-Signature', { algorithm: 'SHA1', encoding: 'BASE64', content: '{{url}}{{form}}' }),
  LINEAR: hmac('Linear-Signature', { timestamp: 'body.webhookTimestamp', timestampUnit: 'MILLISECONDS', toleranceSeconds: 60 }),
  META: hmac('X-Hub-Signature-256', { prefix: 'sha256=' }),
  MICROSOFT_GRAPH: { kind: 'TOKEN', header: null, field: { list: 'value', name: 'clientState' } },
  SMARTSHEET: hmac('Smartsheet-Hmac-SHA256'),
  ZOOM: hmac('x-zm-signature', { prefix: 'v0=', content: 'v0:{{timestamp}}:{{body}}', timestamp: 'headers.x-zm-request-timestamp' }),
  DROPBOX: hmac('X-Dropbox-Signature'),
};

/** The schemes whose header callers of the API can name. */
export const namesHeader: ReadonlySet<SignatureScheme> = new Set(['HMAC_SHA256', 'HMAC', 'TOKEN']);

/** Returns the rule of a signature. */
export function ruleOf({ scheme, header, hmac: own }: Pick<Signature, 'scheme' | 'header' | 'hmac'>): SignatureRule {
  if (scheme === 'TOKEN') return { kind: 'TOKEN', header: header ?? 'X-Webhook-Token', field: null };
  if (scheme === 'HMAC') return hmac(header ?? 'X-Signature', own ?? {});
  const rule = rules[scheme];
  return header === null ? rule : { ...rule, header };
}

/** Returns the pieces of a template of signed content: every second one is the name of a placeholder, the others are text. */
export function splitContent(template: string): string[] {
  return template.split(/\{\{([^{}]*)\}\}/).map((piece, n) => (n % 2 === 0 ? piece : piece.trim()));
}

/** Returns the names of the placeholders in a template of signed content. */
export function placeholdersIn(template: string): string[] {
  return splitContent(template).filter((_, n) => n % 2 === 1);
}
