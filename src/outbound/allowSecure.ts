import { allowHost } from './allowHost';
import type { AllowedUrl } from './allowUrl';

/** As `allowHost`, but plain http only where the list names the host. */
export function allowSecure(text: string, hosts: readonly string[]): AllowedUrl | null {
  const allowed = allowHost(text, hosts);
  return allowed && (allowed.url.protocol === 'https:' || allowed.reach === 'ANYWHERE') ? allowed : null;
}
