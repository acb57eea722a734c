import { ChatClientFrame, type ChatServerFrame, MAX_CHAT_FRAME_BYTES } from '../../contracts/chat-socket.ts';

const encoder = new TextEncoder();
const MAX_FAULTS = 5;

/** Serialises a frame. */
export const frameText = (frame: ChatServerFrame): string => JSON.stringify(frame);

/** Serialises a chunk frame whose chunk is already JSON. */
export const chunkText = (requestId: string, sequence: number, json: string): string =>
  `{"type":"chunk","requestId":${JSON.stringify(requestId)},"sequence":${sequence},"chunk":${json}}`;

/** Parses a client's frame, or makes the error frame to answer with. Never throws. */
export function readChatFrame(
  message: string | ArrayBuffer,
): { frame: ChatClientFrame } | { error: ChatServerFrame & { type: 'error' } } {
  if (typeof message !== 'string')
    return refuse('', 'unsupported_media_type', 'Binary frames are not supported. Send JSON text.');
  if (message.length > MAX_CHAT_FRAME_BYTES || encoder.encode(message).byteLength > MAX_CHAT_FRAME_BYTES) {
    return refuse('', 'payload_too_large', `The frame exceeds the limit of ${MAX_CHAT_FRAME_BYTES} bytes.`);
  }
  let json: unknown;
  try {
    json = JSON.parse(message);
  } catch {
    return refuse('', 'malformed_request', 'The frame is not valid JSON.');
  }
  const parsed = ChatClientFrame.safeParse(json);
  if (parsed.success) return { frame: parsed.data };
  const errors = parsed.error.issues
    .slice(0, MAX_FAULTS)
    .map((issue) => ({ path: issue.path.map(String).join('.'), message: issue.message }));
  const { error } = refuse(requestIdOf(json), 'invalid_request', 'The frame is not valid.');
  return { error: { ...error, errors } };
}

function refuse(requestId: string, code: string, errorText: string) {
  return { error: { type: 'error' as const, requestId, code, errorText } };
}

/** The request id of an invalid frame, so that its sender can match the error. */
function requestIdOf(json: unknown): string {
  const id = typeof json === 'object' && json !== null ? Reflect.get(json, 'requestId') : undefined;
  return typeof id === 'string' ? id.slice(0, 128) : '';
}
