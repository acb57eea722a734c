import type { Config } from '../../platform/config.ts';
import { isPublicAddress } from '../../platform/public-address.ts';

const MAX_URL_LENGTH = 2_048;
const DEFAULT_PORT = 443;
/** Names that lead into a network of one's own. RFC 6761, RFC 6762, RFC 8375, ICANN on .internal, and custom. */
const INNER_SUFFIXES = [
  ...['localhost', 'local', 'internal', 'localdomain', 'lan', 'home', 'corp', 'intranet', 'private', 'home.arpa'],
  'onion',
];
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** Where webhooks may go, or why not there. `host` is what DNS is to be asked for; undefined: there is nothing to ask. */
export type Target = { url: URL; host: string | undefined } | { fault: string };

/**
 * Judges the URL of an endpoint: when it is set, and again whenever something is sent to it, since rules change. The
 * parser has undone all spellings by then (decimal, octal and hex IPv4, full-width digits, percent signs): WHATWG URL.
 * @param mode In local mode plain http to a loopback address is let through, so that webhooks can be tried.
 */
export function parseTarget(text: string, mode: Config['mode']): Target {
  if (text.length > MAX_URL_LENGTH) return { fault: `is longer than ${MAX_URL_LENGTH} characters` };
  // The parser would drop these silently: what is stored must be what is meant.
  if (/[\s\p{Cc}\\]/u.test(text)) return { fault: 'holds a space, a control character or a backslash' };
  if (!URL.canParse(text)) return { fault: 'is not an absolute URL' };
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return { fault: 'must not hold credentials' };
  if (url.hash !== '' || text.includes('#')) return { fault: 'must not have a fragment' };
  if (mode === 'local' && isLoopback(url)) return { url, host: undefined };
  if (url.protocol !== 'https:') return { fault: 'must be https' };
  return judgeHost(url) ?? judgePort(url) ?? { url, host: isAddress(url) ? undefined : plainHost(url) };
}

const isLoopback = (url: URL): boolean =>
  (url.protocol === 'http:' || url.protocol === 'https:') && LOOPBACK.test(url.hostname);

/** Without the dot that makes a name absolute: `localhost.` is `localhost`. */
const plainHost = (url: URL): string => url.hostname.toLowerCase().replace(/\.+$/, '');

/** The parser writes every IPv4 address as four numbers and every IPv6 address in brackets. */
const isAddress = (url: URL): boolean => url.hostname.startsWith('[') || /^[\d.]+$/.test(url.hostname);

function judgeHost(url: URL): { fault: string } | undefined {
  const host = plainHost(url);
  if (isAddress(url)) {
    return isPublicAddress(host.replace(/^\[|\]$/g, ''))
      ? undefined
      : { fault: 'must not be a private or reserved address' };
  }
  if (!host.includes('.')) return { fault: 'must name a public host' };
  if (INNER_SUFFIXES.some((suffix) => host.endsWith(`.${suffix}`))) return { fault: 'must not name an internal host' };
  return undefined;
}

/** Ports below 1024 belong to other services, which might take a request for something else. */
function judgePort({ port }: URL): { fault: string } | undefined {
  if (port === '' || Number(port) === DEFAULT_PORT || Number(port) >= 1024) return undefined;
  return { fault: `must have the port ${DEFAULT_PORT}, or one of 1024 and above` };
}
