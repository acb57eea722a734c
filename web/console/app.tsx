import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Router } from 'wouter';
import { unwrap } from '../shared/client.ts';
import { useLanguage } from '../shared/language.ts';
import { Announcer } from '../shared/ui/announcer.tsx';
import { Button } from '../shared/ui/button.tsx';
import { Fault } from '../shared/ui/fault.tsx';
import { Notice } from '../shared/ui/notice.tsx';
import { api } from './client.ts';
import { ConsoleProvider, isStaff } from './console.tsx';
import { Door, LockedDoor } from './door.tsx';
import { Frame } from './frame.tsx';
import { useTexts } from './texts.ts';
import { isSession, useLogOut, useSession } from './use-session.ts';

export function App() {
  const language = useLanguage();
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const session = useSession();
  if (session === undefined) return null;
  if (session === 'none') return <Door />;
  // The page stays mounted behind the login form, so that nothing typed is lost.
  const person = isSession(session) ? session : session.ended;
  return (
    <>
      {isStaff(person) ? <Inside key={person.userId} userId={person.userId} /> : <NotStaff />}
      {!isSession(session) && <LockedDoor />}
    </>
  );
}

function Inside({ userId }: { userId: string }) {
  const texts = useTexts();
  const { data: me, error } = useQuery({
    queryKey: ['me', userId],
    queryFn: async () => await unwrap(api.GET('/v1/auth/me')),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (error !== null) {
    return (
      <main className="mx-auto grid min-h-dvh max-w-md place-content-center gap-4 p-6">
        <Fault error={error} />
        <Button onClick={() => location.reload()}>{texts.tryAgain}</Button>
      </main>
    );
  }
  if (me === undefined) return <p className="p-8 text-soft">{texts.loading}</p>;
  return (
    <ConsoleProvider me={me}>
      <Router base="/console">
        <Frame />
        <Announcer />
      </Router>
    </ConsoleProvider>
  );
}

/** Tells a customer's account that the console is for staff. */
function NotStaff() {
  const texts = useTexts();
  const logOut = useLogOut();
  return (
    <main className="mx-auto grid min-h-dvh max-w-md place-content-center gap-4 p-6">
      <h1 className="font-display text-2xl font-semibold">{texts.console}</h1>
      <Notice kind="warn">{texts.notStaff}</Notice>
      <Button onClick={() => void logOut()}>{texts.logOut}</Button>
    </main>
  );
}
