import { type ReactNode, type RefObject, useLayoutEffect, useRef } from 'react';
import { CloseIcon } from './icons.tsx';

const SIDES = {
  bottom: 'mx-auto mt-auto mb-0 w-full max-w-2xl max-h-[92dvh] rounded-t-3xl sm:mb-auto sm:rounded-3xl',
  right: 'mr-0 ml-auto my-0 h-dvh max-h-dvh w-full max-w-md',
} as const;

/** Shows a dialog as a modal for as long as its component is on the page. @returns The reference for its element. */
export function useModal(): RefObject<HTMLDialogElement | null> {
  const dialog = useRef<HTMLDialogElement>(null);
  // A dialog gives the focus back to what opened it when it closes: it has to, before React takes it out of the page.
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  return dialog;
}

/**
 * A modal on the browser's own `<dialog>`, which keeps the focus inside, closes with Escape and hides the rest from
 * screen readers. It shows its title and a button that closes it; `footer` stays in sight below what scrolls.
 */
export function Sheet({
  title,
  closeLabel,
  side = 'bottom',
  onClose,
  children,
  footer,
}: {
  title: string;
  closeLabel: string;
  side?: keyof typeof SIDES;
  onClose(): void;
  children: ReactNode;
  footer?: ReactNode;
}) {
  const dialog = useModal();
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog; a click beside it is the pointer's way.
    <dialog
      ref={dialog}
      aria-label={title}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === dialog.current) onClose();
      }}
      className={`overflow-hidden bg-page p-0 text-ink shadow-2xl backdrop:bg-black/50 ${SIDES[side]}`}
    >
      <div className="flex h-full max-h-[inherit] flex-col">
        <div className="flex items-center justify-between gap-3 border-b border-line px-5 py-2">
          <h2 className="min-w-0 py-1 font-display leading-tight break-words hyphens-auto text-xl font-semibold">
            {title}
          </h2>
          <button
            type="button"
            aria-label={closeLabel}
            onClick={onClose}
            className="-mr-2 grid size-11 place-items-center rounded-full hover:bg-sunk"
          >
            <CloseIcon />
          </button>
        </div>
        <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain">{children}</div>
        {footer !== undefined && <div className="border-t border-line bg-card px-5 py-3">{footer}</div>}
      </div>
    </dialog>
  );
}
