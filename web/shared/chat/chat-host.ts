import type { ChatTransport, UIMessage } from 'ai';
import { type ComponentType, createContext, type ReactNode, useContext } from 'react';
import type { MenuHit } from './chat-tools.ts';

export interface ConversationOptions {
  id: string;
  /** The earlier messages. */
  messages: UIMessage[];
  transport: ChatTransport<UIMessage>;
}

/** A conversation as the AI SDK's `useChat` has it, as far as the chat uses it. */
export interface Conversation {
  messages: UIMessage[];
  status: 'submitted' | 'streaming' | 'ready' | 'error';
  error: Error | undefined;
  sendMessage(message: { text: string }): Promise<void>;
  setMessages(messages: UIMessage[]): void;
  addToolApprovalResponse(decision: { id: string; approved: boolean }): void | PromiseLike<void>;
  clearError(): void;
}

/** The parts of a chat that each page supplies. */
export interface ChatHost {
  /** Continues an answer that is on its way, and sends a message again once its approvals are decided. */
  useConversation(options: ConversationOptions): Conversation;
  /** A dish that the agent found. @property onSay Says something in the chat. */
  DishCard: ComponentType<{ hit: MenuHit; onSay(words: string): void }>;
  /** An order among those that the visitor asked for. */
  OrderCard: ComponentType<{ id: string; className: string; children: ReactNode }>;
  /** Beside an order that was just placed: the way to it, or how it is. */
  PlacedOrder: ComponentType<{ id: string }>;
}

export const ChatHostContext = createContext<ChatHost | undefined>(undefined);

export function useChatHost(): ChatHost {
  const host = useContext(ChatHostContext);
  if (host === undefined) throw new Error('useChatHost is used outside of a ChatHostContext');
  return host;
}
