import { expect, test } from 'vitest';
import { isLoopbackHost, parseBaseUrl } from './base-url.ts';

test.each([
  ['https://api.example.com', 'https://api.example.com', false],
  ['https://api.example.com/', 'https://api.example.com', false],
  [' https://www.example.com/api/ ', 'https://www.example.com/api', false],
  ['HTTPS://API.Example.com:8443/a//', 'https://api.example.com:8443/a', false],
  ['http://127.0.0.1:8080/x', 'http://127.0.0.1:8080/x', true],
  ['http://localhost:1', 'http://localhost:1', true],
  ['http://[::1]:1', 'http://[::1]:1', true],
])('reads %s', (text, url, isLoopback) => {
  expect(parseBaseUrl(text, 'Test')).toMatchObject({ url, isLoopback });
});

test.each([
  ['ftp://api.example.com', 'is not an http(s) address'],
  ['api.example.com', 'is not an http(s) address'],
  ['', 'is not an http(s) address'],
  ['http://api.example.com', 'plain http'],
  ['http://10.0.0.1', 'plain http'],
  ['https://user:pass@api.example.com', 'user name or password'],
  ['https://api.example.com?key=1', 'query or fragment'],
])('refuses %s', (text, why) => {
  const attempt = () => parseBaseUrl(text, 'Test');
  expect(attempt).toThrow(why);
  expect(attempt).toThrow(expect.objectContaining({ code: 'PLAN_PROVIDER_SETTINGS', hint: expect.any(String) }));
});

test('never repeats what it refuses: it may hold a password', () => {
  try {
    parseBaseUrl('https://user:hunter2@api.example.com', 'Test');
    expect.unreachable();
  } catch (error) {
    expect(String(error)).not.toContain('hunter2');
  }
});

test.each(['example.com', '128.0.0.1', 'localhost.example.com', '[::2]'])('%s is not this machine', (hostname) => {
  expect(isLoopbackHost(hostname)).toBe(false);
});
