import { useChat } from '@ai-sdk/react';
import { useQuery } from '@tanstack/react-query';
import { lastAssistantMessageIsCompleteWithApprovalResponses } from 'ai';
import { Link } from 'wouter';
import { type ChatHost, ChatHostContext } from '../../shared/chat/chat-host.ts';
import { ChatPanel } from '../../shared/chat/chat-panel.tsx';
import { HitCard } from '../../shared/chat/hit-card.tsx';
import { useShop } from '../../shared/shop/shop.tsx';
import { DishPicture } from '../dish-picture.tsx';
import { productQuery } from '../product-query.ts';
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
    const { client } = useShop();
    // What the agent found has no picture. The sheet of the dish reads the same.
    const { data } = useQuery(productQuery(client, hit.product_id));
    return (
      <HitCard
        hit={hit}
        picture={<DishPicture dish={data ?? hit} className="h-24 w-full" />}
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
