import type { SignatureScheme } from '../../store/signature';
import type { Handshake, Intake, Sender, Trigger } from '../../store/trigger';

/** What a hook does that is made for a sender, as far as it is not set otherwise. */
export interface SenderPreset extends Partial<Omit<Intake, 'sender' | 'raw' | 'otherwise'>> {
  /** How the sender signs, once the hook has a secret. */
  scheme?: SignatureScheme;
  /** What the sender expects to be answered. */
  response?: Trigger['response'];
}

const text = { status: 200, headers: {}, body: '{{token}}' };

const handshake = (own: Partial<Handshake> & Pick<Handshake, 'methods'>): Handshake => ({
  token: null,
  when: null,
  verify: null,
  answer: text,
  ...own,
});

/** Everything that is known of senders. */
export const senders: Readonly<Record<Sender, SenderPreset>> = {
  GITHUB: {
    scheme: 'GITHUB',
    accept: ['JSON', 'FORM'],
    uid: '{{headers.x-github-delivery}}',
    when: '$not(headers.`x-github-event` = "ping")',
  },
  GITLAB: { scheme: 'GITLAB' },
  SHOPIFY: { scheme: 'SHOPIFY', uid: '{{headers.x-shopify-webhook-id}}' },
  STRIPE: { scheme: 'STRIPE', uid: '{{body.id}}' },
  SLACK: {
    scheme: 'SLACK',
    accept: ['JSON', 'FORM'],
    uid: '{{body.event_id}}',
    // Slack checks the certificate of the URL of a command this way.
    when: "$not(body.ssl_check = '1')",
    handshakes: [handshake({ methods: ['POST'], token: 'body.challenge', when: { path: 'body.type', equals: 'url_verification' } })],
    // Any other text is shown to who typed the command.
    response: { status: 200, headers: {}, body: '' },
  },
  TWILIO: {
    scheme: 'TWILIO',
    accept: ['FORM', 'JSON'],
    uid: '{{headers.i-twilio-idempotency-token}}',
    // Any other text is sent to who wrote.
    response: { status: 200, headers: { 'Content-Type': 'text/xml' }, body: '<Response/>' },
  },
  LINEAR: { scheme: 'LINEAR', uid: '{{headers.linear-delivery}}' },
  META: {
    scheme: 'META',
    handshakes: [
      handshake({
        methods: ['GET'],
        token: 'query.hub.challenge',
        when: { path: 'query.hub.mode', equals: 'subscribe' },
        verify: 'query.hub.verify_token',
      }),
    ],
  },
  MICROSOFT_GRAPH: {
    scheme: 'MICROSOFT_GRAPH',
    handshakes: [handshake({ methods: ['POST'], token: 'query.validationToken' })],
    forEach: 'body.value',
    response: { status: 202, headers: {}, body: '' },
  },
  SMARTSHEET: {
    scheme: 'SMARTSHEET',
    uid: '{{body.webhookId}} {{body.nonce}}',
    handshakes: [
      handshake({
        methods: ['POST'],
        token: 'headers.smartsheet-hook-challenge',
        answer: { status: 200, headers: { 'Smartsheet-Hook-Response': '{{token}}' }, body: { smartsheetHookResponse: '{{token}}' } },
      }),
    ],
  },
  ZOOM: {
    scheme: 'ZOOM',
    handshakes: [
      handshake({
        methods: ['POST'],
        token: 'body.payload.plainToken',
        when: { path: 'body.event', equals: 'endpoint.url_validation' },
        answer: { status: 200, headers: {}, body: { plainToken: '{{token}}', encryptedToken: '{{hmac}}' } },
      }),
    ],
  },
  DROPBOX: { scheme: 'DROPBOX', handshakes: [handshake({ methods: ['GET'], token: 'query.challenge' })] },
  CLOUDEVENTS: {
    accept: ['CLOUDEVENTS'],
    uid: '{{body.source}} {{body.id}}',
    forEach: 'body',
    handshakes: [
      handshake({
        methods: ['OPTIONS'],
        token: 'headers.webhook-request-origin',
        answer: { status: 200, headers: { Allow: 'POST', 'WebHook-Allowed-Origin': '{{token}}', 'WebHook-Allowed-Rate': '*' }, body: null },
      }),
    ],
  },
  STANDARD_WEBHOOKS: { scheme: 'STANDARD_WEBHOOKS' },
};
