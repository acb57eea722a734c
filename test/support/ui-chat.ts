import {
  AbstractChat,
  type ChatState,
  DefaultChatTransport,
  isToolUIPart,
  lastAssistantMessageIsCompleteWithApprovalResponses,
  type ToolUIPart,
  type UIMessage,
} from 'ai';

/** The state that `useChat` keeps in React, in plain fields. */
class PlainState implements ChatState<UIMessage> {
  status: ChatState<UIMessage>['status'] = 'ready';
  error: Error | undefined = undefined;
  messages: UIMessage[];

  constructor(messages: UIMessage[]) {
    this.messages = messages;
  }

  pushMessage = (message: UIMessage): void => {
    this.messages = [...this.messages, message];
  };
  popMessage = (): void => {
    this.messages = this.messages.slice(0, -1);
  };
  replaceMessage = (index: number, message: UIMessage): void => {
    this.messages = this.messages.with(index, this.snapshot(message));
  };
  snapshot = <T>(value: T): T => structuredClone(value);
}

/** The AI SDK's own chat, as `useChat` drives it. */
export class UiChat extends AbstractChat<UIMessage> {
  /** @param server The chat route's address, the user's token, and how to reach it. */
  constructor(
    server: { api: string; token: string; fetch: typeof fetch },
    { id = crypto.randomUUID(), messages = [] }: { id?: string; messages?: UIMessage[] } = {},
  ) {
    super({
      id,
      state: new PlainState(messages),
      transport: new DefaultChatTransport({
        api: server.api,
        headers: { authorization: `Bearer ${server.token}` },
        fetch: server.fetch,
      }),
      sendAutomaticallyWhen: lastAssistantMessageIsCompleteWithApprovalResponses,
    });
  }

  /** Sends a text and waits for the answer. */
  async say(text: string): Promise<string> {
    await this.sendMessage({ text });
    if (this.error !== undefined) throw this.error;
    return this.lastText();
  }

  /** Decides on the pending approval and waits for the answer. */
  async decide(approved: boolean): Promise<string> {
    const pending = this.toolParts('confirm').findLast((part) => part.state === 'approval-requested');
    if (pending?.state !== 'approval-requested') throw new Error('no approval is pending');
    await this.addToolApprovalResponse({ id: pending.approval.id, approved });
    // The automatic post runs on its own; its end is the status.
    while (this.status === 'submitted' || this.status === 'streaming')
      await new Promise((resolve) => setTimeout(resolve, 5));
    if (this.error !== undefined) throw this.error;
    return this.lastText();
  }

  /** The text of the last answer's last step. */
  lastText(): string {
    const parts = this.lastMessage?.parts ?? [];
    const step = parts.slice(parts.findLastIndex((part) => part.type === 'step-start') + 1);
    return step.map((part) => (part.type === 'text' ? part.text : '')).join('');
  }

  toolParts(name: string): ToolUIPart[] {
    return this.messages.flatMap((message) =>
      message.parts.filter((part): part is ToolUIPart => isToolUIPart(part) && part.type === `tool-${name}`),
    );
  }
}
