import { unwrap } from '../../shared/client.ts';
import { api } from '../client.ts';
import { useConsole } from '../console.tsx';
import { useTexts } from '../texts.ts';
import { Act } from '../ui/act.tsx';
import { ListPage } from '../ui/listing.tsx';

/** The account's sessions. */
export function SessionsPage() {
  const texts = useTexts();
  const { format } = useConsole();
  return (
    <ListPage
      title={texts.sessions}
      of={['sessions']}
      read={async (query) => unwrap(api.GET('/v1/auth/sessions', { params: { query } }))}
      empty={texts.nothingFound}
      below={
        <Act
          changes="sessions"
          done={texts.sessionEnded}
          work={() => unwrap(api.DELETE('/v1/auth/sessions', { params: { query: {} } }))}
        >
          {texts.endOthers}
        </Act>
      }
    >
      {(session) => (
        <div className="flex flex-wrap items-center gap-3">
          <p className="min-w-0 flex-1 basis-52">
            <strong className="break-words">{session.client ?? texts.unknownDevice}</strong>
            <br />
            <span className="text-sm text-soft">{texts.lastUsed(format.dateTime(session.last_used_at))}</span>
          </p>
          {session.is_current ? (
            <p className="font-semibold text-leaf">{texts.thisDevice}</p>
          ) : (
            <Act
              kind="danger"
              changes="sessions"
              done={texts.sessionEnded}
              work={() => unwrap(api.DELETE('/v1/auth/sessions/{id}', { params: { path: { id: session.id } } }))}
            >
              {texts.endSession}
            </Act>
          )}
        </div>
      )}
    </ListPage>
  );
}
