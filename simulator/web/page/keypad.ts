// Fingers on the pump: mouse, touch and keyboard all press and hold, and let go.
import type { KeyCode } from '../../../hal/hal';
import { draw, make } from './element';
import { HANDSET, KEYS, type KeyFace, keyOf } from './keys';

export interface Fingers {
  press(key: KeyCode): void;
  release(key: KeyCode): void;
}

export class Keypad {
  private readonly buttons = new Map<KeyCode, HTMLButtonElement>();
  /** What holds each key down: pointers and keys of the keyboard, by name. */
  private readonly holders = new Map<string, KeyCode>();

  constructor(
    private readonly device: HTMLElement,
    keypad: HTMLElement,
    pendant: HTMLElement,
    private readonly fingers: Fingers,
  ) {
    for (const face of KEYS) keypad.append(this.button(face));
    pendant.append(this.button(HANDSET));
    window.addEventListener('keydown', (event) => this.keyDown(event));
    window.addEventListener('keyup', (event) => this.letGo(`key ${event.code}`));
    window.addEventListener('pointerup', (event) => this.letGo(`pointer ${event.pointerId}`));
    window.addEventListener('pointercancel', (event) => this.letGo(`pointer ${event.pointerId}`));
    window.addEventListener('blur', () => this.letAllGo());
    document.addEventListener('visibilitychange', () => this.letAllGo());
  }

  private button(face: KeyFace): HTMLButtonElement {
    const [column, row, columns, rows] = face.at;
    const button = make(
      'button',
      { type: 'button', class: `key ${face.kind}`, 'aria-label': face.name, title: `Keyboard: ${face.hint}` },
      face.icon
        ? draw('svg', { viewBox: '0 0 24 24', 'aria-hidden': 'true' }, draw('path', { d: face.icon }))
        : undefined,
      face.label ? make('b', {}, face.label) : undefined,
      face.letters ? make('small', {}, face.letters) : undefined,
    );
    button.style.gridArea = `${row} / ${column} / span ${rows} / span ${columns}`;
    button.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      // The focus stays with the device, so that Enter goes on to mean OK.
      event.preventDefault();
      this.device.focus({ preventScroll: true });
      this.hold(`pointer ${event.pointerId}`, face.code);
    });
    button.addEventListener('contextmenu', (event) => event.preventDefault());
    this.buttons.set(face.code, button);
    return button;
  }

  /** Shows which keys are down, whoever presses them. */
  showHeld(keys: readonly KeyCode[]): void {
    for (const [code, button] of this.buttons) button.classList.toggle('down', keys.includes(code));
  }

  get handset(): HTMLButtonElement {
    return this.buttons.get(HANDSET.code) as HTMLButtonElement;
  }

  private keyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target as HTMLElement;
    const onPump = target === document.body || this.device.contains(target);
    // START, STOP and their like go to the pump from wherever the focus is.
    if (!onPump && !/^F\d+$/.test(event.key)) return;
    const focused = target instanceof HTMLButtonElement && this.device.contains(target) ? target : undefined;
    const own = focused && (event.key === 'Enter' || event.key === ' ');
    const code = own ? [...this.buttons].find(([, button]) => button === focused)?.[0] : keyOf(event.key);
    if (code === undefined) return;
    event.preventDefault();
    if (!event.repeat) this.hold(`key ${event.code}`, code);
  }

  private hold(holder: string, key: KeyCode): void {
    this.letGo(holder);
    this.holders.set(holder, key);
    this.buttons.get(key)?.classList.add('down');
    this.fingers.press(key);
  }

  private letGo(holder: string): void {
    const key = this.holders.get(holder);
    if (key === undefined) return;
    this.holders.delete(holder);
    if ([...this.holders.values()].includes(key)) return;
    this.buttons.get(key)?.classList.remove('down');
    this.fingers.release(key);
  }

  private letAllGo(): void {
    for (const holder of [...this.holders.keys()]) this.letGo(holder);
  }
}
