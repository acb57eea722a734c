import { z } from 'zod';
import { Quote } from './quote.ts';

/** The closed list of problem codes and the status each is answered with. RFC 9457. */
export const PROBLEMS = {
  malformed_request: { status: 400, title: 'The request could not be read' },
  idempotency_key_required: { status: 400, title: 'This request needs an Idempotency-Key header' },
  unauthenticated: { status: 401, title: 'Authentication is needed' },
  token_expired: { status: 401, title: 'The token has expired' },
  session_ended: { status: 401, title: 'The session has ended' },
  reauthentication_required: { status: 401, title: 'This needs a more recent login' },
  invalid_credentials: { status: 401, title: 'The credentials are wrong' },
  forbidden: { status: 403, title: 'Your role may not do this' },
  tenant_suspended: { status: 403, title: 'The tenant is suspended' },
  registration_closed: { status: 403, title: 'Tenants cannot be registered here' },
  invitation_required: { status: 403, title: 'Registering needs an invitation' },
  bot_check_failed: { status: 403, title: 'Nobody has shown that a person asks' },
  not_found: { status: 404, title: 'There is no such resource' },
  method_not_allowed: { status: 405, title: 'This resource does not take that method' },
  conflict: { status: 409, title: 'The resource is in another state' },
  already_exists: { status: 409, title: 'Such a resource exists already' },
  illegal_transition: { status: 409, title: 'The order cannot take that step' },
  order_limit_reached: { status: 409, title: 'The shop takes no more unconfirmed orders like this' },
  insufficient_stock: { status: 409, title: 'Not enough stock' },
  quote_expired: { status: 409, title: 'The quote has expired' },
  quote_changed: { status: 409, title: 'The quote cannot be kept' },
  request_in_progress: { status: 409, title: 'A request with this key is still running' },
  turn_in_progress: { status: 409, title: 'This conversation is answering already' },
  precondition_failed: { status: 412, title: 'The resource has changed since you read it' },
  payload_too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'This media type is not taken here' },
  invalid_request: { status: 422, title: 'The request is not valid' },
  idempotency_key_reused: { status: 422, title: 'This key was used with another request' },
  unavailable_product: { status: 422, title: 'A product cannot be ordered' },
  invalid_promotion: { status: 422, title: 'A promotion does not apply' },
  rate_limited: { status: 429, title: 'Too many requests' },
  budget_exhausted: { status: 429, title: 'A model budget is used up' },
  internal: { status: 500, title: 'Something went wrong on our side' },
  unavailable: { status: 503, title: 'A part of the system is away' },
} as const;

export type ProblemCode = keyof typeof PROBLEMS;

export const FieldError = z
  .object({
    path: z
      .string()
      .meta({ description: 'Where the fault is, dotted: `items.0.quantity`', example: 'items.0.quantity' }),
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
      description: '`quote_expired` and `quote_changed`: a new quote for what can still be had, to show and to confirm',
    }),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details.' });
export type Problem = z.infer<typeof Problem>;
