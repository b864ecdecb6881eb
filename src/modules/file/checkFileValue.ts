import type { FileValueInput } from '../../generated/graphql';
import { fileFault } from './fileFault';
import { isFileName } from './isFileName';
import { isMediaType } from './mediaType';

const longestDescription = 10_000;

/** Checks what can be told of the file of a parameter without reading it. Throws FILE_INVALID. */
export function checkFileValue(parameter: string, value: FileValueInput): void {
  const sources = (['content', 'url', 'upload'] as const).filter((source) => value[source] != null);
  if (sources.length !== 1) {
    const given = sources.length > 0 ? `has ${sources.join(' and ')}` : 'has no bytes';
    throw fileFault(parameter, `${given}: give exactly one of content, url and upload`);
  }
  if (value.name != null && !isFileName(value.name))
    throw fileFault(parameter, 'needs a name of 1 to 255 characters, no control characters');
  if (value.contentType != null && !isMediaType(value.contentType)) {
    throw fileFault(parameter, `has a contentType that is no media type such as text/plain: ${JSON.stringify(value.contentType)}`);
  }
  if (value.description != null && value.description.length > longestDescription) {
    throw fileFault(parameter, `has a description of more than ${longestDescription} characters`);
  }
}
