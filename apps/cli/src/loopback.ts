/** True for an address on this machine: only there is plain http allowed, and only there may time run faster. */
export function isLoopback(address: string): boolean {
  const url = URL.parse(address);
  return url !== null && (url.hostname === 'localhost' || url.hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(url.hostname));
}
