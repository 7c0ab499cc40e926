import type { Finding } from '@reelwright/provider';

export function error(code: Finding['code'], field: string, message: string, hint?: string): Finding {
  return { severity: 'error', code, field, message, ...(hint === undefined ? {} : { hint }) };
}

/** What the service is documented to refuse. */
export function limit(field: string, message: string, hint?: string): Finding {
  return error('PLAN_LIMIT', field, message, hint);
}

/** What may spoil the result, or is not certain to be taken. */
export function warning(field: string, message: string, hint?: string): Finding {
  return { ...limit(field, message, hint), severity: 'warning' };
}

/** What the service has no place for. */
export function unsupported(severity: Finding['severity'], field: string, message: string, hint?: string): Finding {
  return { ...error('PLAN_UNSUPPORTED', field, message, hint), severity };
}
