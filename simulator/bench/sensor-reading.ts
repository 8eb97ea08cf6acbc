// The plant's sensors in the units of the HAL.
import { Sensor } from '../../hal/hal';
import type { Sensors as PlantSensors } from '../plant/sensors';

const flag = (on: boolean) => (on ? 1 : 0);

/** mL in whole microlitres. */
const microlitres = (volume: number) => Math.round(volume * 1000);

/** What each sensor of the HAL reads; `firstDrop` is the drop counter when the pump was switched on. NaN for one that there is not. */
export function sensorReading(sensor: Sensor, plant: PlantSensors, firstDrop: number): number {
  switch (sensor) {
    case Sensor.UPSTREAM_PRESSURE:
      return plant.upstreamPressure;
    case Sensor.DOWNSTREAM_PRESSURE:
      return plant.downstreamPressure;
    case Sensor.AIR_BUBBLE:
      return microlitres(plant.air.largest);
    case Sensor.AIR_ACCUMULATED:
      return microlitres(plant.air.accumulated);
    case Sensor.DOOR:
      return flag(plant.door === 'closed');
    case Sensor.SET_LOADED:
      return flag(plant.set);
    case Sensor.CLAMP:
      return flag(plant.clamp === 'closed');
    case Sensor.DROPS:
      return plant.drops - firstDrop;
    case Sensor.RESERVOIR_LOW:
      return flag(plant.reservoirLow);
    case Sensor.RESERVOIR_EMPTY:
      return flag(plant.reservoirEmpty);
    case Sensor.BATTERY:
      return Math.floor(plant.battery * 100);
    case Sensor.BATTERY_MINUTES:
      return Math.floor(plant.batteryMinutes);
    case Sensor.MAINS:
      return flag(plant.mains);
    case Sensor.HANDSET:
      return flag(plant.handset);
    default:
      return Number.NaN;
  }
}
