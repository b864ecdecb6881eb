// Checks what callers read against the rules of English in CONTRIBUTING.md: messages, descriptions of the schema, and the pages listed below.
import { readFileSync } from 'node:fs';

const rules = [
  [/\b(?:is|are|was) no (?!longer|more|less|doubt|other)[a-z]/, 'write "is not a"'],
  [/\b\d[\d,]* at most\b/, 'write "at most 10"'],
  [/\b(?:he|his|him|himself)\b/i, 'people are "they"'],
  [/(?:^|[.!?] )(?:Else|Nor|So are|So is)\b/, 'start with the subject'],
  [/\b(?:[Ww]ho has|[Ww]hoever|[Hh]ow manieth)\b/, 'start with the subject'],
  [/\b(?:goes along|goes on by itself|is told of|given back|given twice)\b/, 'use a standard word'],
  [/\b(?:[Tt]here is no|[Tt]here are no) (?:user|process|request|action|group|hook|view|job|case)\b/, 'write "… does not exist"'],
];

/** Pages that follow the rules throughout. Add a page when it does. */
const pages = [
  'docs/glossary.md',
  'docs/errors.md',
  'docs/migrating-from-workflowgen.md',
  'docs/migrating-from-smartsheet-bridge.md',
  'docs/migrating-from-transactionlink.md',
  'docs/migrating-from-nocobase.md',
];

const messagesOf = (line) => /message:\s*'(.*)'|^\s+'(.*)',$/.exec(line)?.slice(1).find(Boolean) ?? '';
const descriptionsOf = (line) => (/^\s*(?:\w+:|#|type|enum|input|\})/.test(line) ? '' : line);
const sources = [
  ['src/errors.ts', messagesOf],
  ['schema.graphql', descriptionsOf],
  ...pages.map((page) => [page, (line) => line.replaceAll(/`[^`]*`/g, '')]),
];

const faults = sources.flatMap(([file, proseOf]) =>
  readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line, n) =>
      rules.flatMap(([pattern, advice]) => {
        const found = pattern.exec(proseOf(line));
        return found ? [`${file}:${n + 1}: "${found[0].trim()}": ${advice}`] : [];
      }),
    ),
);
for (const fault of faults) console.error(fault);
process.exitCode = faults.length > 0 ? 1 : 0;
