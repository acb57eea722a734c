import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { describe, expect, it } from 'vitest';
import { parseTarget } from '../../../workers/domain/webhooks/target.ts';
import { isPublicAddress } from '../../../workers/platform/public-address.ts';

const SEED = Number(process.env.TEST_SEED ?? Date.now() % 2 ** 31);

/** Webhook URLs for server-side request forgery: internal hosts and forbidden schemes in many spellings. */
const HOSTILE = [
  // Not https, or no URL at all.
  ...['http://hooks.example.com/', 'ftp://hooks.example.com/', 'file:///etc/passwd', 'gopher://hooks.example.com/'],
  ...[
    'javascript:alert(1)',
    'data:text/plain,x',
    '//hooks.example.com/',
    '/relative',
    'hooks.example.com',
    '',
    'https://',
  ],
  // Credentials, fragments, white space and what parsers disagree on.
  ...['https://user:pass@hooks.example.com/', 'https://user@hooks.example.com/', 'https://127.0.0.1@10.0.0.1/'],
  ...['https://hooks.example.com/#@127.0.0.1', 'https://hooks.example.com#', ' https://hooks.example.com/'],
  ...['https://hooks.example.com/\n', 'https://ho\toks.example.com/', 'https:\\\\hooks.example.com\\'],
  ...['https://hooks.example.com/ HTTP/1.1\r\nHost: x', 'https://hooks.exa\u0000mple.com/'],
  // IPv4 of one's own network, in every spelling.
  ...['https://127.0.0.1/', 'https://127.1/', 'https://127.255.255.254/', 'https://2130706433/', 'https://0x7f000001/'],
  ...[
    'https://0177.0.0.1/',
    'https://0x7f.1/',
    'https://017700000001/',
    'https://127.0.0.1./',
    'https://%31%32%37.0.0.1/',
  ],
  ...['https://１２７.０.０.１/', 'https://①②⑦.0.0.1/', 'https://127。0。0。1/', 'https://0/', 'https://0.0.0.0/'],
  ...['https://10.0.0.1/', 'https://10.255.0.1:8443/', 'https://172.16.0.1/', 'https://172.31.255.255/'],
  ...[
    'https://192.168.1.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://2852039166/',
    'https://0xa9fea9fe/',
  ],
  ...['https://100.64.0.1/', 'https://100.100.100.200/', 'https://192.0.0.192/', 'https://168.63.129.16/'],
  ...['https://224.0.0.1/', 'https://239.255.255.255/', 'https://240.0.0.1/', 'https://255.255.255.255/'],
  ...['https://192.0.2.1/', 'https://198.51.100.1/', 'https://203.0.113.1/', 'https://198.18.0.1/'],
  // IPv6, and IPv4 in its clothes.
  ...['https://[::1]/', 'https://[::]/', 'https://[0:0:0:0:0:0:0:1]/', 'https://[fe80::1]/', 'https://[fc00::1]/'],
  ...['https://[fd00:ec2::254]/', 'https://[ff02::1]/', 'https://[::ffff:127.0.0.1]/', 'https://[::ffff:7f00:1]/'],
  ...['https://[::127.0.0.1]/', 'https://[64:ff9b::127.0.0.1]/', 'https://[64:ff9b::a9fe:a9fe]/'],
  ...['https://[64:ff9b:1::1]/', 'https://[2002:7f00:1::]/', 'https://[2001::1]/', 'https://[2001:db8::1]/'],
  ...['https://[fec0::1]/', 'https://[100::1]/', 'https://[::ffff:0:127.0.0.1]/'],
  // Names that lead inside.
  ...[
    'https://localhost/',
    'https://LOCALHOST/',
    'https://localhost./',
    'https://foo.localhost/',
    'https://a.localhost./',
  ],
  ...['https://printer.local/', 'https://metadata.google.internal/', 'https://metadata.google.internal./x'],
  ...['https://db.corp/', 'https://nas.lan/', 'https://x.home.arpa/', 'https://redis/', 'https://metadata/'],
  ...['https://router.home/', 'https://x.intranet/', 'https://abc.onion/', 'https://x.localdomain/'],
  // Ports of other services.
  ...['https://hooks.example.com:22/', 'https://hooks.example.com:25/', 'https://hooks.example.com:80/'],
  ...[
    'https://hooks.example.com:0/',
    'https://hooks.example.com:65536/',
    `https://hooks.example.com/${'x'.repeat(2_048)}`,
  ],
];

