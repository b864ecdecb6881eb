import type { Parameter, ParameterInput, ParameterFileValue, FileValueInput } from '../../generated/graphql';
import { sentValue } from './sentValue';
import { valueFields } from './valueFields';

/** The parameter as it was sent: its name and the one value field that counted; other fields are absent. */
export function toEchoedParameter(parameter: ParameterInput): Parameter {
  const { values, nulls } = sentValue(parameter);
  const type = values[0] ?? nulls[0];
  if (type === 'FILE' && parameter.fileValue) return { name: parameter.name, fileValue: toEchoedFile(parameter.fileValue) };
  return { name: parameter.name, ...(type && { [valueFields[type]]: parameter[valueFields[type]] }) };
}

/** An upload has no form in an answer. */
function toEchoedFile({ upload: _, content, ...rest }: FileValueInput): ParameterFileValue {
  return { ...rest, ...(content !== undefined && { content: content && content.bytes().toString('base64') }) };
}
