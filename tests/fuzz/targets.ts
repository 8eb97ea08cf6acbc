import { libraryContent, signedFile } from './library-targets';
import { journalImage, serviceMessages, stateImage } from './pump-targets';
import { scenarioFile } from './scenario-target';
import type { Target } from './target';

export const TARGETS: readonly Target[] = [
  signedFile,
  libraryContent,
  serviceMessages,
  journalImage,
  stateImage,
  scenarioFile,
];
