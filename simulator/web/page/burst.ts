// Bursts of sound for each priority, after IEC 60601-1-8 as public sources tell it; the standard's text was not at hand.
//
// - Groups and melody: C. Thompson, "ISO/IEC 60601-1-8, Patterson and other alarms in medical equipment", University of Sydney, 2010
//   (anaesthesia.med.usyd.edu.au/resources/alarms). Drug delivery: medium C5 D4 G4; high C5 D4 G4 - C5 D4.
// - The high priority's five pulses come twice, each with four harmonics, rising in 20 to 30 ms: NXP application note AN10875
//   (os.mbed.com/components/IEC60601-1-8-Audible-Alert-Generator).
// - Pulse and pause between bursts: high 80 to 150 ms and 2.55 to 3.80 s, medium from 130 ms and 2.60 to 4.00 s, low 16 s: Texas
//   Instruments, DAC43401/DAC53401 data sheet SLASES7A. Fundamental from 150 Hz, four harmonics within 15 dB: DAC53701, SLASEY5.
// - Two pulses at low priority, and the spacings (50 to 125 ms high, 125 to 250 ms otherwise, 350 to 1300 ms between the fives): as an open
//   generator of such sounds states the standard's ranges (high_prio_sound_gen.py, "Generation of IEC 60601-1-8 Conform Sounds").
// Within these ranges the numbers below are choices; so are the notes of the low priority and the pause before the last two of each five.
import { Priority } from '../../../hal/hal';

export interface Pulse {
  /** ms from the start of the burst. */
  at: number;
  /** ms. */
  length: number;
  /** Hz. */
  pitch: number;
}

export interface Burst {
  pulses: Pulse[];
  /** ms from the end of one burst to the start of the next. */
  pause: number;
  /** ms in which a pulse rises, and falls. */
  edge: number;
}

/** Equal temperament, A4 = 440 Hz. */
const PITCH = { D4: 293.66, G4: 392, A4: 440, C5: 523.25 };

/** Strengths of the fundamental and its harmonics; the weakest is 8 dB below the first. */
export const HARMONICS: readonly number[] = [1, 0.8, 0.65, 0.5, 0.4];

const { C5, D4, G4, A4 } = PITCH;

function pulses(pitches: number[], length: number, spacings: number[]): Pulse[] {
  let at = 0;
  return pitches.map((pitch, i) => {
    const pulse = { at, length, pitch };
    at += length + (spacings[i] ?? 0);
    return pulse;
  });
}

const FIVE = [100, 100, 300, 100];

const BURSTS: Partial<Record<Priority, Burst>> = {
  [Priority.HIGH]: {
    pulses: pulses([C5, D4, G4, C5, D4, C5, D4, G4, C5, D4], 150, [...FIVE, 1000, ...FIVE]),
    pause: 3400,
    edge: 22,
  },
  [Priority.MEDIUM]: { pulses: pulses([C5, D4, G4], 200, [200, 200]), pause: 4000, edge: 30 },
  [Priority.LOW]: { pulses: pulses([A4, G4], 200, [200]), pause: 16_000, edge: 30 },
};

/** The burst of a priority; undefined where it is silent. */
export function burstOf(priority: Priority): Burst | undefined {
  return BURSTS[priority];
}
