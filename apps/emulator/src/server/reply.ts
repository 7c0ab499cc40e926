/** A whole answer, before it is sent or spoilt. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export function jsonReply(value: unknown, status = 200): Reply {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(value) };
}

export function textReply(body: string, status = 200): Reply {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body };
}

export function toResponse({ status, headers, body }: Reply): Response {
  const bodyless = status === 204 || status === 304 || (status >= 100 && status < 200);
  return new Response(bodyless ? null : body, { status, headers });
}

/** The page that gateways in front of the services show. */
export function badGateway(): Reply {
  const body =
    '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n';
  return { status: 502, headers: { 'content-type': 'text/html' }, body };
}

/** What the services say on a path they do not know. */
export function unknownPath(): Reply {
  return textReply('404 page not found', 404);
}
