import type { Reason } from '../reason';
import { reasonText as coreText } from '../reason-text';

/** Wording for signed files, kept out of the core's bundle. */
const TEXTS: { [reason: number]: string } = {
  641: 'Signatures not checked',
  642: 'Not a signed file of this format',
  643: 'Wrong signature header',
  644: 'Unknown critical header',
  645: 'Not Ed25519',
  646: 'Unprotected header',
  647: 'Not two signatures',
  648: 'Wrong manifest',
  651: 'Wrong trust list',
  652: 'Unknown signer',
  653: 'Not author, then approver',
  654: 'Revoked key',
  655: 'Demonstration key',
  656: 'Key not valid today',
  657: 'Same person twice',
  658: 'Wrong signature',
  661: 'Other organisation',
  662: 'Older than what was here',
  663: 'Sequence used before',
  664: 'Length not as signed',
  665: 'Content not as signed',
  666: 'Manifest and library disagree',
  667: 'Not yet in effect',
  668: 'Review overdue',
  681: 'Flash missing or too small',
  682: 'Flash cannot be written',
  683: 'Both library slots in use',
  684: 'Not while infusing',
  685: 'Message not understood',
  686: 'Not the block that comes next',
  687: 'Too large',
  688: 'Clock cannot be set',
  689: 'Being checked',
};

/** What the reason says to a person; every reason has a text. */
export function reasonText(reason: Reason): string {
  return TEXTS[reason] || coreText(reason);
}
