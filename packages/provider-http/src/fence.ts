import { type LookupAddress, type LookupOptions, lookup as lookUp } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import type { BaseUrl } from './base-url.ts';

/** Which addresses that a service tells us we follow. A hostile or mistaken answer must not lead into the user's own network. */
export interface Fence {
  /** Why an address is not followed; undefined when it may be tried. */
  refusal(url: string): string | undefined;
  /** For the connection itself: the addresses really dialled are checked, so that a name cannot change its mind in between. */
  readonly lookup: LookupFunction;
}

const inside = new BlockList();
for (const range of [
  '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24',
  '192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4',
  '::/96 64:ff9b::/96 64:ff9b:1::/48 100::/64 2001:db8::/32 2001::/32 2002::/16 fc00::/7 fe80::/10 fec0::/10 ff00::/8',
].flatMap((line) => line.split(' '))) {
  const [network = '', prefix] = range.split('/');
  inside.addSubnet(network, Number(prefix), network.includes(':') ? 'ipv6' : 'ipv4');
}

/** Addresses of this machine, private networks, link-local (cloud metadata) and everything else that is not the public internet. */
export function isInsideAddress(address: string): boolean {
  return inside.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

/** https to public hosts; when the service itself is on this machine, anything; its own host in any case. */
export function createFence(base: BaseUrl): Fence {
  return {
    refusal(text) {
      const url = URL.parse(text);
      if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return 'it is not an http(s) address';
      if (base.isLoopback || (url.hostname === base.hostname && url.protocol === 'https:')) return undefined;
      if (url.protocol !== 'https:') return 'it is not https';
      const literal = url.hostname.replace(/^\[|\]$/g, '');
      return isIP(literal) !== 0 && isInsideAddress(literal) ? 'it lies inside a private network' : undefined;
    },
    lookup(hostname, options, callback) {
      lookUp(hostname, { ...options, all: true }, (error, addresses) => {
        if (error !== null) return callback(error, '', 0);
        const allowed =
          base.isLoopback || hostname === base.hostname ? addresses : addresses.filter((one) => !isInsideAddress(one.address));
        answer(hostname, allowed, options, callback);
      });
    },
  };
}

function answer(hostname: string, allowed: LookupAddress[], options: LookupOptions, callback: Parameters<LookupFunction>[2]): void {
  const [first] = allowed;
  if (first === undefined) {
    callback(Object.assign(new Error(`${hostname} leads inside a private network`), { code: 'EFENCE', syscall: 'getaddrinfo' }), '', 0);
  } else if (options.all) {
    callback(null, allowed);
  } else {
    callback(null, first.address, first.family);
  }
}