const FINE: ReadonlyArray<[string, string | undefined]> = [
  ['https://hooks.example.com/ragline?shop=1', 'hooks.example.com'],
  ['https://hooks.example.com', 'hooks.example.com'],
  ['https://HOOKS.Example.com./x', 'hooks.example.com'],
  ['https://hooks.example.com:443/', 'hooks.example.com'],
  ['https://hooks.example.com:8443/', 'hooks.example.com'],
  ['https://münchen.example/', 'xn--mnchen-3ya.example'],
  ['https://internal.example.com/', 'internal.example.com'],
  ['https://notlocalhost.com/', 'notlocalhost.com'],
  ['https://1.1.1.1/', undefined],
  ['https://[2606:4700:4700::1111]/', undefined],
];

const faultOf = (url: string, mode: 'local' | 'production' = 'production'): string | undefined => {
  const target = parseTarget(url, mode);
  return 'fault' in target ? target.fault : undefined;
};

describe('a target', () => {
  it.each(HOSTILE)('%j is refused, in local mode too but for loopback', (url) => {
    expect(faultOf(url)).toEqual(expect.any(String));
    const isLoopback = URL.canParse(url) && /^(localhost|127\.[\d.]+|\[::1\])$/.test(new URL(url).hostname);
    if (!isLoopback) expect(faultOf(url, 'local')).toEqual(expect.any(String));
  });

  it.each(FINE)('%j is taken, and DNS is asked for %j', (url, host) => {
    expect(parseTarget(url, 'production')).toMatchObject({ host });
  });

  it('may be this machine only in local mode, over http and on any port', () => {
    for (const url of [
      'http://127.0.0.1:9/x',
      'http://localhost:9000/',
      'http://[::1]:81/',
      'https://127.0.0.1:9443/',
    ]) {
      expect([url, faultOf(url, 'local')]).toEqual([url, undefined]);
      expect([url, faultOf(url)]).not.toEqual([url, undefined]);
    }
    expect(faultOf('http://10.0.0.1/', 'local')).toBe('must be https');
    expect(faultOf('http://127.0.0.1:x@10.0.0.1/', 'local')).toBe('must not hold credentials');
  });

  it('lets no generated URL through to an address that is not public', () => {
    const label = fc.stringMatching(/^[a-z0-9.:%@\\/#[\]xXfF０-９。-]{1,24}$/);
    const ipv4 = fc.ipV4().chain((address) =>
      fc.constantFrom(
        address,
        String(
          ipaddr.IPv4.parse(address)
            .toByteArray()
            .reduce((sum, byte) => sum * 256 + byte, 0),
        ),
        `0x${ipaddr.IPv4.parse(address)
          .toByteArray()
          .map((byte) => byte.toString(16).padStart(2, '0'))
          .join('')}`,
        address
          .split('.')
          .map((part) => `0${Number(part).toString(8)}`)
          .join('.'),
      ),
    );
    const host = fc.oneof(
      ipv4,
      fc.ipV6().map((address) => `[${address}]`),
      fc.domain(),
      label,
    );
    const url = fc
      .tuple(fc.constantFrom('https://', 'http://', 'https:/', 'https:\\'), host, fc.webPath())
      .map((p) => p.join(''));
    fc.assert(
      fc.property(url, (text) => {
        const target = parseTarget(text, 'production');
        if ('fault' in target) return;
        expect(target.url.protocol).toBe('https:');
        // The address that the runtime would connect to, read from the URL by other means than the code under test.
        const bare = target.url.hostname.replace(/^\[|\]$/g, '');
        if (ipaddr.isValid(bare)) expect([text, isPublicAddress(bare)]).toEqual([text, true]);
        else expect(target.host).toMatch(/\./);
      }),
      { seed: SEED, numRuns: 3_000 },
    );
  });
});

describe('an address', () => {
  it.each(['8.8.8.8', '2606:4700::1', '1.0.0.1'])('%s is public', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each([
    '::7f00:1',
    '::ffff:8.8.8.8',
    '64:ff9b::808:808',
    '',
    'example.com',
    '10.1',
    '8.8.8',
    '010.0.0.1',
    '0x08.8.8.8',
    '2002:808:808::',
  ])('%j is not', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});
