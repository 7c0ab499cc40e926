import { expect, test } from 'vitest';
import { parseBaseUrl } from './base-url.ts';
import { createFence, isInsideAddress } from './fence.ts';

const outside = createFence(parseBaseUrl('https://api.example.com', 'Test'));
const here = createFence(parseBaseUrl('http://127.0.0.1:1', 'Test'));

test.each([
  'https://127.0.0.1/x',
  'https://2130706433/x',
  'https://0x7f.1/x',
  'https://0177.0.0.1/x',
  'https://[::1]/x',
  'https://[::ffff:10.0.0.1]/x',
  'https://[::ffff:a00:1]/x',
  'https://[fd00::1]/x',
  'https://[fe80::1]/x',
  'https://[64:ff9b::7f00:1]/x',
  'https://10.1.2.3/x',
  'https://172.31.0.1/x',
  'https://192.168.1.1/x',
  'https://100.64.0.1/x',
  'https://169.254.169.254/latest/meta-data',
  'https://0.0.0.0/x',
  'https://255.255.255.255/x',
  'https://224.0.0.1/x',
])('S1: %s is refused, however it is spelt', (url) => {
  expect(outside.refusal(url)).toBe('it lies inside a private network');
});

test.each([
  ['http://cdn.example.com/x', 'it is not https'],
  ['file:///etc/passwd', 'it is not an http(s) address'],
  ['ftp://cdn.example.com/x', 'it is not an http(s) address'],
  ['no address', 'it is not an http(s) address'],
  ['http://api.example.com/x', 'it is not https'],
])('S1: %s is refused because %s', (url, why) => {
  expect(outside.refusal(url)).toBe(why);
});

test.each(['https://cdn.example.com/x?y', 'https://203.0.114.1/x', 'https://[2606:4700::1111]/x', 'https://api.example.com/x'])(
  'follows %s',
  (url) => {
    expect(outside.refusal(url)).toBeUndefined();
  },
);

test('follows anything on the web when the service itself is on this machine, and still no file', () => {
  expect(here.refusal('http://127.0.0.1:2/x')).toBeUndefined();
  expect(here.refusal('file:///etc/passwd')).toBe('it is not an http(s) address');
});

const dial = (fence: typeof outside, hostname: string, all: boolean) =>
  new Promise<{ code?: string | undefined; address?: unknown }>((resolve) => {
    fence.lookup(hostname, { all }, (error, address) => resolve(error === null ? { address } : { code: error.code }));
  });

test.each([true, false])('S1: a name that leads to this machine is refused when it is dialled (all: %s)', async (all) => {
  expect(await dial(outside, 'localhost', all)).toEqual({ code: 'EFENCE' });
});

test('dials a name of this machine when the service is on it', async () => {
  expect(await dial(here, 'localhost', true)).toEqual({
    address: expect.arrayContaining([expect.objectContaining({ address: '127.0.0.1' })]),
  });
  expect(await dial(here, 'localhost', false)).toEqual({ address: expect.stringMatching(/^(127\.0\.0\.1|::1)$/) });
});

test('the host that the user configured may be anywhere, for itself', async () => {
  const local = createFence({ url: 'https://localhost', hostname: 'localhost', isLoopback: false });
  expect(await dial(local, 'localhost', false)).toHaveProperty('address');
});

test('passes on a failed look-up', async () => {
  expect(await dial(outside, 'no-such-host.invalid', true)).toEqual({ code: expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/) });
});

test.each(['8.8.8.8', '2606:4700::1111', '::ffff:8.8.8.8'])('%s is the public internet', (address) => {
  expect(isInsideAddress(address)).toBe(false);
});
