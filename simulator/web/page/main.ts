// The front panel: everything that comes from the pump goes to the part of the page that shows it.
import { Loudness, Priority } from '../../../hal/hal';
import { type Command, NOTICE, type Update } from '../message';
import { Clock } from './clock';
import { Connection, type Standing } from './connection';
import { CurvesView } from './curves';
import { Drawing } from './drawing';
import { byId, say } from './element';
import { JournalTable } from './journal';
import { Keypad } from './keypad';
import { LibraryView } from './library';
import { PlacesView } from './places';
import { Plots } from './plots';
import { Screen } from './screen';
import { Sound } from './sound';
import { Tabs } from './tabs';
import { showVerdict } from './verdict';
import { World } from './world';

say(byId('notice'), NOTICE);
say(
  byId('hint'),
  'Keyboard: digits, letters, point and arrows; Enter is OK, Backspace BACK; F2 START, F4 or Esc STOP, F7 SILENCE, F8 BOLUS, F9 OPTIONS, F10 handset, End POWER. Codes of the demonstration staff: 2468 and 1357.',
);

/** ms that a notice stays. */
const TOAST = 6000;

let serial = '';
let pages = 1;
let onBoard = false;
let standing: Standing = 'connecting';
let keyTime: number | undefined;
let mark = 0;
const marks = new Map<number, number>();
let toastTimer = 0;

const device = byId('device');
const screen = new Screen(byId('screen'));
const drawing = new Drawing(device);
const sound = new Sound();
const send = (command: Command): boolean => connection.send(command);
const plots = new Plots(byId('view-plots'));
const world = new World(byId('world'), send);
const clock = new Clock(send);
const places = new PlacesView(send);
const journal = new JournalTable(byId('view-journal'));
const library = new LibraryView(byId('view-library'), (bytes) => connection.sendFile(bytes));
const curves = new CurvesView(byId('view-curves'), () => serial, send);
const tabs = new Tabs(
  [
    ['plots', 'Plots'],
    ['verdict', 'Verdict'],
    ['journal', 'Journal'],
    ['library', 'Library'],
    ['curves', 'Curves'],
  ],
  (name) => plots.show(name === 'plots'),
);
const keypad = new Keypad(device, byId('keypad'), byId('pendant'), {
  press: (key) => {
    mark += 1;
    marks.set(mark, performance.now());
    if (!send({ do: 'press', key, mark })) marks.delete(mark);
  },
  release: (key) => {
    send({ do: 'release', key });
  },
});
const connection = new Connection(take, (now) => {
  standing = now;
  device.classList.toggle('away', now !== 'open');
  showLink();
});

function showLink(): void {
  const link = byId('link');
  link.className = `link ${standing}`;
  const watching = pages > 1 ? `${serial}, ${pages} pages` : serial;
  const speed = keyTime === undefined ? '' : `, key to screen ${keyTime.toFixed(0)} ms`;
  say(link, standing === 'open' ? watching : 'No connection, trying again');
  link.title = standing === 'open' ? `pump ${serial}${speed}` : '';
}

function notice(text: string): void {
  const toast = byId('toast');
  say(toast, text);
  toast.hidden = false;
  clearTimeout(toastTimer);
  toastTimer = window.setTimeout(() => {
    toast.hidden = true;
  }, TOAST);
}

/** The time from a key to the painted screen that shows what it did. */
function measure(done: number): void {
  const pressed = marks.get(done);
  if (pressed === undefined) return;
  marks.delete(done);
  requestAnimationFrame(() => {
    keyTime = performance.now() - pressed;
    document.documentElement.dataset.keyTime = keyTime.toFixed(1);
    showLink();
  });
}

function take(update: Update): void {
  if (update.about) {
    serial = update.about.serial;
    document.title = `${serial}, simulated infusion pump`;
    showLink();
    onBoard = update.about.target !== 'desktop';
    places.runsOn(update.about.target);
  }
  if (update.places) places.show(update.places);
  if (update.standstill !== undefined) {
    places.standsStill(update.standstill);
    device.classList.toggle('away', standing !== 'open' || update.standstill !== '');
  }
  if (update.screen) screen.show(update.screen);
  if (update.lamps) {
    const { powered, alarm, audible, loudness, powerFailure } = update.lamps;
    drawing.showLamps(update.lamps);
    screen.dark(!powered);
    world.powered(powered);
    // The power-failure alarm has a supply and a sounder of its own.
    // The alarm of a power failure is the hardware's.
    sound.level = powerFailure ? Loudness.LOUD : loudness;
    sound.alarm(powerFailure ? Priority.HIGH : audible ? alarm : Priority.NONE);
    const note = byId('screen-note');
    note.hidden = powered;
    say(
      note,
      powerFailure
        ? 'No power. The power-failure alarm sounds on its own supply.'
        : 'The pump is off. POWER switches it on.',
    );
  }
  for (const tone of update.tones ?? []) sound.tone(tone);
  if (update.held) keypad.showHeld(update.held);
  if (update.time) {
    clock.show(update.time);
    places.pace(update.time);
    drawing.time(update.time);
    plots.time(update.time.now);
  }
  if (update.scene) {
    drawing.showScene(update.scene);
    world.show(update.scene);
  }
  if (update.samples) plots.take(update.samples.whole, update.samples.spans);
  if (update.journal) {
    const news = journal.take(update.journal.whole, update.journal.rows);
    if (!update.journal.whole) tabs.mark('journal', news);
  }
  if (update.inspection !== undefined)
    tabs.mark('verdict', showVerdict(byId('view-verdict'), update.inspection, onBoard));
  if (update.library) library.show(update.library);
  if (update.installed) library.installed(update.installed);
  if (update.curves) curves.show(update.curves);
  if (update.problem) notice(update.problem);
  if (update.pages !== undefined) {
    pages = update.pages;
    showLink();
  }
  if (update.mark !== undefined) measure(update.mark);
}

const switchSound = byId<HTMLButtonElement>('sound');
switchSound.addEventListener('click', async () => {
  await sound.switch(!sound.on);
  switchSound.setAttribute('aria-pressed', String(sound.on));
  say(switchSound, sound.on ? 'Sound on' : 'Sound off');
});

// What sticks below the bar has to know how high it is.
const bar = document.querySelector('.bar') as HTMLElement;
new ResizeObserver(() =>
  document.documentElement.style.setProperty('--bar', `${bar.offsetHeight}px`),
).observe(bar);

// Whoever clicks beside the pump goes on typing on it; whoever walks by keyboard stays where they are.
document.addEventListener('click', (event) => {
  const clicked = (event.target as Element).closest('button, .choice label, summary');
  if (event.detail > 0 && clicked) device.focus({ preventScroll: true });
});

showVerdict(byId('view-verdict'), null);
device.focus({ preventScroll: true });
