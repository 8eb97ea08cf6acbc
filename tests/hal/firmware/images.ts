// Which images were built: Duktape's always must be there, JerryScript's only where it was installed.
import { existsSync } from 'node:fs';
import { imagePath } from './emulator';

export const RUNTIMES: string[] = existsSync(imagePath({ image: 'test_core', runtime: 'jerryscript' }))
  ? ['duktape', 'jerryscript']
  : ['duktape'];

export const NO_JERRYSCRIPT = 'no JerryScript for the boards was installed (JERRYSCRIPT_PREFIX)';
