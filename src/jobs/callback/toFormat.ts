import type { CallbackFormat } from '../../generated/graphql';
import type { CallbackMessage } from './callbackMessage';

/** What an event tells, as it is stored. */
interface Told {
  type: string;
  timestamp: string;
  data: { number: number; processName: string };
}

/** A message in the format that its callback wants, the same in every attempt. One that was sent before, and is sent again, is as it was. */
export function toFormat(message: CallbackMessage, format: CallbackFormat): CallbackMessage {
  const told = JSON.parse(message.body) as Told | { specversion: string };
  if (format === 'SLUICE' || 'specversion' in told) return message;
  const event = {
    specversion: '1.0',
    id: message.webhookId,
    source: `urn:sluice:process:${encodeURIComponent(told.data.processName)}`,
    type: told.type,
    subject: String(told.data.number),
    time: told.timestamp,
    datacontenttype: 'application/json',
    data: told.data,
  };
  return { ...message, body: JSON.stringify(event) };
}
