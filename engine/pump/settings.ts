import { Detail, EventKind, StateKey } from '../journal/event';
import { askPatient } from './admission';
import { dayText, offsetText, secondOf } from './calendar';
import { askActions, cosigning } from './options';
import type { Pump } from './pump';
import { keepPatient } from './recollection';
import { train } from './training';
import { millilitres } from './wording';

/** Minutes between two offsets from UTC, and the outermost ones in use. */
const QUARTER = 15;
const WESTMOST = -720;
const EASTMOST = 840;

/** Sets the wall clock (seconds UTC); never while something runs. */
export function setClock(pump: Pump, seconds: number): boolean {
  const clock = pump.hal.clock;
  const old = clock.wall();
  if (pump.delivery.infusion) return false;
  // Should power be lost between, nobody knows how old what was given is.
  keepPatient(pump.state, pump.now, 0, pump.patient);
  const set = clock.setWall(seconds);
  if (set) pump.record(EventKind.CLOCK_SET, [Detail.OLD, old, Detail.NEW, seconds]);
  pump.memory.keep();
  return set;
}

/** Version, dates and origin of the library, and the pump's own. */
function statusOf(pump: Pump): string[] {
  const manifest = pump.libraries.manifest;
  const lines = ['Pump ' + pump.hal.serial + ', ' + pump.hal.firmware];
  if (!manifest) return lines.concat(['No valid drug library']);
  return lines.concat([
    manifest.organisation + ': ' + manifest.library,
    'Version ' + manifest.version + ', release ' + manifest.sequence,
    'Valid from ' + dayText(manifest.effective) + ', review by ' + dayText(manifest.reviewBy),
    'This patient so far: ' + millilitres(pump.patient.total),
  ]);
}

/** What belongs to the pump and not to an infusion; only while nothing is programmed. */
export function askPump(pump: Pump): void {
  askActions(pump, 'Pump', statusOf(pump), [
    cosigning(pump),
    [
      pump.anaesthesia ? 'End anaesthesia mode' : 'Anaesthesia mode',
      () => {
        pump.anaesthesia = !pump.anaesthesia;
        pump.record(EventKind.ANAESTHESIA, [Detail.NEW, pump.anaesthesia ? 1 : 0]);
        pump.home();
      },
    ],
    [pump.training ? 'End training' : 'Training: nothing is delivered', () => train(pump, !pump.training)],
    ['New patient', () => askPatient(pump)],
    ['Standby', () => standBy(pump)],
    ['Set the clock', () => askDay(pump, '')],
    ['Time zone', () => askZone(pump)],
    ['Loudness: ' + LOUDNESS[pump.soundLevel - 1], () => askLoudness(pump)],
  ]);
}

/** Nothing is asked and nothing reminds until somebody comes back, who says then whether it is another patient. */
function standBy(pump: Pump): void {
  pump.dialog.ask({
    title: 'STANDBY',
    idle: true,
    items: ['Go on'],
    answer: () => askPatient(pump),
  });
}

function askDay(pump: Pump, hint: string): void {
  askClock(pump, 'Date: year month day', hint, 8, (day) =>
    askClock(pump, 'Time: hours minutes', '', 4, (time) => {
      const seconds = secondOf(+day, +time) - pump.zone * 60;
      if (!(seconds > 0) || !setClock(pump, seconds))
        return askDay(pump, 'Cannot be set: ' + day + ' ' + time);
      pump.home();
    }),
  );
}

function askClock(
  pump: Pump,
  title: string,
  hint: string,
  digits: number,
  then: (text: string) => void,
): void {
  pump.dialog.ask({
    title: title,
    lines: [hint, offsetText(pump.zone)],
    digits: digits,
    answer: (_, text) => then(text),
    back: pump.leave,
  });
}

/** A setting of the pump, chosen from a list: holds from then on, also when the pump is switched on again. */
function askSetting(
  pump: Pump,
  title: string,
  items: string[],
  selected: number,
  set: (index: number) => void,
): void {
  pump.dialog.ask({
    title: title,
    items: items,
    selected: selected,
    answer: (index) => {
      set(index);
      pump.state.keep(StateKey.SETTINGS, [pump.zone, pump.soundLevel]);
      pump.home();
    },
    back: pump.leave,
  });
}

function askZone(pump: Pump): void {
  const items: string[] = [];
  for (let minutes = WESTMOST; minutes <= EASTMOST; minutes += QUARTER) items.push(offsetText(minutes));
  askSetting(pump, 'Local time', items, (pump.zone - WESTMOST) / QUARTER, (index) => {
    pump.zone = WESTMOST + index * QUARTER;
  });
}

/** `Loudness` in words. */
const LOUDNESS = ['quiet', 'middle', 'loud'];

function askLoudness(pump: Pump): void {
  const old = pump.soundLevel;
  askSetting(pump, 'How loud are alarms?', LOUDNESS, old - 1, (index) => {
    pump.soundLevel = index + 1;
    pump.hal.signals.loudness(pump.soundLevel);
    pump.record(EventKind.LOUDNESS, [Detail.OLD, old, Detail.NEW, pump.soundLevel]);
  });
}
