import { refusal } from '../../errors';
import { cut } from '../../input/texts';
import { isMailAddress, unquote, type Mailbox } from '../../input/mailbox';
import { compileTemplate } from '../expression/compileTemplate';
import { compileText } from '../expression/compileText';
import type { Scope } from '../expression/scope';
import { splitPlaceholders } from '../expression/placeholder';
import type { Json } from '../state';

/** Throws INPUT_INVALID where a value is not an address, and EXPRESSION_FAILED. */
type Recipients = (scope: Scope) => Promise<Mailbox[]>;

/**
 * Compiles the templates of the field `path` that give the recipients of a mail. What the author writes is split: at commas, and
 * `Name <address>` into its two. A value is never split: a placeholder gives one address, or a list of addresses. Nothing (an empty text,
 * null) is nobody. Throws a SyntaxError.
 */
export function compileRecipients(path: string, template: string | readonly string[]): Recipients {
  const parts = [template].flat().flatMap((text) => splitAtCommas(text).map((part) => compilePart(path, part)));
  return async (scope) => {
    const found: Mailbox[] = [];
    for (const part of parts) found.push(...(await part(scope)));
    return found;
  };
}

function compilePart(path: string, part: string): Recipients {
  const pieces = splitPlaceholders(part);
  const [only] = pieces;
  if (only && pieces.length === 1 && 'placeholder' in only) {
    const value = compileTemplate(part);
    return async (scope) => toMailboxes(path, await value(scope));
  }
  const { name, address } = splitName(part);
  const [nameText, addressText] = [compileText(name), compileText(address)];
  return async (scope) => {
    const [mailbox] = toMailboxes(path, await addressText(scope));
    return mailbox ? [{ ...mailbox, name: unquote((await nameText(scope)).replace(/[\s\p{Cc}]+/gu, ' ').trim()) }] : [];
  };
}

function toMailboxes(path: string, value: Json | undefined): Mailbox[] {
  if (Array.isArray(value)) return value.flatMap((one) => toMailboxes(path, one));
  if (value === undefined || value === null) return [];
  const address = typeof value === 'string' ? value.replace(/^ +|(?<! ) +$/g, '') : null;
  if (address === '') return [];
  if (address !== null && isMailAddress(address)) return [{ name: '', address }];
  const shown = typeof value === 'string' ? JSON.stringify(cut(value)) : cut(JSON.stringify(value));
  throw refusal('INPUT_INVALID', { path, reason: `not an address: ${shown}` });
}

/** The parts of a template between commas and semicolons that stand neither in a placeholder nor in quotes. */
function splitAtCommas(template: string): string[] {
  const parts = [''];
  let isQuoted = false;
  const add = (text: string) => parts.push((parts.pop() ?? '') + text);
  for (const piece of splitPlaceholders(template)) {
    if ('placeholder' in piece) add(`{{${piece.placeholder}}}`);
    else {
      for (const character of piece.text) {
        if (character === '"') isQuoted = !isQuoted;
        if (!isQuoted && (character === ',' || character === ';')) parts.push('');
        else add(character);
      }
    }
  }
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

/** The templates of name and address, of a part that the author wrote as `Name <address>`. */
function splitName(part: string): { name: string; address: string } {
  if (!part.endsWith('>')) return { name: '', address: part };
  let open = -1;
  let at = 0;
  for (const piece of splitPlaceholders(part)) {
    const text = 'text' in piece ? piece.text : null;
    if (text?.includes('<')) open = at + text.lastIndexOf('<');
    at += text?.length ?? `{{${'placeholder' in piece ? piece.placeholder : ''}}}`.length;
  }
  return open < 0 ? { name: '', address: part } : { name: part.slice(0, open).trim(), address: part.slice(open + 1, -1).trim() };
}
