// The desktop's hardware keeps the contract: the simulated pump, with an application that only stays alive.
import type { Hal } from '../../hal/hal';
import { Bench } from '../../simulator/bench';
import { type Rig, conformance } from './conformance';

/** ms until a contact has rested and the edge is told. */
const CERTAIN = 50;

function simulatedPump(): Rig {
  let hal: Hal | undefined;
  const application = (its: Hal) => {
    hal = its;
    return {
      start: () => {},
      step: () => {
        its.alive();
        return its.clock.monotonic() + 2000;
      },
    };
  };
  const bench = new Bench({ application });
  const on = () => {
    bench.powerOn();
    bench.advance(1);
  };
  on();
  return {
    get hal() {
      return hal as Hal;
    },
    advance: (ms) => bench.advance(ms),
    press: (key) => {
      bench.press(key);
      bench.advance(CERTAIN);
    },
    release: (key) => {
      bench.release(key);
      bench.advance(CERTAIN);
    },
    deliver: (frame) => {
      bench.link.deliver(frame);
    },
    sent: () => bench.takeAnswers(),
    powerCycle: () => {
      bench.powerCut();
      bench.advance(1000);
      on();
    },
  };
}

conformance('the simulated pump', simulatedPump).run();
