// The flash of a pump as its factory left it, as a file for an emulator that is not joined to the bench.
import { writeWhole } from '../../drug-library-loader/cli/whole-file';
import { demonstrationTrustBytes, librarySource, signedDemonstration } from '../demonstration';
import { DEFAULT_SETUP, benchOf } from '../setup';

/** Writes it with the demonstration keys, staff and library (a source, by name or path). */
export function writeFactoryFlash(file: string, library = 'demonstration-hospital'): void {
  const setup = {
    ...DEFAULT_SETUP,
    trust: demonstrationTrustBytes().toString('base64'),
    library: signedDemonstration(librarySource(library)).toString('base64'),
  };
  writeWhole(file, benchOf(setup).flash.cells);
}
