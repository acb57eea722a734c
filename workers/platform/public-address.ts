import ipaddr from 'ipaddr.js';

/** All routed IPv6 addresses: the rest are compatibility forms and the like. RFC 4291, section 2.4. */
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3');
/** Public numbers that belong to a cloud: every Azure machine can ask this host for its secrets. */
const CLOUD_HOSTS: ReadonlySet<string> = new Set(['168.63.129.16']);

/**
 * Returns whether an address is reachable from the internet: not private, loopback, link-local, shared, multicast,
 * reserved, or an IPv6 form of an IPv4 address. IANA special-purpose registries, as ipaddr.js has them. False for
 * anything else: resolvers read short, octal and hexadecimal IPv4 addresses differently.
 */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.IPv4.isValidFourPartDecimal(text) && !ipaddr.IPv6.isValid(text)) return false;
  const address = ipaddr.parse(text);
  if (address.range() !== 'unicast' || CLOUD_HOSTS.has(address.toString())) return false;
  return address.kind() === 'ipv4' || address.match(GLOBAL_IPV6);
}
