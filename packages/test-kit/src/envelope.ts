import { HttpResponse, type JsonBodyType } from 'msw';

/** A success in the envelope `{ trace_id, code, msg, data }`. */
export function envelope(data: JsonBodyType) {
  return HttpResponse.json({ trace_id: 'trace-ok', code: 0, msg: 'success', data });
}

/** A refusal in the same envelope; it arrives as HTTP 200 unless told otherwise. */
export function refusal(
  code: number | string,
  msg: string,
  init: { readonly status?: number; readonly headers?: Record<string, string> } = {},
) {
  return HttpResponse.json({ trace_id: 'trace-no', code, msg, data: null }, init);
}

/** A web page where JSON was due: a gateway that gave up, a sign-in page. */
export function webPage(status: number, text = '<html><body><h1>Bad Gateway</h1></body></html>') {
  return new HttpResponse(text, { status, headers: { 'content-type': 'text/html' } });
}
