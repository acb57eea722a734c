import { maxSocketsOf, ownerOf } from '../../contracts/channel.ts';
import type { TurnProblem, TurnRequest } from '../../contracts/chat.ts';
import {
  type ChatClientFrame,
  type ChatServerFrame,
  ChatSpeaker,
  SPEAKER_HEADER,
} from '../../contracts/chat-socket.ts';
import { CLOSE_CODES, CLOSE_REASONS } from '../../contracts/subscription.ts';
import { closeQuietly } from '../close-quietly.ts';
import type { Channels } from './channels.ts';
import { chunkText, frameText, readChatFrame } from './chat-frames.ts';
import type { ReaderKind, TurnLog } from './turn-log.ts';

/** The status of a refused upgrade; 503 when the hub does not answer. */
const REFUSALS = { revoked: 401, full: 429, away: 503 } as const;

/** The calls that a socket makes to its session. */
export interface SocketTurns {
  begin(request: TurnRequest): Promise<{ log: TurnLog } | { problem: TurnProblem }>;
  resume(userId: string): Promise<{ log: TurnLog; request: Pick<TurnRequest, 'turnId'> } | undefined>;
  stop(userId: string): boolean;
  newTurnId(): string;
}

/** A request of a socket that is being answered. */
interface Delivery {
  kind: ReaderKind;
  leave: AbortController;
}

/**
 * The WebSockets of a conversation. They hibernate between turns: the speaker is attached to each socket, and
 * deliveries are only in memory, because there are none without a running turn.
 */
export class ChatSockets {
  readonly #ctx: DurableObjectState;
  readonly #turns: SocketTurns;
  readonly #deliveries = new Map<WebSocket, Map<string, Delivery>>();

