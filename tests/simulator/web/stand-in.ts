// A pump that only looks like one: canned screens in front of the real plant, so that page and server are tested apart from the pump.
import { resolve } from 'node:path';
import { compile } from '../../../drug-library-loader/compiler/compile';
import { judgeProgram } from '../../../engine/dose/check';
import { infusionProgram } from '../../../engine/dose/infusion-program';
import { Library, careAreas, findEntries } from '../../../engine/index';
import { MemoryStorage } from '../../../hal/desktop/memory-storage';
import { KeyCode, Loudness, Priority, Style, Tone } from '../../../hal/hal';
import { Plant } from '../../../simulator/plant/plant';
import type {
  Inspection,
  Installation,
  JournalRow,
  Lamps,
  LibraryStatus,
  ScreenRow,
  Session,
} from '../../../simulator/web/session';

type Lines = [Style, string][];

const SCREENS: Record<string, Lines> = {
  running: [
    [Style.STATUS, 'Adult ICU  2026.11.1      mains  100%  14:02'],
    [Style.BANNER, 'DEMONSTRATION LIBRARY'],
    [Style.TITLE, 'heparin  VTE treatment'],
    [Style.DIM, '25000 unit/250 mL      82 kg'],
    [Style.BIG, '14.8 mL/h'],
    [Style.NORMAL, 'Dose        18 unit/kg/h'],
    [Style.NORMAL, 'Delivered   0.00 mL of 250 mL'],
    [Style.NORMAL, 'Ends in     16 h 53 min'],
    [Style.NORMAL, ''],
    [Style.DIM, 'Last bolus  none'],
    [Style.NORMAL, ''],
    [Style.NORMAL, ''],
    [Style.NORMAL, ''],
    [Style.KEYS, 'STOP stops   BOLUS bolus   OPTIONS more'],
  ],
  entry: [
    [Style.STATUS, 'Adult ICU  2026.11.1      mains  100%  14:02'],
    [Style.BANNER, 'DEMONSTRATION LIBRARY'],
    [Style.TITLE, 'heparin  VTE treatment'],
    [Style.DIM, '25000 unit/250 mL      82 kg'],
    [Style.NORMAL, ''],
    [Style.NORMAL, 'Dose in unit/kg/h'],
    [Style.FIELD, ''],
    [Style.NORMAL, ''],
    [Style.DIM, 'Usual start 18 unit/kg/h'],
    [Style.NORMAL, ''],
    [Style.NORMAL, ''],
    [Style.NORMAL, ''],
    [Style.CAUTION, 'Second point not taken'],
    [Style.KEYS, 'digits type   OK takes   BACK deletes'],
  ],
  list: [
    [Style.STATUS, 'Adult ICU  2026.11.1      mains  100%  14:02'],
    [Style.BANNER, 'DEMONSTRATION LIBRARY'],
    [Style.TITLE, 'Choose a drug: HE'],
    [Style.SELECTED, 'heparin  VTE treatment'],
    [Style.NORMAL, 'heparin  Acute coronary syndrome'],
    [Style.NORMAL, 'HYDROmorphone'],
    [Style.NORMAL, 'hydrALAZINE'],
    [Style.NORMAL, ''],
    [Style.NORMAL, ''],
    [Style.NORMAL, ''],
    [Style.NORMAL, ''],
    [Style.DIM, '1 to 4 of 4'],
    [Style.NORMAL, ''],
    [Style.KEYS, 'letters search   UP DOWN   OK takes'],
  ],
  soft: [
    [Style.STATUS, 'Adult ICU  2026.11.1      mains  100%  14:02'],
    [Style.CAUTION, 'ABOVE THE SOFT LIMIT'],
    [Style.TITLE, 'heparin  VTE treatment'],
    [Style.NORMAL, ''],
    [Style.CAUTION, 'Dose   30 unit/kg/h'],
    [Style.NORMAL, 'Limit  25 unit/kg/h'],
    [Style.NORMAL, 'That is 1.2 times the limit'],
    [Style.NORMAL, ''],
    [Style.SELECTED, 'Change it'],
    [Style.NORMAL, 'Cancel'],
    [Style.NORMAL, 'Confirm, with a reason'],
    [Style.NORMAL, ''],
    [Style.NORMAL, ''],
    [Style.KEYS, 'UP DOWN choose   OK takes'],
  ],
  hard: [
    [Style.STATUS, 'Adult ICU  2026.11.1      mains  100%  14:02'],
    [Style.DANGER, 'ABOVE THE HARD LIMIT'],
    [Style.TITLE, 'heparin  VTE treatment'],
    [Style.NORMAL, ''],
    [Style.DANGER, 'Dose  180 unit/kg/h'],
    [Style.NORMAL, 'Limit  36 unit/kg/h'],
    [Style.NORMAL, 'That is 5 times the limit'],
    [Style.NORMAL, ''],
    [Style.SELECTED, 'Change it'],
    [Style.NORMAL, 'Cancel'],
    [Style.NORMAL, ''],
    [Style.NORMAL, ''],
    [Style.NORMAL, ''],
    [Style.KEYS, 'UP DOWN choose   OK takes'],
  ],
};

