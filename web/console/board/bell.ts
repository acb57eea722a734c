import { stored } from '../../shared/stored.ts';

/** Returns whether new orders make no sound on this device. */
export const isMuted = stored('ragline:console:muted', (kept) => kept === true);

let context: AudioContext | undefined;
const listeners = new Set<() => void>();

/** Browsers play sound only once the person has touched the page. */
function unlock(): void {
  context ??= new AudioContext();
  void context.resume().then(() => {
    for (const listener of listeners) listener();
  });
}
for (const gesture of ['pointerdown', 'keydown']) addEventListener(gesture, unlock, { once: true });

/** Returns whether a sound would be heard now. */
export const audible = {
  read: (): boolean => context?.state === 'running',
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

/** Two rising tones, unless the device is muted. */
export function ring(): void {
  if (isMuted.read() || context?.state !== 'running') return;
  const start = context.currentTime;
  for (const [delay, hertz] of [
    [0, 660],
    [0.18, 880],
  ] as const) {
    const tone = new OscillatorNode(context, { frequency: hertz });
    const volume = new GainNode(context, { gain: 0 });
    volume.gain.setValueAtTime(0.0001, start + delay);
    volume.gain.exponentialRampToValueAtTime(0.5, start + delay + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, start + delay + 0.5);
    tone.connect(volume).connect(context.destination);
    tone.start(start + delay);
    tone.stop(start + delay + 0.5);
  }
}
