import type { LookupAddress } from 'node:dns';
import { expect, test } from 'vitest';
import { createFence } from './fence.ts';
import { isLoopbackAddress, isPublicAddress } from './public-address.ts';

test.each([
  '127.0.0.1',
  '127.8.9.10',
  '0.0.0.0',
  '10.1.2.3',
  '100.64.0.1',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '192.0.0.8',
  '192.0.2.1',
  '198.18.0.1',
  '203.0.113.9',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '::ffff:10.0.0.1',
  '64:ff9b::a9fe:a9fe',
  '64:ff9b::192.168.0.1',
  'fc00::1',
  'fd12:3456::1',
  'fe80::1',
  'fe80::1%eth0',
  'fec0::1',
  'ff02::1',
  '2001:db8::1',
  '2002:7f00:1::',
  '2001::1',
  'not an address',
  '',
])('%s is not public', (address) => {
  expect(isPublicAddress(address)).toBe(false);
});

test.each([
  '1.1.1.1',
  '8.8.8.8',
  '172.32.0.1',
  '100.128.0.1',
  '2606:4700::1111',
  '2a00:1450:4001::1',
  '::ffff:8.8.8.8',
  '64:ff9b::808:808',
])('%s is public', (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

test.each([
  ['127.0.0.1', true],
  ['::1', true],
  ['::ffff:127.0.0.1', true],
  ['128.0.0.1', false],
  ['::2', false],
  ['localhost', false],
])('%s is this machine: %s', (address, expected) => {
  expect(isLoopbackAddress(address)).toBe(expected);
});

test.each<{ url: string; loopback?: boolean; reason: RegExp }>([
  { url: 'http://media.example/a.mp4', reason: /not https/ },
  { url: 'ftp://media.example/a.mp4', reason: /no web address/ },
  { url: 'file:///etc/passwd', reason: /no web address/ },
  { url: 'https://user:pass@media.example/a', reason: /carries a login/ },
  { url: 'https://127.0.0.1/a', reason: /private network/ },
  { url: 'https://2130706433/a', reason: /private network/ },
  { url: 'https://0x7f.1/a', reason: /private network/ },
  { url: 'https://0177.0.0.1/a', reason: /private network/ },
  { url: 'https://[::ffff:127.0.0.1]/a', reason: /private network/ },
  { url: 'https://[fd00::1]/a', reason: /private network/ },
  { url: 'https://169.254.169.254/latest/meta-data', reason: /private network/ },
  { url: 'http://8.8.8.8/a', loopback: true, reason: /private network/ },
  { url: 'http://192.168.0.1/a', loopback: true, reason: /private network/ },
  { url: 'https://10.0.0.1/a', loopback: true, reason: /private network/ },
])('$url is refused (this machine allowed: $loopback)', ({ url, loopback = false, reason }) => {
  expect(() => createFence(loopback).assertAllowed(new URL(url))).toThrow(
    expect.objectContaining({ code: 'RUN_FENCE', message: expect.stringMatching(reason) }),
  );
});

test.each<{ url: string; loopback?: boolean }>([
  { url: 'https://media.example/a.mp4?signature=x' },
  { url: 'https://8.8.8.8/a' },
  { url: 'http://127.0.0.1:8080/a', loopback: true },
  { url: 'http://localhost:8080/a', loopback: true },
  { url: 'http://[::1]:8080/a', loopback: true },
  { url: 'https://media.example/a', loopback: true },
])('$url may be tried (this machine allowed: $loopback)', ({ url, loopback = false }) => {
  expect(() => createFence(loopback).assertAllowed(new URL(url))).not.toThrow();
});

test('a refusal shows neither path nor query', () => {
  expect(() => createFence(false).assertAllowed(new URL('http://media.example/secret-path?token=s3cret'))).toThrow(
    expect.objectContaining({ message: "The provider's result at http://media.example/… is not fetched: it is not https." }),
  );
});

/** What the connection is given for a name with these addresses. */
function dial(addresses: readonly string[], { loopback = false, secure = true, all = true } = {}): Promise<unknown> {
  const found = addresses.map((address): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 }));
  const lookup = createFence(loopback, (_, done) => done(null, found)).lookup(secure);
  return new Promise((resolve) =>
    lookup('media.example', { all }, (error, address, family) => resolve(error?.message ?? (all ? address : [address, family]))),
  );
}

test('the addresses really dialled are filtered, whatever the name was', async () => {
  expect(await dial(['10.0.0.1', '8.8.8.8', '::1'])).toEqual([{ address: '8.8.8.8', family: 4 }]);
  expect(await dial(['10.0.0.1', '8.8.8.8'], { all: false })).toEqual(['8.8.8.8', 4]);
  expect(await dial(['127.0.0.1', '169.254.169.254'])).toBe('media.example leads inside a private network');
  expect(await dial([])).toBe('media.example leads inside a private network');
});

test('plain http reaches this machine alone, and only where that is allowed', async () => {
  expect(await dial(['127.0.0.1', '8.8.8.8'], { loopback: true, secure: false })).toEqual([{ address: '127.0.0.1', family: 4 }]);
  expect(await dial(['8.8.8.8'], { loopback: true, secure: false })).toBe('media.example leads inside a private network');
  expect(await dial(['127.0.0.1'], { loopback: true })).toEqual([{ address: '127.0.0.1', family: 4 }]);
});

test('a name that cannot be resolved is a fault of the network, not of the fence', async () => {
  const lookup = createFence(false, (_, done) => done(new Error('ENOTFOUND'), [])).lookup(true);
  const message = await new Promise((resolve) => lookup('media.example', { all: true }, (error) => resolve(error?.message)));
  expect(message).toBe('ENOTFOUND');
});
