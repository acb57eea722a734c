import { z } from 'zod';
import { Quote } from './quote.ts';

/** The closed list of problem codes and the status each is answered with. RFC 9457. */
export const PROBLEMS = {
  malformed_request: { status: 400, title: 'The request could not be read' },
  idempotency_key_required: { status: 400, title: 'An Idempotency-Key header is required' },
  unauthenticated: { status: 401, title: 'Authentication required' },
  token_expired: { status: 401, title: 'The token has expired' },
  session_ended: { status: 401, title: 'The session has ended' },
  reauthentication_required: { status: 401, title: 'A recent login is required' },
  invalid_credentials: { status: 401, title: 'The credentials are wrong' },
  forbidden: { status: 403, title: 'Permission denied' },
  tenant_suspended: { status: 403, title: 'The tenant is suspended' },
  registration_closed: { status: 403, title: 'Registration is closed' },
  invitation_required: { status: 403, title: 'Registration requires an invitation' },
  bot_check_failed: { status: 403, title: 'The bot check failed' },
  not_found: { status: 404, title: 'There is no such resource' },
  method_not_allowed: { status: 405, title: 'Method not allowed' },
  conflict: { status: 409, title: 'The resource is in a conflicting state' },
  already_exists: { status: 409, title: 'The resource already exists' },
  illegal_transition: { status: 409, title: 'The order cannot change to that status' },
  order_limit_reached: { status: 409, title: 'Too many unconfirmed orders' },
  insufficient_stock: { status: 409, title: 'Not enough stock' },
  quote_expired: { status: 409, title: 'The quote has expired' },
  quote_changed: { status: 409, title: 'The quote cannot be kept' },
  request_in_progress: { status: 409, title: 'A request with this Idempotency-Key is still running' },
  turn_in_progress: { status: 409, title: 'The conversation is already generating an answer' },
  precondition_failed: { status: 412, title: 'The resource has changed since you read it' },
  payload_too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'Unsupported media type' },
  invalid_request: { status: 422, title: 'The request is not valid' },
  idempotency_key_reused: { status: 422, title: 'The Idempotency-Key was used with a different request' },
  unavailable_product: { status: 422, title: 'A product cannot be ordered' },
  invalid_promotion: { status: 422, title: 'A promotion does not apply' },
  rate_limited: { status: 429, title: 'Too many requests' },
  budget_exhausted: { status: 429, title: 'The model budget is exhausted' },
  internal: { status: 500, title: 'Internal error' },
  unavailable: { status: 503, title: 'A dependency is unavailable' },
} as const;

export type ProblemCode = keyof typeof PROBLEMS;

export const FieldError = z
  .object({
    path: z
      .string()
      .meta({ description: 'Path of the invalid field: `items.0.quantity`', example: 'items.0.quantity' }),
    message: z.string(),
  })
  .meta({ id: 'FieldError' });
export type FieldError = z.infer<typeof FieldError>;

export const Problem = z
  .object({
    type: z.string().meta({ example: 'https://ragline.dev/problems/invalid_request' }),
    title: z.string(),
    status: z.int(),
    code: z.enum(Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]]),
    detail: z.string().optional(),
    request_id: z.string(),
    errors: z.array(FieldError).optional(),
    quote: Quote.optional().meta({
      description:
        'With `quote_expired` and `quote_changed`: a new quote for what is still available. Show it and confirm it',
    }),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details.' });
export type Problem = z.infer<typeof Problem>;
