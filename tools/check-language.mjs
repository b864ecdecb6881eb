// Checks what callers read against the rules of English in CONTRIBUTING.md: messages, descriptions of the schema, and all pages.
import { readFileSync, readdirSync } from 'node:fs';

const rules = [
  [/\b(?:is|are|was) no (?!longer|more|less|doubt|other)[a-z]/, 'write "is not a"'],
  [/\b\d[\d,]* at most\b/, 'write "at most 10"'],
  [/\b(?:he|his|him|himself)\b/i, 'people are "they"'],
  [/(?:^|[.!?] )(?:Else|Nor|So are|So is)\b/, 'start with the subject'],
  [/\b(?:[Ww]ho has|[Ww]hoever|[Hh]ow manieth)\b/, 'start with the subject'],
  [/\b(?:goes along|continues by itself|is told of|given back|given twice)\b/, 'use a standard word'],
  [/\b(?:[Tt]here is no|[Tt]here are no) (?:user|process|request|action|group|hook|view|job|case)\b/, 'write "… does not exist"'],
];

/** All pages that people read. */
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...readdirSync('docs', { recursive: true })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** The prose of a page: without blocks and spans of code. Returns a function of its lines, to be called in their order. */
function proseOfPage() {
  let isCode = false;
  return (line) => {
    if (/^\s*```/.test(line)) isCode = !isCode;
    return isCode ? '' : line.replaceAll(/`[^`]*`/g, '');
  };
}

const messagesOf = (line) => /message:\s*'(.*)'|^\s+'(.*)',$/.exec(line)?.slice(1).find(Boolean) ?? '';
const descriptionsOf = (line) => (/^\s*(?:\w+:|#|type|enum|input|\})/.test(line) ? '' : line);
const sources = [['src/errors.ts', messagesOf], ['schema.graphql', descriptionsOf], ...pages.map((page) => [page, proseOfPage()])];

const faults = sources.flatMap(([file, proseOf]) =>
  readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => proseOf(line))
    .flatMap((prose, n) =>
      rules.flatMap(([pattern, advice]) => {
        const found = pattern.exec(prose);
        return found ? [`${file}:${n + 1}: "${found[0].trim()}": ${advice}`] : [];
      }),
    ),
);
for (const fault of faults) console.error(fault);
process.exitCode = faults.length > 0 ? 1 : 0;
