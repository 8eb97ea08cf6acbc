// A pump with the demonstration library whose electronics is the emulated board, and an infusion typed on it by keys.
import { resolve } from 'node:path';
import type { Bench } from '../../../simulator/bench';
import { LIBRARIES, demonstrationTrustBytes, signedDemonstration } from '../../../simulator/demonstration';
import { Stage } from '../../../simulator/scenario/stage';
import { DEFAULT_SETUP, benchOf } from '../../../simulator/setup';
import type { Target } from '../../../simulator/target/board-process';
import { EmulatedElectronics } from '../../../simulator/target/emulated-electronics';

export const SCENARIOS = resolve(__dirname, '../../../simulator/scenarios');

export interface DemonstrationPump {
  bench: Bench;
  stage: Stage;
  /** The board that has power, or had it last. */
  board(): EmulatedElectronics | undefined;
}

export function demonstrationPump(target: Target, counting = false): DemonstrationPump {
  let board: EmulatedElectronics | undefined;
  const bench = benchOf(
    {
      ...DEFAULT_SETUP,
      trust: demonstrationTrustBytes().toString('base64'),
      library: signedDemonstration(resolve(LIBRARIES, 'demonstration-hospital')).toString('base64'),
    },
    undefined,
    {
      electronics: (parts, held) => {
        board = new EmulatedElectronics(target, parts, held, counting);
        return board;
      },
    },
  );
  return { bench, stage: new Stage(bench, SCENARIOS), board: () => board };
}

/** From power-on to the summary of DOPamine 5 mcg/kg/min for 82 kg, which runs at 15.4 mL/h; START is still to be pressed. */
export function typeDopamine(stage: Stage): void {
  stage.press('POWER');
  stage.choose('Yes');
  stage.choose('Adult ICU');
  stage.search('dopa');
  for (const row of ['DOPamine', '400 mg/250 mL', 'I have read this', 'I have read this']) stage.choose(row);
  stage.enter('82', 'kg');
  stage.enter('5', 'mcg/kg/min');
  stage.enter('250', 'mL');
}
