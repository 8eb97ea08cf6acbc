// What of a simulated pump lives while it has power: supervisor, key queue, lamps, and the application with the hardware that it sees.
import { Pump } from '../../engine/pump/pump';
import { QueueKeypad } from '../../hal/desktop/keypad';
import type { MemoryLink } from '../../hal/desktop/memory-link';
import type { NodeFlash } from '../../hal/desktop/node-flash';
import { REFERENCE_MECHANISM, type RawMotor, SupervisorTwin } from '../../hal/desktop/supervisor';
import { type Flash, type Hal, KeyCode, Region, Sensor, type Supervisor } from '../../hal/hal';
import type { Sensors as PlantSensors } from '../plant/sensors';
import type { Happening } from './action';
import { sensorReading } from './sensor-reading';
import { WatchedSignals } from './watched-panel';

/** The pump's program, as the host drives it (engine/pump). */
export interface Application {
  /** Once after power-on. */
  start(): void;
  /** Does what is due; the monotonic ms at which it wants to be called again. */
  step(): number;
}

/** What stays when power goes, and how the rest reaches it. */
export interface Board extends Pick<Hal, 'serial' | 'firmware' | 'clock' | 'display' | 'crypto'> {
  flash: NodeFlash;
  link: MemoryLink;
  motor: RawMotor;
  /** Sensors that this pump does not have. */
  without: readonly Sensor[];
  sensors: () => PlantSensors;
  /** Bench time, ms. */
  now: () => number;
  tell: (happening: Happening) => void;
  /** The pump's own where none is given. */
  application?: (hal: Hal) => Application;
}

/** The supervisor as the bench drives it and looks at it. */
export type BenchSupervisor = Pick<SupervisorTwin, 'tick' | 'edge' | 'nextEvent'> &
  Pick<Supervisor, 'motion' | 'halt' | 'delivered' | 'total'>;

/** What lives while there is power: here, or on an emulated board. */
export interface Powered {
  readonly supervisor: BenchSupervisor;
  readonly keypad: { push(key: KeyCode, pressed: boolean): boolean };
  readonly signals: WatchedSignals;
  readonly application: Application;
  /** Bench time of the next call that the application wants. */
  wake: number;
  /** Something arrived: it is called at once. */
  called: boolean;
  /** Bench time of its last sign of life. */
  alive: number;
  /** The application switches the pump off. */
  off: boolean;
  /** Told of raw edges of contacts (monotonic ms), where it debounces its keys itself. */
  contact?(key: KeyCode, closed: boolean, at: number): void;
  /** Told of cells of the flash that changed by themselves, where it keeps a copy. */
  damaged?(offset: number, count: number): void;
  /** Power is gone. */
  close?(): void;
}

function slotsOf(flash: Flash): [number, number][] {
  return [Region.SLOT_A, Region.SLOT_B].map((slot) => [flash.regionStart(slot), flash.regionSize(slot)]);
}

export class Electronics implements Powered {
  readonly supervisor: SupervisorTwin;
  readonly keypad = new QueueKeypad();
  readonly signals: WatchedSignals;
  readonly application: Application;
  wake: number;
  called = true;
  alive: number;
  off = false;

  /** Power has come; `held` are the keys that are down already. */
  constructor(board: Board, held: Iterable<KeyCode>) {
    const { flash, without, sensors } = board;
    this.wake = this.alive = board.now();
    this.signals = new WatchedSignals(board.tell);
    this.supervisor = new SupervisorTwin(board.motor, flash, {
      ...REFERENCE_MECHANISM,
      slots: slotsOf(flash),
    });
    const firstDrop = sensors().drops;
    // A key that is down already is told to the application, which may call it stuck, and is no press for the supervisor.
    for (const key of held) {
      this.supervisor.hold(key);
      if (key !== KeyCode.POWER) this.keypad.push(key, true);
    }
    const hal: Hal = {
      serial: board.serial,
      firmware: board.firmware,
      demonstrationKeys: true,
      highestRate: REFERENCE_MECHANISM.highestRate,
      clock: board.clock,
      keypad: this.keypad,
      display: board.display,
      signals: this.signals,
      sensors: {
        has: (sensor) =>
          Number.isInteger(sensor) && sensor >= 0 && sensor < Sensor.COUNT && !without.includes(sensor),
        read: (sensor) =>
          without.includes(sensor) ? Number.NaN : sensorReading(sensor, sensors(), firstDrop),
      },
      supervisor: this.supervisor,
      flash,
      crypto: board.crypto,
      link: board.link,
      alive: () => {
        this.alive = board.now();
      },
      off: () => {
        this.off = true;
      },
    };
    this.application = board.application?.(hal) ?? new Pump(hal);
  }
}
