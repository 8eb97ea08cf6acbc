// A journal as a pump writes it, by the pump's own code. Demonstration data, not for clinical use: the drugs and people do not exist.
import { Reason } from '../../../engine/index';
import { Detail, EventKind } from '../../../engine/journal/event';
import { Journal } from '../../../engine/journal/journal';
import { VirtualClock } from '../../../hal/desktop/clock';
import { NodeCrypto } from '../../../hal/desktop/node-crypto';
import { NodeFlash } from '../../../hal/desktop/node-flash';
import { Region } from '../../../hal/hal';

/** Monday, 7 December 2026, 8:00 UTC. */
export const START = Date.UTC(2026, 11, 7, 8) / 1000;

type Details = (number | string)[];

const HEPARIN = ['Adult ICU', 'heparin', 'VTE', '25000 unit/500 mL'] as const;
const DOPAMINE = ['Adult ICU', 'DOPamine', '', '400 mg/250 mL'] as const;
const SALINE = ['Ward', 'sodium chloride 0.9%', '', ''] as const;
type Choice = readonly [string, string, string, string];

export class SamplePump {
  readonly flash = new NodeFlash();
  readonly clock: VirtualClock;
  readonly journal: Journal;
  private alerts = 0;
  private infusions = 0;
  private running = 0;

  constructor(wall = START) {
    this.clock = new VirtualClock(wall);
    this.journal = new Journal(this.flash, new NodeCrypto(this.flash), this.clock, Region.JOURNAL);
    this.journal.open();
    this.journal.setLibrary(42, [1, 2, 3, 4, 5, 6, 7, 8]);
  }

  record(kind: EventKind, details: Details = []): void {
    this.clock.advance(1500);
    const more = this.running > 0 ? [Detail.INFUSION, this.running, Detail.SEGMENT, this.running] : [];
    if (this.journal.write(kind, [...details, Detail.PATIENT, 7, ...more]) < 0)
      throw new Error('not written');
  }

  powerOn(): void {
    this.record(EventKind.POWER_ON, [Detail.TEXT, 'sample 1']);
    this.record(EventKind.LIBRARY_ACTIVE, [Detail.TEXT, '2026.11.1']);
    this.record(EventKind.NEW_PATIENT);
  }

  private chosen([area, drug, therapy, concentration]: Choice): Details {
    return [
      Detail.CARE_AREA,
      area,
      Detail.DRUG,
      drug,
      Detail.THERAPY,
      therapy,
      Detail.CONCENTRATION,
      concentration,
      Detail.ENTRY,
      3,
      Detail.PROGRAM_TYPE,
      1,
    ];
  }

  program(choice: Choice): void {
    this.record(EventKind.PROGRAM_BEGUN, this.chosen(choice));
  }

  alert(
    severity: 1 | 2,
    entered: string,
    limit: string,
    fold: string,
    reason: number = Reason.ABOVE_UPPER_HARD,
  ): number {
    const details = [
      Detail.ALERT,
      ++this.alerts,
      Detail.QUANTITY,
      7,
      Detail.BOUND,
      severity === 1 ? 8 : 16,
      Detail.REASON,
      reason,
      Detail.ENTERED,
      entered,
      Detail.LIMIT,
      limit,
      Detail.FOLD,
      fold,
      Detail.SEVERITY,
      severity,
    ];
    this.record(EventKind.LIMIT_EVALUATED, details);
    if (severity === 2) this.record(EventKind.HARD_STOP, details);
    return this.alerts;
  }

  start(choice: Choice, verdict: 2 | 3, rate: string, dose = '', volume = '100 mL'): void {
    this.running = ++this.infusions;
    this.record(EventKind.DELIVERY_STARTED, [
      ...this.chosen(choice),
      Detail.VERDICT,
      verdict,
      Detail.DOSE,
      dose,
      Detail.RATE,
      rate,
      Detail.VOLUME,
      volume,
      Detail.WEIGHT,
      '82 kg',
    ]);
  }

  stop(delivered: number): void {
    this.record(EventKind.DELIVERY_STOPPED, [Detail.DELIVERED, delivered]);
    this.running = 0;
  }

  /** The whole flash, and the journal's region alone. */
  image(): Buffer {
    return Buffer.from(this.flash.cells);
  }

  region(): Buffer {
    const start = this.flash.regionStart(Region.JOURNAL);
    return this.image().subarray(start, start + this.flash.regionSize(Region.JOURNAL));
  }
}

/** A tenfold slip stopped and corrected, a soft limit overridden, another cancelled, one infusion outside the library. */
export function sampleDay(pump = new SamplePump()): SamplePump {
  pump.powerOn();
  pump.program(HEPARIN);
  const slip = pump.alert(2, '180 unit/kg/h', '40 unit/kg/h', '4.5');
  pump.record(EventKind.REPROGRAMMED, [
    Detail.ALERT,
    slip,
    Detail.QUANTITY,
    7,
    Detail.OLD,
    '180 unit/kg/h',
    Detail.NEW,
    '18 unit/kg/h',
  ]);
  pump.record(EventKind.SECOND_PERSON, [Detail.PERSON, 101]);
  pump.start(HEPARIN, 2, '29.5 mL/h', '18 unit/kg/h');
  pump.clock.advance(3_600_000);
  pump.record(EventKind.DELIVERY_PAUSED, [Detail.CODE, 2, Detail.DELIVERED, 29_500]);
  pump.record(EventKind.DELIVERY_RESUMED, [Detail.DELIVERED, 29_500]);
  pump.clock.advance(7_200_000);
  pump.record(EventKind.DELIVERY_COMPLETE, [Detail.DELIVERED, 100_000]);
  pump.record(EventKind.KVO_STARTED, [Detail.RATE, '5 mL/h']);
  pump.stop(101_000);
  pump.program(DOPAMINE);
  const soft = pump.alert(1, '25 mcg/kg/min', '20 mcg/kg/min', '1.3', Reason.ABOVE_UPPER_SOFT);
  pump.record(EventKind.SOFT_OVERRIDE, [
    Detail.ALERT,
    soft,
    Detail.OVERRIDE_REASON,
    1,
    Detail.ENTERED,
    '25 mcg/kg/min',
    Detail.FOLD,
    '1.3',
  ]);
  pump.start(DOPAMINE, 2, '76.9 mL/h', '25 mcg/kg/min', '250 mL');
  pump.record(EventKind.DELIVERY_CHANGED, [
    ...[Detail.RATE, '61.5 mL/h', Detail.DOSE, '20 mcg/kg/min', Detail.DELIVERED, 1_000],
  ]);
  pump.record(EventKind.ALARM, [
    Detail.ALARM,
    3,
    Detail.PRIORITY,
    3,
    Detail.TEXT,
    'OCCLUSION BELOW THE PUMP',
  ]);
  pump.record(EventKind.DELIVERY_PAUSED, [Detail.CODE, 3, Detail.DELIVERED, 2_000]);
  pump.stop(2_000);
  pump.program(SALINE);
  const other = pump.alert(1, '600 mL/h', '500 mL/h', '1.2', Reason.ABOVE_UPPER_SOFT);
  pump.record(EventKind.CANCELLED, [Detail.ALERT, other]);
  pump.record(EventKind.OUTSIDE_LIBRARY, [Detail.CARE_AREA, 'Ward']);
  pump.start(['Ward', '', '', ''], 3, '125 mL/h', '', '500 mL');
  pump.stop(500_000);
  return pump;
}
