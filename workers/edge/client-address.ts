/** The header with the client's address. The core trusts it from the door only. */
const ADDRESS_HEADER = 'ragline-address';
/** Cloudflare sets it where a request enters. */
const CONNECTING_IP = 'cf-connecting-ip';

/** The request as the door passes it on, with the address that Cloudflare saw. */
export function withAddress(request: Request): Request {
  const headers = new Headers(request.headers);
  const address = headers.get(CONNECTING_IP);
  if (address === null) headers.delete(ADDRESS_HEADER);
  else headers.set(ADDRESS_HEADER, address);
  return new Request(request, { headers });
}

/** The request as the door received it. Call it only for requests that came over the door's binding. */
export function asReceived(request: Request): Request {
  const headers = new Headers(request.headers);
  const address = headers.get(ADDRESS_HEADER);
  if (address === null) headers.delete(CONNECTING_IP);
  else headers.set(CONNECTING_IP, address);
  headers.delete(ADDRESS_HEADER);
  return new Request(request, { headers });
}
