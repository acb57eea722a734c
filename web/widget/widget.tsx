import { useEffect, useRef, useState } from 'react';
import { type ChatHost, ChatHostContext } from '../shared/chat/chat-host.ts';
import { ChatPanel } from '../shared/chat/chat-panel.tsx';
import { HitCard } from '../shared/chat/hit-card.tsx';
import type { Client } from '../shared/client.ts';
import { ShopProvider, useShop, useShopTexts } from '../shared/shop/shop.tsx';
import { Fault } from '../shared/ui/fault.tsx';
import { ChatIcon, CloseIcon } from '../shared/ui/icons.tsx';
import { LiveStatus } from './live-status.tsx';
import { useConversation } from './use-conversation.ts';

const host: ChatHost = {
  useConversation,
  // The widget has no page for a dish, so the agent tells more about it.
  DishCard: ({ hit, onSay }) => <HitCard hit={hit} onChoose={() => onSay(hit.name)} />,
  OrderCard: ({ id: _, ...rest }) => <div {...rest} />,
  PlacedOrder: LiveStatus,
};

/** A button in the corner of the page, and the chat that it opens. */
export function Widget({ client, slug }: { client: Client; slug: string }) {
  const { texts, language } = useShopTexts();
  const [isOpen, setOpen] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const close = (): void => {
    setOpen(false);
    opener.current?.focus();
  };
  return (
    <div lang={language} className="font-sans text-base text-ink antialiased">
      {isOpen && (
        <ShopProvider client={client} slug={slug}>
          <Panel onClose={close} />
        </ShopProvider>
      )}
      <button
        ref={opener}
        type="button"
        aria-expanded={isOpen}
        aria-haspopup="dialog"
        onClick={() => setOpen(!isOpen)}
        className={`fixed right-4 bottom-4 flex h-14 items-center gap-2 rounded-full bg-brand px-5 font-semibold text-brand-ink shadow-lg hover:brightness-110 ${isOpen ? 'max-sm:hidden' : ''}`}
      >
        <ChatIcon />
        {texts.chat}
      </button>
    </div>
  );
}

/** Over the whole page on a phone, above the button elsewhere. The page stays usable beside it. */
function Panel({ onClose }: { onClose(): void }) {
  const { shop, error } = useShop();
  const { texts } = useShopTexts();
  const panel = useRef<HTMLElement>(null);
  useEffect(() => panel.current?.focus(), []);
  return (
    <section
      ref={panel}
      role="dialog"
      aria-label={texts.chatLong}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) onClose();
      }}
      className="fixed inset-0 flex flex-col overflow-hidden bg-card text-ink sm:inset-auto sm:right-4 sm:bottom-20 sm:h-[min(40rem,calc(100dvh-6rem))] sm:w-96 sm:rounded-2xl sm:border sm:border-line sm:shadow-2xl"
    >
      <header className="flex items-center justify-between gap-3 border-b border-line px-4 py-1.5">
        <h2 className="truncate font-display text-xl font-semibold">{shop?.name ?? texts.chatLong}</h2>
        <button
          type="button"
          aria-label={texts.close}
          onClick={onClose}
          className="-mr-2 grid size-11 shrink-0 place-items-center rounded-full hover:bg-sunk"
        >
          <CloseIcon />
        </button>
      </header>
      {error === null ? (
        <div className="min-h-0 flex-1">
          <ChatHostContext value={host}>
            <ChatPanel />
          </ChatHostContext>
        </div>
      ) : (
        <div className="p-4">
          <Fault error={error} />
        </div>
      )}
    </section>
  );
}
