import { EventKind } from '../journal/event';
import { OUTSIDE, goOutside } from './choosing';
import { Counter } from './desk';
import type { Pump } from './pump';

/** Asks whether it is a new patient; `hint` is said above it. */
export function askPatient(pump: Pump, hint?: string): void {
  const known = pump.patient.id > 0;
  pump.patientKnown = false;
  pump.dialog.ask({
    title: 'New patient?',
    idle: true,
    lines: hint ? [hint] : [],
    items: (known ? ['Yes: forget the last one', 'No: same patient'] : ['Yes']).concat([OUTSIDE]),
    answer: (index) => {
      // Who cannot wait is infused without a word about the patient; that is asked when the library is to be used.
      if (index > (known ? 1 : 0)) return goOutside(pump, pump.libraries.slot, () => askPatient(pump, hint));
      if (index === 0) {
        pump.patient.renew(++pump.counters[Counter.PATIENTS]);
        pump.last = null;
        // What runs already was given to this patient.
        pump.tally.restart();
      }
      pump.patientKnown = true;
      pump.record(index === 0 ? EventKind.NEW_PATIENT : EventKind.SAME_PATIENT, []);
      pump.memory.keep();
      pump.choose();
    },
    back: pump.delivery.infusion ? pump.leave : undefined,
  });
}
