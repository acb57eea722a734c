/** Writes one frame of an event stream. HTML Living Standard, section 9.2.6. */
export interface ServerSentEvent {
  /** The `Last-Event-ID` of a reconnection. */
  id?: number;
  event?: string;
  data?: string;
  comment?: string;
}

const LINE_END = /\r\n|\r|\n/;

/** Serialises the frame. A line break in a value can neither end a field nor inject one. */
export function formatServerSentEvent({ id, event, data, comment }: ServerSentEvent): string {
  const lines: string[] = [];
  if (comment !== undefined) lines.push(...comment.split(LINE_END).map((line) => `: ${line}`));
  if (id !== undefined) lines.push(`id: ${id}`);
  if (event !== undefined) lines.push(`event: ${event.split(LINE_END).join(' ')}`);
  if (data !== undefined) lines.push(...data.split(LINE_END).map((line) => `data: ${line}`));
  return `${lines.join('\n')}\n\n`;
}