const ORDER = Object.keys(SCREENS);

function inspectionOf(check: number, dose: string): Inspection {
  const { bytes } = compile(
    resolve(__dirname, '../../../drug-library-loader/libraries/demonstration-hospital'),
  );
  if (!bytes) throw new Error('the demonstration library does not compile');
  const library = new Library(new MemoryStorage(bytes));
  library.open(0, bytes.length);
  const [entry] = findEntries(library, { careArea: 'adult-icu', drug: 'heparin', therapy: 'VTE treatment' });
  const area = careAreas(library).find(({ id }) => id === 'adult-icu');
  const limits = library.limits(area?.number ?? 0, entry?.number ?? -1);
  const program = infusionProgram({ type: 'continuous', weight: '82 kg', dose, volume: '250 mL' });
  return {
    check,
    code: judgeProgram(program, limits, []),
    program,
    limits: limits && structuredClone(limits),
    confirmed: [],
    uk: false,
    careArea: 'Adult ICU',
    entry: 'heparin, VTE treatment, 25000 unit/250 mL',
  };
}

export class StandIn implements Session {
  readonly serial = 'STAND-IN-1';
  readonly firmware = 'none';
  readonly plant = new Plant({ seed: 7, volume: 250 });
  /** Name of the screen that is shown. */
  shown = 'entry';
  typed = '';
  /** Every key edge, as "key down" or "key up". */
  readonly edges: string[] = [];
  installed: number[] = [];
  private on = true;
  private moving = 0;
  private tones: Tone[] = [];
  private readonly rows: JournalRow[] = [];
  private readonly checks = new Map<string, Inspection>();

  constructor() {
    this.note('Power on', 'Self-test passed', 'plain');
  }

  private note(event: string, text: string, weight: JournalRow['weight']): void {
    this.rows.push({ seq: this.rows.length, at: this.wall(), event, text, weight });
  }

  readonly target: string = 'desktop';

  close(): void {}

  get now(): number {
    return this.plant.now;
  }

  wall(): number {
    return 1_796_652_120 + Math.floor(this.plant.now / 1000);
  }

  advance(ms: number): void {
    this.plant.advance(ms);
  }

  press(key: KeyCode): void {
    this.edges.push(`${key} down`);
    if (!this.on) return;
    this.tones.push(Tone.KEY);
    if (key <= KeyCode.POINT) this.typed += key === KeyCode.POINT ? '.' : String(key);
    else if (key === KeyCode.BACK) this.typed = this.typed.slice(0, -1);
    else if (key === KeyCode.OK) this.judge();
    else if (key === KeyCode.DOWN)
      this.shown = ORDER[(ORDER.indexOf(this.shown) + 1) % ORDER.length] as string;
    else if (key === KeyCode.START) this.turn(14.8);
    else if (key === KeyCode.STOP) this.turn(0);
  }

