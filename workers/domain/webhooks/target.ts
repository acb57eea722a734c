import type { Config } from '../../platform/config.ts';
import { isPublicAddress } from '../../platform/public-address.ts';

const MAX_URL_LENGTH = 2_048;
const DEFAULT_PORT = 443;
/** Suffixes of private networks. RFC 6761, RFC 6762, RFC 8375, ICANN on .internal, and custom. */
const INNER_SUFFIXES = [
  ...['localhost', 'local', 'internal', 'localdomain', 'lan', 'home', 'corp', 'intranet', 'private', 'home.arpa'],
  'onion',
];
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** An allowed target, or the fault of a refused one. `host` is the name to resolve; undefined for an address. */
export type Target = { url: URL; host: string | undefined } | { fault: string };

/**
 * Checks the URL of an endpoint: when it is set, and before each attempt, because rules change. The WHATWG parser has
 * normalised all spellings by then (decimal, octal and hex IPv4, full-width digits, percent signs).
 * @param mode Local mode also allows plain http to a loopback address, to try webhooks.
 */
export function parseTarget(text: string, mode: Config['mode']): Target {
  if (text.length > MAX_URL_LENGTH) return { fault: `is longer than ${MAX_URL_LENGTH} characters` };
  // The parser would silently drop these characters: refuse them, so that the stored URL is the intended one.
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

/** Without the trailing dot: `localhost.` is `localhost`. */
const plainHost = (url: URL): string => url.hostname.toLowerCase().replace(/\.+$/, '');

/** The parser writes IPv4 addresses as four numbers and IPv6 addresses in brackets. */
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

/** Refuses ports below 1024 except 443: they belong to other services, which might misread a request. */
function judgePort({ port }: URL): { fault: string } | undefined {
  if (port === '' || Number(port) === DEFAULT_PORT || Number(port) >= 1024) return undefined;
  return { fault: `must have the port ${DEFAULT_PORT}, or one of 1024 and above` };
}
