import { type ChatRequest, PostedMessage } from '../../contracts/chat.ts';
import type { FieldError } from '../../contracts/problem.ts';
import { ProblemError } from '../platform/problem-error.ts';

/**
 * The one message of a chat request that counts: the last. The server has its own history and does not read the rest.
 * @throws {ProblemError} `invalid_request` with the paths at fault.
 */
export function lastMessage(request: Pick<ChatRequest, 'message' | 'messages'>): PostedMessage {
  if (request.message !== undefined) return request.message;
  const index = (request.messages?.length ?? 0) - 1;
  const parsed = PostedMessage.safeParse(request.messages?.[index]);
  if (parsed.success) return parsed.data;
  const errors: FieldError[] = parsed.error.issues.map((issue) => ({
    path: ['messages', index, ...issue.path].map(String).join('.'),
    message: issue.message,
  }));
  throw new ProblemError('invalid_request', 'The last message is not valid. See errors for the field.', { errors });
}
