import ipaddr from 'ipaddr.js';

/** All of IPv6 that is routed today: what lies outside is compatibility forms and the like. RFC 4291, section 2.4. */
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3');
/** Public by number, and yet a cloud's own: the host that every Azure machine can ask for its secrets. */
const CLOUD_HOSTS: ReadonlySet<string> = new Set(['168.63.129.16']);

/**
 * Whether an address, as DNS or a URL gives it, is one that anybody on the internet can reach: not private, loopback,
 * link-local, shared, multicast, reserved, nor an IPv6 form that stands for an IPv4 address. IANA special-purpose
 * registries, as ipaddr.js knows them. False for what is no address: a short, octal or hexadecimal IPv4 address means
 * another host to each resolver.
 */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.IPv4.isValidFourPartDecimal(text) && !ipaddr.IPv6.isValid(text)) return false;
  const address = ipaddr.parse(text);
  if (address.range() !== 'unicast' || CLOUD_HOSTS.has(address.toString())) return false;
  return address.kind() === 'ipv4' || address.match(GLOBAL_IPV6);
}
