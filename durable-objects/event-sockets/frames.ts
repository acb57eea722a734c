import { ClientFrame, type ServerFrame } from '../../contracts/subscription.ts';

const MAX_FRAME_BYTES = 16 * 1024;
const encoder = new TextEncoder();

/** Serialises a frame without an event. */
export const frame = (content: Exclude<ServerFrame, { type: 'event' }>): string => JSON.stringify(content);

/** Serialises an event frame. The event is already JSON, and the same text serves every socket. */
export const eventFrame = (body: string): string => `{"type":"event","event":${body}}`;

/** Parses a client's frame, or makes the error frame to answer with. */
export function readClientFrame(
  message: string | ArrayBuffer,
): { ok: true; frame: ClientFrame } | { ok: false; error: string } {
  const refuse = (code: string, text: string) => ({
    ok: false as const,
    error: frame({ type: 'error', code, message: text }),
  });
  if (typeof message !== 'string')
    return refuse('unsupported_media_type', 'Binary frames are not supported. Send JSON text.');
  if (message.length > MAX_FRAME_BYTES || encoder.encode(message).byteLength > MAX_FRAME_BYTES) {
    return refuse('payload_too_large', `The frame exceeds the limit of ${MAX_FRAME_BYTES} bytes.`);
  }
  let json: unknown;
  try {
    json = JSON.parse(message);
  } catch {
    return refuse('malformed_request', 'The frame is not valid JSON.');
  }
  const parsed = ClientFrame.safeParse(json);
  if (parsed.success) return { ok: true, frame: parsed.data };
  const faults = parsed.error.issues.slice(0, 5).map((issue) => `${issue.path.join('.') || 'frame'}: ${issue.message}`);
  return refuse('invalid_request', faults.join('; '));
}
