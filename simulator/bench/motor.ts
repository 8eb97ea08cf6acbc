// The plant's stepper and encoder as the supervisor drives them.
import type { RawMotor } from '../../hal/desktop/supervisor';
import type { Plant } from '../plant/plant';
import type { Happening } from './action';

export class PlantMotor implements RawMotor {
  /** Commanded steps a second; 0 where no train was begun or it was stopped. */
  private rate = 0;
  private end = 0;

  constructor(
    private readonly plant: Plant,
    private readonly tell: (happening: Happening) => void,
    private readonly changed: () => void,
  ) {}

  run(stepsPerSecond: number, count: number): void {
    this.plant.run(stepsPerSecond, count);
    this.rate = stepsPerSecond;
    this.end = this.commanded() + count;
    this.changed();
    this.tell(
      Number.isFinite(count)
        ? { of: 'motor', rate: stepsPerSecond, count }
        : { of: 'motor', rate: stepsPerSecond },
    );
  }

  stop(): void {
    this.plant.stop();
    this.changed();
    if (this.rate === 0) return;
    this.rate = 0;
    this.tell({ of: 'motor', rate: 0 });
  }

  commanded(): number {
    return this.plant.shaft().commanded;
  }

  encoder(): number {
    return this.plant.shaft().encoder;
  }

  /** Steps a second that are commanded now: none once a train has ended. */
  stepsPerSecond(): number {
    return this.rate > 0 && this.commanded() < this.end ? this.rate : 0;
  }
}
