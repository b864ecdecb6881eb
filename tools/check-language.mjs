// Checks the rules of English in CONTRIBUTING.md: messages, descriptions of the schema, all pages, comments, and names of tests.
import { readFileSync, readdirSync } from 'node:fs';

const rules = [
  [/(?<!here )\b(?:is|are|was) no (?!longer|more|less|doubt|other)[a-z]/, 'write "is not a"'],
  [/\b\d[\d,]* at most\b/, 'write "at most 10"'],
  [/\b(?:he|his|him|himself)\b/i, 'people are "they"'],
  [/(?:^|[.!?] )(?:Else|Nor|So are|So is)\b/, 'start with the subject'],
  [/(?:^|[.:;] )Who has\b|\b(?:[Ww]hoever|[Hh]ow manieth)\b/, 'start with the subject'],
  [/\b(?:goes along|goes on by itself|is told of|given back|given twice)\b/, 'use a standard word'],
  [/\b(?:[Tt]here is no|[Tt]here are no) (?:user|process|request|action|group|hook|view|job|case)\b/, 'write "… does not exist"'],
];

/** For engineers: the words of an older vocabulary, next to what callers read. */
const codeRules = [
  [/\b[Oo]ne a (?:process|call|server|request|user)\b/, 'write "one per"'],
  [/\b(?:are|is) told of\b/, 'write "is notified of"'],
  [/\b(?:lanes?|doer|hardly meant|mends)\b/, 'use a standard word'],
  [/^So (?:many|much|often|long)\b/, 'name the number'],
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
const withoutCode = (text) => text.replaceAll(/`[^`]*`/g, '');
/** The comment of a line of code, or the name of the test that begins there. */
const commentsAndTestsOf = (line) =>
  withoutCode(
    (/^\s*(?:\/\*\*|\*|\/\/) ?(.*)$/.exec(line) ??
      /\b(?:it|describe)(?:As\w+|\.\w+)*\((?:\[.*\]\)\()?'(.*?)',/.exec(line) ??
      /^\s*\](?: as const)?\)\('(.*?)',/.exec(line))?.[1] ?? '',
  );

const code = ['src', 'test', 'tools', 'bench'].flatMap((folder) =>
  readdirSync(folder, { recursive: true })
    .filter((name) => /\.(?:ts|mjs)$/.test(name) && !name.startsWith('generated') && name !== 'check-language.mjs')
    .map((name) => `${folder}/${name}`),
);
const sources = [
  ['src/errors.ts', rules, messagesOf],
  ['schema.graphql', rules, descriptionsOf],
  ...pages.map((page) => [page, rules, proseOfPage()]),
  ...code.map((file) => [file, [...rules, ...codeRules], commentsAndTestsOf]),
];

/** Doc comments of functions begin with a verb: "Returns whether …". */
const riddle =
  /\/\*\*\s+(?:\* )?((?:What|Whether|Who|Whom|Whose|Why|Where)\b[^*]{0,20})(?:(?!\*\/)[^])*\*\/\s*(?:export )?(?:async )?function /g;

const comment = /\/\*\*[^]*?\*\/|(?<!:)\/\/.*/g;
const sourceTexts = code.filter((file) => file.startsWith('src/')).map((file) => [file, readFileSync(file, 'utf8')]);
const known = new Set(
  [...sourceTexts.map(([, text]) => text.replaceAll(comment, '')), ...code, readFileSync('schema.graphql', 'utf8')].flatMap((text) =>
    text.match(/\w+/g),
  ),
);

/** Names in camel case that a comment of src mentions as code, and that no code has: left over when something was renamed. */
const staleNames = sourceTexts.flatMap(([file, text]) =>
  (text.match(comment) ?? [])
    .flatMap((one) => Array.from(one.matchAll(/`([a-z]+[A-Z]\w*)/g), ([, name]) => name))
    .filter((name) => !known.has(name))
    .map((name) => `${file}: "${name}": name something that exists`),
);

const faults = [
  ...staleNames,
  ...sources.flatMap(([file, ownRules, proseOf]) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .map((line) => proseOf(line))
      .flatMap((prose, n) =>
        ownRules.flatMap(([pattern, advice]) => {
          const found = pattern.exec(prose);
          return found ? [`${file}:${n + 1}: "${found[0].trim()}": ${advice}`] : [];
        }),
      ),
  ),
  ...code.flatMap((file) =>
    Array.from(
      readFileSync(file, 'utf8').matchAll(riddle),
      ([, start]) => `${file}: "${start.trim()}": write "Returns …" or "Resolves to …"`,
    ),
  ),
];
for (const fault of faults) console.error(fault);
process.exitCode = faults.length > 0 ? 1 : 0;
