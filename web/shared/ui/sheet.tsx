import { type ReactNode, useEffect, useRef } from 'react';

const SIDES = {
  bottom: 'mt-auto mx-auto w-full max-w-2xl max-h-[92dvh] rounded-t-3xl sm:mb-auto sm:rounded-3xl',
  right: 'ml-auto mr-0 h-dvh max-h-dvh w-full max-w-md my-0',
} as const;

/**
 * A modal on the browser's own `<dialog>`, which keeps the focus inside, closes with Escape and hides the rest from
 * screen readers.
 */
export function Sheet({
  label,
  side = 'bottom',
  onClose,
  children,
}: {
  label: string;
  side?: keyof typeof SIDES;
  onClose(): void;
  children: ReactNode;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    document.documentElement.classList.add('overflow-hidden');
    return () => {
      document.documentElement.classList.remove('overflow-hidden');
      shown?.close();
    };
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog; a click beside it is the pointer's way.
    <dialog
      ref={dialog}
      aria-label={label}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === dialog.current) onClose();
      }}
      className={`overflow-hidden bg-page p-0 shadow-2xl backdrop:bg-black/50 ${SIDES[side]}`}
    >
      <div className="flex h-full max-h-[inherit] flex-col">{children}</div>
    </dialog>
  );
}
