import { domainToASCII } from 'node:url';

/** Whom a mail comes from or goes to. */
export interface Mailbox {
  /** Empty: only the address is shown. */
  name: string;
  address: string;
}

/** RFC 5321: a path has 256 characters, two of which are its brackets. */
const maxAddressLength = 254;
const maxLocalLength = 64;

const localPart = /^[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*$/;
const domainCharacters = /^[\p{L}\p{M}\p{N}.-]+$/u;
const domain = /^([a-z\d]([a-z\d-]{0,61}[a-z\d])?\.)*[a-z]([a-z\d-]{0,61}[a-z\d])?$/i;

/**
 * Returns whether a text is one mail address and nothing else: no name, list, group, comment, quotes, white space or address in brackets. The
 * domain can be international.
 */
export function isMailAddress(text: string): boolean {
  if (text.length > maxAddressLength) return false;
  const at = text.lastIndexOf('@');
  const [local, host] = [text.slice(0, at), text.slice(at + 1)];
  if (at < 1 || local.length > maxLocalLength || !localPart.test(local) || !domainCharacters.test(host)) return false;
  const ascii = domainToASCII(host);
  return local.length + 1 + ascii.length <= maxAddressLength && domain.test(ascii);
}

/** Reads `address` or `Name <address>`, as an administrator or an author writes it; null where it is neither. */
export function readMailbox(text: string): Mailbox | null {
  const [, name = '', address = text] = /^([^<>\p{Cc}]*)<([^<>]*)>$/u.exec(text.trim()) ?? [];
  const mailbox = { name: unquote(name.trim()), address: address.trim() };
  return isMailAddress(mailbox.address) ? mailbox : null;
}

/** The name without the quotes that it may stand in. */
export function unquote(name: string): string {
  return /^".*"$/.test(name) ? name.slice(1, -1) : name;
}

/** What a user can be called: 1 to 64 characters without a colon, control characters, or white space at the ends, one of them visible. */
export const userNamePattern = /^(?! )(?=.*[^\s\p{Default_Ignorable_Code_Point}])[^:\p{Cc}]{1,64}(?<! )$/u;
