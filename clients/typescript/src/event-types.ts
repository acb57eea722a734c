/** Every type of event. `npm run contracts -- generate` writes this file. */
export const EVENT_TYPES = [
  'order_created',
  'order_updated',
  'order_cancelled',
  'tool_call',
  'job_updated',
  'notification',
  'help_requested',
  'help_request_updated',
  'data_restored',
] as const;