  constructor(ctx: DurableObjectState, turns: SocketTurns) {
    this.#ctx = ctx;
    this.#turns = turns;
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair('{"type":"ping"}', '{"type":"pong"}'));
  }

  /** Accepts a WebSocket upgrade, unless the speaker's session has ended or has too many sockets. */
  async upgrade(request: Request, channels: Channels, opened: () => Promise<void>): Promise<Response> {
    if (request.headers.get('upgrade')?.toLowerCase() !== 'websocket') return new Response(null, { status: 426 });
    const speaker = readSpeaker(request.headers.get(SPEAKER_HEADER));
    if (speaker === undefined) return new Response(null, { status: 400 });
    const { principal } = speaker;
    const { 0: client, 1: server } = new WebSocketPair();
    const allowance = { expiresAtMs: principal.expiresAt * 1000, maxSockets: maxSocketsOf(principal) };
    const open = () => {
      this.#ctx.acceptWebSocket(server);
      server.serializeAttachment(speaker);
    };
    const answer = await channels.openSocket(ownerOf(principal), speaker, allowance, open).catch(() => 'away' as const);
    if (answer !== 'open') return new Response(null, { status: REFUSALS[answer] });
    await opened();
    return new Response(null, { status: 101, webSocket: client });
  }

  /** Reports that a socket has closed, so that its speaker may open another one. Never rejects. */
  async tellOfClosing(socket: WebSocket, channels: Channels): Promise<void> {
    const speaker = speakerOf(socket);
    if (speaker !== undefined) await channels.socketClosed(ownerOf(speaker.principal), speaker).catch(() => {});
  }

  /** Answers a frame. Never throws. @returns The work that continues after the answer. */
  async receive(socket: WebSocket, message: string | ArrayBuffer, nowMs: number): Promise<void> {
    const speaker = speakerOf(socket);
    if (speaker === undefined || isExpired(speaker, nowMs)) return this.#refuse(socket, 'tokenExpired');
    const read = readChatFrame(message);
    if ('error' in read) return this.#send(socket, read.error);
    const { frame } = read;
    if ('id' in frame && frame.id !== speaker.conversationId) {
      return this.#send(socket, {
        ...problemFrame(frame.requestId, {
          code: 'invalid_request',
          detail: 'This socket belongs to another conversation.',
        }),
        errors: [{ path: 'id', message: `must be ${speaker.conversationId}` }],
      });
    }
    await this.#act(socket, speaker, frame);
  }

  async #act(socket: WebSocket, speaker: ChatSpeaker, frame: ChatClientFrame): Promise<void> {
    const { principal, conversationId, address, requestId, traceparent } = speaker;
    switch (frame.type) {
      case 'ping':
        return this.#send(socket, { type: 'pong' });
      case 'stop':
        return this.#send(socket, {
          type: 'stopped',
          requestId: frame.requestId,
          stopped: this.#turns.stop(principal.userId),
        });
      case 'abort': {
        const delivery = this.#deliveries.get(socket)?.get(frame.requestId);
        if (delivery?.kind === 'poster') this.#turns.stop(principal.userId);
        delivery?.leave.abort();
        return;
      }
      case 'send': {
        const begun = await this.#turns.begin({
          principal,
          conversationId,
          turnId: this.#turns.newTurnId(),
          message: frame.messages,
          trigger: frame.trigger,
          door: 'socket',
          address,
          requestId,
          traceparent,
        });
        if ('problem' in begun) return this.#send(socket, problemFrame(frame.requestId, begun.problem));
        return await this.#deliver(socket, frame.requestId, begun.log, 'poster', 0);
      }
      case 'resume': {
        const running = await this.#turns.resume(principal.userId);
        if (running === undefined) return this.#send(socket, { type: 'no-active', requestId: frame.requestId });
        // The poster of a continued answer has counted other chunks.
        const isSame = frame.turnId === running.request.turnId && !running.log.hasReplay;
        const from = isSame && frame.lastSequence !== undefined ? frame.lastSequence + 1 : 0;
        return await this.#deliver(socket, frame.requestId, running.log, 'resumer', from);
      }
    }
  }

  /** Sends the turn to the socket until its end, or until the request is aborted. */
  async #deliver(socket: WebSocket, requestId: string, log: TurnLog, kind: ReaderKind, from: number): Promise<void> {
    const deliveries = this.#deliveries.get(socket) ?? new Map<string, Delivery>();
    this.#deliveries.set(socket, deliveries);
    if (deliveries.has(requestId)) {
      return this.#send(
        socket,
        problemFrame(requestId, {
          code: 'conflict',
          detail: 'A turn with this request id is already running on this socket.',
        }),
      );
    }
    const leave = new AbortController();
    deliveries.set(requestId, { kind, leave });
    this.#send(socket, { type: 'start', requestId });
    let sequence = from;
    for await (const chunks of log.read(kind, { from, signal: leave.signal })) {
      for (const json of chunks) this.#sendText(socket, chunkText(requestId, sequence++, json));
    }
    deliveries.delete(requestId);
    if (!leave.signal.aborted) this.#send(socket, { type: 'end', requestId });
  }

  /** Tells every socket of the user that a turn started or ended. */
  tellOfTurn(userId: string, turnId: string, state: 'started' | 'ended'): void {
    for (const socket of this.#ctx.getWebSockets()) {
      if (speakerOf(socket)?.principal.userId === userId) {
        this.#send(socket, { type: 'turn', requestId: '', turnId, state });
      }
    }
  }

  closeExpired(nowMs: number): void {
    for (const socket of this.#ctx.getWebSockets()) {
      const speaker = speakerOf(socket);
      if (speaker === undefined || isExpired(speaker, nowMs)) this.#refuse(socket, 'tokenExpired');
    }
  }

  /** Closes the sockets of owners whose rights have ended. */
  closeOwned(owners: ReadonlySet<string>): void {
    for (const socket of this.#ctx.getWebSockets()) {
      const speaker = speakerOf(socket);
      if (speaker !== undefined && owners.has(ownerOf(speaker.principal))) this.#refuse(socket, 'sessionEnded');
    }
  }

  /** The number of open sockets of this owner. */
  countOf(owner: string): number {
    const isTheirs = (socket: WebSocket) => {
      const speaker = speakerOf(socket);
      return speaker !== undefined && ownerOf(speaker.principal) === owner;
    };
    return this.#ctx.getWebSockets().filter((socket) => socket.readyState === WebSocket.OPEN && isTheirs(socket))
      .length;
  }

  /** When the first token of a connected speaker expires; undefined without sockets. */
  earliestExpiryMs(): number | undefined {
    const expiries = this.#ctx.getWebSockets().map((socket) => (speakerOf(socket)?.principal.expiresAt ?? 0) * 1000);
    return expiries.length === 0 ? undefined : Math.min(...expiries);
  }

  /** Forgets a socket. A turn that it started continues. */
  leave(socket: WebSocket): void {
    for (const { leave } of this.#deliveries.get(socket)?.values() ?? []) leave.abort();
    this.#deliveries.delete(socket);
  }

  close(socket: WebSocket, code: number, reason: string): void {
    this.leave(socket);
    closeQuietly(socket, code, reason);
  }

  #refuse(socket: WebSocket, reason: keyof typeof CLOSE_REASONS): void {
    const detail = `Log in again and come back: ${CLOSE_REASONS[reason]}.`;
    this.#send(socket, problemFrame('', { code: 'unauthenticated', detail }));
    this.close(socket, CLOSE_CODES.unauthenticated, CLOSE_REASONS[reason]);
  }

  #send(socket: WebSocket, frame: ChatServerFrame): void {
    this.#sendText(socket, frameText(frame));
  }

  #sendText(socket: WebSocket, text: string): void {
    try {
      socket.send(text);
    } catch {
      // It has closed: the client reconnects and resumes.
      this.leave(socket);
    }
  }
}

function problemFrame(requestId: string, problem: TurnProblem): ChatServerFrame & { type: 'error' } {
  const { code, detail, errors, retryAfterSeconds } = problem;
  return {
    type: 'error',
    requestId,
    code,
    errorText: detail,
    ...(errors === undefined ? {} : { errors }),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  };
}

const isExpired = ({ principal }: ChatSpeaker, nowMs: number): boolean => principal.expiresAt * 1000 <= nowMs;

function readSpeaker(header: string | null): ChatSpeaker | undefined {
  try {
    return ChatSpeaker.parse(JSON.parse(header ?? ''));
  } catch {
    return undefined;
  }
}

function speakerOf(socket: WebSocket): ChatSpeaker | undefined {
  return ChatSpeaker.safeParse(socket.deserializeAttachment()).data;
}
