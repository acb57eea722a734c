/**
 * The caller's address. Cloudflare sets the header itself, so a client cannot choose it; it is missing only in local
 * development. An IPv6 caller counts by its /64, which one customer holds.
 */
export function callerAddress(headers: { header(name: string): string | undefined }): string {
  const address = headers.header('cf-connecting-ip');
  if (address === undefined) return 'local';
  // An IPv4 caller may be written in IPv6: `::ffff:192.0.2.1`.
  const plain = address.toLowerCase().replace(/^::ffff:(?=[\d.]+$)/, '');
  return plain.includes(':') ? ipv6Network(plain) : plain;
}

/** The address; undefined in local development. */
export function knownAddress(address: string): string | undefined {
  return address === 'local' || address === 'unknown' ? undefined : address;
}

/** The first four groups, written out: `2001:db8::1` is in `2001:db8:0:0::/64`. */
function ipv6Network(address: string): string {
  const [head = '', tail] = address.split('::');
  const groups = (part: string): string[] => (part === '' ? [] : part.split(':'));
  const before = groups(head);
  const after = groups(tail ?? '');
  const zeros =
    tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0');
  const network = [...before, ...zeros, ...after].slice(0, 4).map((group) => group.replace(/^0+(?=.)/, ''));
  return `${network.join(':')}::/64`;
}
