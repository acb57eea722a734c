import { useQuery } from '@tanstack/react-query';
import { unwrap } from '../../shared/client.ts';
import { Fault } from '../../shared/ui/fault.tsx';
import { Sheet } from '../../shared/ui/sheet.tsx';
import { api } from '../client.ts';
import { wordsFor } from '../texts/words-for.ts';
import { useTexts } from '../texts.ts';

/** The conversation that a request for help came from. That it was read is in the audit log. */
export function HandedOver({ id, onClose }: { id: string; onClose(): void }) {
  const texts = useTexts();
  const { data, error } = useQuery({
    queryKey: ['handed-over', id],
    queryFn: async () => await unwrap(api.GET('/v1/help-requests/{id}/conversation', { params: { path: { id } } })),
    // Each look is one in the audit log.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  return (
    <Sheet title={texts.conversation} closeLabel={texts.close} side="right" onClose={onClose}>
      <div className="grid gap-3 p-5">
        <p className="text-sm text-soft">{texts.conversationHint}</p>
        <Fault error={error} />
        {data === undefined && error === null && <p>{texts.loading}</p>}
        {data?.messages.map((message) => (
          <article
            key={message.id}
            className={`rounded-2xl p-3 ${message.role === 'user' ? 'ml-8 bg-brand-soft' : 'mr-8 bg-sunk'}`}
          >
            <h3 className="text-sm font-semibold">{message.role === 'user' ? texts.customer : texts.chatBot}</h3>
            {message.parts.map((part, index) => {
              const key = `${message.id} ${index}`;
              if (part.type === 'text' && 'text' in part)
                return (
                  <p key={key} className="break-words whitespace-pre-wrap">
                    {String(part.text)}
                  </p>
                );
              if (!part.type.startsWith('tool-')) return null;
              return (
                <p key={key} className="text-sm text-soft">
                  {wordsFor(texts.toolNames, part.type.slice('tool-'.length))}
                </p>
              );
            })}
          </article>
        ))}
      </div>
    </Sheet>
  );
}
