// The line as two elastic vessels, before and after the pump, with resistances between bag, pump and patient. The network is linear while
// nothing is switched, so a span of time is one closed form: pressures by the matrix exponential, volumes by its integral.
import type { Conditions } from './conditions';
import type { PlantParameters } from './parameters';
import { passage } from './set';

/** Pressures in mmHg; volumes in mL since the plant began, counted where the liquid passes. */
export interface Line {
  upstreamPressure: number;
  downstreamPressure: number;
  /** Out of the bag into the line; air from a vented bottle included. */
  drawn: number;
  /** Through the pump. */
  pumped: number;
  /** Out of the line into the patient. */
  delivered: number;
}

/** mmHg under 1 m of water: 1000 kg/m³ × 9.80665 m/s² / 133.322 Pa. */
export const MMHG_PER_METRE = 73.5559;

const HOUR = 3_600_000;

/** Conductance in mL/h per mmHg of a tube closed to part of its diameter: Poiseuille's fourth power. */
function conductance(resistance: number, occlusion: number): number {
  return (1 - occlusion) ** 4 / resistance;
}

export function bagPressure(conditions: Conditions): number {
  return conditions.bagHeight * MMHG_PER_METRE;
}

/** mmHg against which the line empties, seen from the pump's height. */
export function patientPressure(conditions: Conditions): number {
  return conditions.venousPressure + conditions.patientHeight * MMHG_PER_METRE;
}

/** mL/h into the patient at this moment. */
export function flow(line: Line, conditions: Conditions, parameters: PlantParameters): number {
  const open = conductance(parameters.downstreamResistance, conditions.downstreamOcclusion);
  return open * (line.downstreamPressure - patientPressure(conditions));
}

/** Pressures at which the volume per step is rated. */
const RATED_INLET = 0.5 * MMHG_PER_METRE;
const RATED_OUTLET = 10;

/** Part of the rated volume that a step moves at these pressures, not below 0. */
export function efficiency(line: Line, parameters: PlantParameters): number {
  const fill = (line.upstreamPressure - RATED_INLET) / parameters.fillPressure;
  const leak = (line.downstreamPressure - RATED_OUTLET) / parameters.leakPressure;
  return Math.max(0, 1 + fill - leak);
}

/** Volume moved at once, without time passing. */
export function displaced(line: Line, volume: number, parameters: PlantParameters): Line {
  const moved = volume * efficiency(line, parameters);
  return {
    ...line,
    upstreamPressure: line.upstreamPressure - moved / parameters.upstreamCompliance,
    downstreamPressure: line.downstreamPressure + moved / parameters.downstreamCompliance,
    pumped: line.pumped + moved,
  };
}

// (eᶻ - 1)/z and (eᶻ - 1 - z)/z²: means of the exponential and of its integral over a span.
function mean(z: number): number {
  return z === 0 ? 1 : Math.expm1(z) / z;
}
function meanOfIntegral(z: number): number {
  if (Math.abs(z) < 1e-3) return 1 / 2 + z / 6 + (z * z) / 24 + (z * z * z) / 120;
  return (Math.expm1(z) - z) / (z * z);
}

/**
 * The line `ms` later (above 0), while the mechanism moves `stroke` mL at rated pressures, evenly. `supplied`: whether the bag gives
 * anything. Conditions do not change meanwhile.
 */
export function flowed(
  line: Line,
  ms: number,
  stroke: number,
  supplied: boolean,
  conditions: Conditions,
  parameters: PlantParameters,
): Line {
  const hours = ms / HOUR;
  const { upstreamCompliance: cu, downstreamCompliance: cd, fillPressure, leakPressure } = parameters;
  const gu = supplied ? conductance(parameters.upstreamResistance, conditions.upstreamOcclusion) : 0;
  const gd = conductance(parameters.downstreamResistance, conditions.downstreamOcclusion);
  const bag = bagPressure(conditions);
  const patient = patientPressure(conditions);

  // Flow through the pump is a + b·(inlet pressure) - c·(outlet pressure), in mL/h.
  let a = 0;
  let b = 0;
  let c = 0;
  const way = passage(conditions);
  if (way === 'open') {
    b = 1 / parameters.openResistance;
    c = b;
  } else if (way === 'pumped' && efficiency(line, parameters) > 0) {
    const rated = stroke / hours;
    b = rated / fillPressure;
    c = rated / leakPressure;
    a = rated - b * RATED_INLET + c * RATED_OUTLET;
  }

  const { upstreamPressure: pu, downstreamPressure: pd } = line;
  const m11 = -(gu + b) / cu;
  const m12 = c / cu;
  const m21 = b / cd;
  const m22 = -(c + gd) / cd;
  // How fast the pressures change at the start.
  const u = (gu * bag - a) / cu + m11 * pu + m12 * pd;
  const d = (a + gd * patient) / cd + m21 * pu + m22 * pd;

  const half = (m11 + m22) / 2;
  const root = Math.sqrt(((m11 - m22) / 2) ** 2 + m12 * m21);
  const fast = half - root;
  // From the determinant, where half + root would cancel.
  const slow = fast === 0 ? 0 : (gu * c + gu * gd + b * gd) / (cu * cd) / fast;
  // f(Mt) = f(fast) + difference · (M - fast): Newton's form on the two eigenvalues.
  const apply = (f: (z: number) => number): [number, number] => {
    const atFast = f(fast * hours);
    const difference = slow === fast ? 0 : (f(slow * hours) - atFast) / (slow - fast);
    return [
      atFast * u + difference * ((m11 - fast) * u + m12 * d),
      atFast * d + difference * (m21 * u + (m22 - fast) * d),
    ];
  };
  const [meanU, meanD] = apply(mean);
  const [integralU, integralD] = apply(meanOfIntegral);
  // Time integrals of the pressures, mmHg·h.
  const sumU = pu * hours + integralU * hours * hours;
  const sumD = pd * hours + integralD * hours * hours;
  return {
    upstreamPressure: pu + meanU * hours,
    downstreamPressure: pd + meanD * hours,
    drawn: line.drawn + gu * (bag * hours - sumU),
    pumped: line.pumped + a * hours + b * sumU - c * sumD,
    delivered: line.delivered + gd * (sumD - patient * hours),
  };
}
