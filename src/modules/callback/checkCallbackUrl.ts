import type { Context } from '../../context';
import { refusal } from '../../errors';
import { allowSecure } from '../../outbound/allowSecure';

const longest = 2_000;

/** Checks where a callback is to go, as far as that can be known now: each call checks it again. Throws INPUT_INVALID. */
export async function checkCallbackUrl({ db, outbound }: Context, url: string): Promise<string> {
  const { outboundAllowedHosts } = await db.prisma.settings.findUniqueOrThrow({ where: { id: 1 } });
  const allowed = url.length <= longest ? allowSecure(url, outboundAllowedHosts) : null;
  if (!allowed)
    throw invalid(
      `an https URL of at most ${longest} characters, without a log-in; plain http only to hosts that the setting outboundAllowedHosts names`,
    );
  if (allowed.reach === 'PUBLIC' && (await outbound.isPrivate(allowed.url)))
    throw invalid(
      `${allowed.url.hostname} has an address that is not public: the setting outboundAllowedHosts has to name ${allowed.url.host} first`,
    );
  return url;
}

function invalid(reason: string): Error {
  return refusal('INPUT_INVALID', { path: 'url', reason }, { argument: 'url' });
}
