// Stepper and encoder. The driver turns the shaft evenly between full steps, so positions are fractions of steps; nothing coasts.
import type { Conditions } from './conditions';

export interface Motor {
  /** Steps commanded since the plant began. */
  commanded: number;
  /** Steps that the shaft has turned. */
  moved: number;
  /** Encoder counts, with the fraction not yet counted. */
  counts: number;
  /** Commanded steps a second. */
  rate: number;
  /** Value of `commanded` at which the train ends by itself. */
  end: number;
}

export const STANDING: Readonly<Motor> = Object.freeze({
  commanded: 0,
  moved: 0,
  counts: 0,
  rate: 0,
  end: 0,
});

/** Why the shaft may stand although it is commanded: jammed, too much back pressure, no power. */
export type Held = boolean;

function turned(
  motor: Motor,
  commanded: number,
  uncommanded: number,
  conditions: Conditions,
  held: Held,
  countsPerStep: number,
): Motor {
  const still = held || conditions.motor === 'jammed';
  const move = still ? 0 : commanded * (1 - conditions.missedSteps) + uncommanded;
  return {
    commanded: motor.commanded + commanded,
    moved: motor.moved + move,
    counts: motor.counts + move * countsPerStep * (1 - conditions.encoderSlip),
    rate: motor.rate,
    end: motor.end,
  };
}

/** The motor `ms` later, under conditions that do not change meanwhile. */
export function later(
  motor: Motor,
  ms: number,
  conditions: Conditions,
  held: Held,
  countsPerStep: number,
): Motor {
  const left = motor.end - motor.commanded;
  const steps = Math.min((motor.rate * ms) / 1000, left);
  const after = turned(motor, steps, (conditions.runaway * ms) / 1000, conditions, held, countsPerStep);
  // The end of a train is met exactly, whatever the rate rounds to.
  return steps === left ? { ...after, commanded: motor.end } : after;
}

/** The motor after `count` steps made at once. */
export function stepped(
  motor: Motor,
  count: number,
  conditions: Conditions,
  held: Held,
  countsPerStep: number,
): Motor {
  const after = turned(motor, count, 0, conditions, held, countsPerStep);
  return { ...after, end: motor.end + count };
}
