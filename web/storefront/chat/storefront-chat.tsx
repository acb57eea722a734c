import { useChat } from '@ai-sdk/react';
import { lastAssistantMessageIsCompleteWithApprovalResponses } from 'ai';
import { Link } from 'wouter';
import { type ChatHost, ChatHostContext } from '../../shared/chat/chat-host.ts';
import { ChatPanel } from '../../shared/chat/chat-panel.tsx';
import { HitCard } from '../../shared/chat/hit-card.tsx';
import { DishArt } from '../dish-art.tsx';
import { useTexts } from '../texts.ts';
import { usePanel } from '../use-panel.ts';

const host: ChatHost = {
  useConversation: (options) =>
    useChat({
      ...options,
      resume: true,
      sendAutomaticallyWhen: lastAssistantMessageIsCompleteWithApprovalResponses,
    }),
  DishCard: ({ hit }) => {
    const { openDish } = usePanel();
    return (
      <HitCard
        hit={hit}
        picture={<DishArt name={hit.name} category={hit.category} className="h-24 w-full" />}
        onChoose={() => openDish(hit.product_id)}
      />
    );
  },
  OrderCard: ({ id, ...rest }) => <Link href={`/orders/${id}`} {...rest} />,
  PlacedOrder: ({ id }) => {
    const { texts } = useTexts();
    return (
      <Link href={`/orders/${id}`} className="rounded-lg px-2 py-2 underline underline-offset-4">
        {texts.followOrder}
      </Link>
    );
  },
};

/** The chat beside the menu: its dishes open their sheets, its orders their pages. */
export const StorefrontChat = () => (
  <ChatHostContext value={host}>
    <ChatPanel />
  </ChatHostContext>
);
