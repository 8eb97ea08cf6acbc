// What may be done to a simulated pump from outside, as data: a session is a list of these with their times.
import type { KeyCode, Loudness } from '../../hal/hal';
import type { Conditions } from '../plant/conditions';
import type { Contact } from '../plant/keypad';
import type { Plant } from '../plant/plant';
import type { Container } from '../plant/reservoir';
import type { SensorName, Sensors } from '../plant/sensors';
import { contactOf, keyCode } from './key';

/** What is done to the world around it. Volumes in mL. */
export type PlantAction =
  | { do: 'press'; key: KeyCode }
  | { do: 'release'; key: KeyCode }
  | { do: 'stick'; key: KeyCode; contact: Contact }
  | { do: 'free'; key: KeyCode }
  | { do: 'set'; changes: Partial<Conditions> }
  | { do: 'bubble'; volume: number; place: 'pump' | 'reservoir' }
  | { do: 'hang'; volume: number; container?: Container }
  /** State of charge of the battery, 0 to 1. */
  | { do: 'charge'; fraction: number }
  | { do: 'stick-sensor'; sensor: SensorName; reading?: Sensors[SensorName] }
  | { do: 'free-sensor'; sensor: SensorName };

export type Action =
  | PlantAction
  /** All power is gone at once, battery included; in the n-th flash operation from now where that is told. */
  | { do: 'power-cut'; operation?: number }
  /** Power is back, and somebody switches the pump on. */
  | { do: 'power-on' }
  /** Wall clock, seconds UTC; 0 where its battery is empty. */
  | { do: 'wall'; seconds: number }
  /** A frame on the service cable, in hexadecimal. */
  | { do: 'frame'; hex: string }
  /** Bytes of the flash are damaged: a bit of each of `count` bytes from `offset`. */
  | { do: 'damage'; offset: number; count: number };

/** What a simulated pump does, told as it happens. */
export type Happening =
  | { of: 'action'; action: Action }
  | { of: 'key'; key: KeyCode; pressed: boolean }
  | { of: 'row'; row: number; style: number; text: string }
  | { of: 'alarm'; priority: number; audible: boolean }
  | { of: 'tone'; tone: number }
  | { of: 'loudness'; level: Loudness }
  | { of: 'lamp'; on: boolean }
  /** Steps a second, and after how many the train ends by itself (absent: never). */
  | { of: 'motor'; rate: number; count?: number }
  | { of: 'power'; on: boolean; why: PowerWhy }
  | { of: 'frame'; hex: string };

export type PowerWhy = 'switched on' | 'switched off' | 'power lost' | 'watchdog';

/** Takes what happens, and when, in ms since the plant began. */
export type Watcher = (at: number, happening: Happening) => void;

const NOT_OF_THE_PLANT: readonly Action['do'][] = ['power-cut', 'power-on', 'wall', 'frame', 'damage'];

export function isPlantAction(action: Action): action is PlantAction {
  return !NOT_OF_THE_PLANT.includes(action.do);
}

/** RangeError or TypeError for what the plant does not allow; nothing has changed then. */
export function actOnPlant(plant: Plant, action: PlantAction): void {
  switch (action.do) {
    case 'press':
      plant.press(contactOf(keyCode(action.key)));
      break;
    case 'release':
      plant.release(contactOf(keyCode(action.key)));
      break;
    case 'stick':
      plant.stickKey(contactOf(keyCode(action.key)), action.contact);
      break;
    case 'free':
      plant.freeKey(contactOf(keyCode(action.key)));
      break;
    case 'set':
      plant.set(action.changes);
      break;
    case 'bubble':
      plant.bubble(action.volume, action.place);
      break;
    case 'hang':
      plant.hang(action.volume, action.container);
      break;
    case 'charge':
      plant.charge(action.fraction);
      break;
    case 'stick-sensor':
      plant.stickSensor(action.sensor, action.reading);
      break;
    case 'free-sensor':
      plant.freeSensor(action.sensor);
  }
}
