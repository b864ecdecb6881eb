import type { IncomingHttpHeaders } from 'node:http';
import type { Json } from '../../engine/state';
import { refusal } from '../../errors';
import { decodeUtf8, decodeUtf8Exactly } from '../../input/toUtf8';
import { isObject } from '../../modules/guards';
import { unescapeBytes } from '../../modules/trigger/parseQuery';
import { parseJson } from '../parseJson';
import { isBinaryEvent, mediaTypeOf } from './bodyFormats';

const required = ['id', 'source', 'specversion', 'type'];

/**
 * Resolves to a CloudEvent, or to the list of a batch. The attributes of the binary form come from the headers `ce-…`, and its body becomes `data`
 * (`data_base64` where it is not text). Throws BODY_UNREADABLE where a required attribute is missing.
 */
export async function readEvents(body: Buffer, headers: IncomingHttpHeaders): Promise<unknown> {
  if (isBinaryEvent(headers)) return checked(await readBinary(body, headers));
  const value = await parseJson(body);
  const isBatch = mediaTypeOf(headers) === 'application/cloudevents-batch+json';
  if (isBatch !== Array.isArray(value))
    throw unreadable(isBatch ? 'a batch is a list of events' : 'a list of events is application/cloudevents-batch+json');
  return Array.isArray(value) ? value.map(checked) : checked(value);
}

async function readBinary(body: Buffer, headers: IncomingHttpHeaders): Promise<{ [name: string]: Json }> {
  const attributes = Object.entries(headers).flatMap(([name, value]): [string, Json][] =>
    attributeName.test(name) && typeof value === 'string' ? [[name.slice(3), decodeAttribute(value)]] : [],
  );
  const { 'content-type': datacontenttype } = headers;
  return {
    ...Object.fromEntries(attributes),
    ...(datacontenttype !== undefined && { datacontenttype }),
    ...(await readData(body, mediaTypeOf(headers))),
  };
}

/** Attributes are lower-case letters and digits; the data is not one of them. */
const attributeName = /^ce-(?!data$)[a-z\d]+$/;

async function readData(body: Buffer, type: string): Promise<{ [name: string]: Json }> {
  if (body.length === 0) return {};
  if (/[/+]json$/.test(type)) return { data: (await parseJson(body)) as Json };
  const text = decodeUtf8(body);
  return text === null ? { data_base64: body.toString('base64') } : { data: text };
}

/** In headers, attributes are percent-encoded, and can be quoted. */
function decodeAttribute(value: string): string {
  const quoted = /^"(.*)"$/s.exec(value)?.[1];
  const text = quoted === undefined ? value : quoted.replace(/\\(.)/gs, '$1');
  return decodeUtf8Exactly(unescapeBytes(Buffer.from(text, 'latin1'))) ?? text;
}

function checked(event: unknown): unknown {
  const missing = isObject(event) ? required.find((name) => typeof event[name] !== 'string' || event[name] === '') : required[0];
  if (missing !== undefined) throw unreadable(`an event needs the attribute ${missing}`);
  return event;
}

const unreadable = (reason: string) => refusal('BODY_UNREADABLE', { format: 'a CloudEvent', reason });
