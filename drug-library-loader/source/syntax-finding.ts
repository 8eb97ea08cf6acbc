import type { Code } from './codes';
import type { Findings } from './finding';
import { hiddenCharacter } from './hidden-character';
import type { Place } from './place';

/** Of one kind in one file: whoever writes YAML anchors or pastes hidden characters does it everywhere. */
export const MAX_SYNTAX_FINDINGS = 10;

export function addHidden(text: string, place: Place, findings: Findings): void {
  const hidden = hiddenCharacter(text);
  if (hidden) addSome('hidden-character', `the character ${hidden} stands in this line`, place, findings);
}

/** Adds the first findings of a kind in a file, and says at the last one that there are more. */
export function addSome(code: Code, message: string, place: Place, findings: Findings): void {
  const same = findings.list.filter((finding) => finding.code === code && finding.file === place.file);
  if (same.length >= MAX_SYNTAX_FINDINGS) {
    const last = same[MAX_SYNTAX_FINDINGS - 1];
    if (!last.message.endsWith(MORE)) last.message += MORE;
  } else findings.add(code, message, place);
}

const MORE = '; there are more in this file';
