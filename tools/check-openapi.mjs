// Reads {document, answers: [{schema, value}]} and writes what is wrong with them: the OpenAPI document itself, its examples, and values that do
// not fit the schema of that name in it. A process of its own, since Jest cannot load the validator, which is an ES module alone.
import { text } from 'node:stream/consumers';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

const { document, answers } = JSON.parse(await text(process.stdin));
const faults = [];

const { valid, errors } = await new Validator().validate(JSON.parse(JSON.stringify(document)));
if (!valid) faults.push({ document: errors });

const ajv = new Ajv2020({ allErrors: true, strict: false });
addFormats.default(ajv);
ajv.addSchema(document, 'openapi');

function check(what, schema, value) {
  const validate = ajv.getSchema(`openapi#/components/schemas/${schema}`);
  if (!validate) faults.push({ what, schema: `the schema ${schema} does not exist` });
  else if (!validate(value)) faults.push({ what, schema, value, errors: ajv.errorsText(validate.errors) });
}

function checkExamples(what, content) {
  for (const { schema, example } of Object.values(content ?? {})) check(`the example of ${what}`, schema.$ref.split('/').pop(), example);
}

for (const [path, methods] of Object.entries(document.paths)) {
  for (const [method, { requestBody, responses }] of Object.entries(methods)) {
    checkExamples(`${method} ${path}`, requestBody?.content);
    for (const [status, { content }] of Object.entries(responses)) checkExamples(`${method} ${path} ${status}`, content);
  }
}
for (const [name, { content }] of Object.entries(document.components.responses)) checkExamples(name, content);
for (const { schema, value } of answers) check('an answer', schema, value);

process.stdout.write(JSON.stringify(faults));