  private judge(): void {
    const dose = Number(this.typed);
    this.shown = dose > 36 ? 'hard' : dose > 25 ? 'soft' : 'running';
    if (dose > 36) this.note('Hard stop', `Dose ${dose} unit/kg/h, limit 36, 5 times`, 'danger');
    else if (dose > 25) this.note('Soft limit', `Dose ${dose} unit/kg/h, limit 25`, 'caution');
    else this.note('Check', `Dose ${dose} unit/kg/h accepted`, 'good');
  }

  private turn(rate: number): void {
    this.moving = rate;
    this.plant.run(this.plant.stepRate(rate));
    this.note(rate > 0 ? 'Delivery started' : 'Delivery stopped', rate > 0 ? `${rate} mL/h` : '', 'plain');
    if (rate > 0) this.shown = 'running';
  }

  release(key: KeyCode): void {
    this.edges.push(`${key} up`);
  }

  screen(): readonly ScreenRow[] {
    if (!this.on) return Array.from({ length: 14 }, () => ({ style: Style.NORMAL, text: '' }));
    const delivered = `Delivered   ${this.plant.truth().delivered.toFixed(2)} mL of 250 mL`;
    return (SCREENS[this.shown] as Lines).map(([style, text]) => ({
      style,
      text: style === Style.FIELD ? this.typed : text.startsWith('Delivered') ? delivered : text.slice(0, 40),
    }));
  }

  lamps(): Lamps {
    const occluded = this.plant.truth().downstreamPressure > 300;
    const alarm =
      occluded || this.shown === 'hard' ? Priority.HIGH : this.shown === 'soft' ? Priority.MEDIUM : 0;
    return {
      powered: this.on,
      alarm: this.on ? alarm : 0,
      audible: alarm > 0,
      loudness: Loudness.LOUD,
      running: this.moving > 0 && this.on,
      powerFailure: !this.on,
    };
  }

  takeTones(): Tone[] {
    const tones = this.tones;
    this.tones = [];
    return tones;
  }

  truth() {
    return this.plant.truth();
  }

  conditions() {
    return this.plant.conditions;
  }

  battery(): number {
    return this.plant.sensors().battery;
  }

  rate(): number {
    return this.on ? this.moving : 0;
  }

  counted(): number {
    return this.on ? (this.plant.sensors().encoder / 2) * this.plant.parameters.stepVolume : Number.NaN;
  }

  set(changes: Parameters<Session['set']>[0]): void {
    this.plant.set(changes);
  }

  bubble(volume: number, place: 'reservoir' | 'pump'): void {
    this.plant.bubble(volume, place);
  }

  hang(volume: number, container: 'bag' | 'bottle'): void {
    this.plant.hang(volume, container);
  }

  charge(fraction: number): void {
    this.plant.charge(fraction);
  }

  powerCut(): void {
    this.on = false;
    this.plant.stop();
  }

  powerOn(): void {
    this.on = true;
    this.moving = 0;
    this.note('Power on', 'after a power cut', 'caution');
  }

  newest(): number {
    return this.rows.length - 1;
  }

  journal(seq: number, most: number): JournalRow[] {
    return this.rows.slice(seq + 1).slice(-most);
  }

  inspection(): Inspection | null {
    const dose = this.shown === 'hard' ? '180 unit/kg/h' : this.shown === 'soft' ? '30 unit/kg/h' : '';
    if (dose === '') return null;
    const known = this.checks.get(dose) ?? inspectionOf(this.checks.size + 1, dose);
    this.checks.set(dose, known);
    return known;
  }

  library(): LibraryStatus {
    return {
      title: 'Demonstration hospital',
      version: '2026.11.1',
      sequence: 1,
      state: this.installed.length > 0 ? 'installed' : 'in use',
    };
  }

  install(file: Uint8Array): Installation {
    if (!(file.length > 1000))
      return { accepted: false, code: 642, text: 'Not a signed file of this format' };
    this.installed.push(file.length);
    return { accepted: true, code: 0, text: '' };
  }
}
