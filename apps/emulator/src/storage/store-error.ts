import type { Reply } from '../server/reply.ts';

const errors = {
  SignatureDoesNotMatch: {
    status: 403,
    message: 'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
  },
  AccessDenied: { status: 403, message: 'Request has expired.' },
  NoSuchKey: { status: 404, message: 'The specified key does not exist.' },
  MethodNotAllowed: { status: 405, message: 'The specified method is not allowed against this resource.' },
} as const;

/** A refusal as object stores write it: XML with a code. */
export function storeError(code: keyof typeof errors, requestId: string): Reply {
  const { status, message } = errors[code];
  const body = `<?xml version="1.0" encoding="UTF-8"?>
<Error>
  <Code>${code}</Code>
  <Message>${message}</Message>
  <RequestId>${requestId}</RequestId>
  <HostId>storage.emulator</HostId>
</Error>
`;
  return { status, headers: { 'content-type': 'application/xml' }, body };
}
