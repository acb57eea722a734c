import { unwrap } from '../../shared/client.ts';
import { api } from '../client.ts';
import { useConsole } from '../console.tsx';
import { useTexts } from '../texts.ts';
import { Act } from '../ui/act.tsx';
import { ListPage } from '../ui/listing.tsx';

/** Dead letters, each with its error and a button to replay it. */
export function DeadLettersPage() {
  const texts = useTexts();
  const { format } = useConsole();
  return (
    <ListPage
      title={texts.deadLetters}
      of={['dead-letters']}
      read={async (query) => unwrap(api.GET('/v1/dead-letters', { params: { query } }))}
      empty={texts.noDeadLetters}
    >
      {(letter) => (
        <>
          <p>
            <strong>{letter.queue}</strong> · {texts.deadLetterStatus[letter.status]}
            <br />
            <span className="text-sm text-soft">
              {format.dateTime(letter.updated_at)} · {texts.attempts(letter.attempts)}
            </span>
          </p>
          <p className="rounded-xl bg-sunk p-3 break-words">{letter.error}</p>
          {letter.status === 'open' && (
            <div>
              <Act
                changes="dead-letters"
                done={texts.sent}
                work={() => unwrap(api.POST('/v1/dead-letters/{id}/replay', { params: { path: { id: letter.id } } }))}
              >
                {texts.replay}
              </Act>
            </div>
          )}
        </>
      )}
    </ListPage>
  );
}
