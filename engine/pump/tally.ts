import { Delivery as Kind } from '../dose/infusion-program';
import { kindOf } from '../dose/unit';
import { quantaOf } from './infusion';
import type { Pump } from './pump';

/** Carries what each part gives into the account of the patient. */
export class Tally {
  bolusKind: Kind = Kind.BOLUS;
  /** Microlitres of each part that are in the account. */
  parts: number[] = [0, 0, 0, 0];
  /** ms of the pump's clock up to which all is. */
  until = 0;
  private pump: Pump;

  constructor(pump: Pump) {
    this.pump = pump;
  }

  /** The parts count from nothing: for another infusion, or another patient. */
  restart(): void {
    this.parts = [0, 0, 0, 0];
  }

  /** Adds what was given since the last time. */
  take(): void {
    const pump = this.pump;
    const patient = pump.patient;
    const infusion = pump.delivery.infusion;
    const kinds = [Kind.BASAL, this.bolusKind, Kind.DEMAND, Kind.BASAL];
    for (let part = 0; part < 4 && infusion; part++) {
      const given = pump.delivery.given(part);
      const more = given - this.parts[part];
      if (!(more > 0)) continue;
      this.parts[part] = given;
      patient.total += more;
      const kind = kindOf(infusion.unit) * 256 + kinds[part];
      patient.gave(infusion.chosen.drug, kind, this.until, pump.now, quantaOf(infusion, more));
    }
    this.until = pump.now;
  }

  /** What the check is told of a drug, up to now. */
  of(drug: string): number[] {
    this.take();
    return this.pump.patient.delivered(drug, this.pump.now);
  }
}
