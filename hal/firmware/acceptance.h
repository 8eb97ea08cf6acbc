/* acceptance.h: the one gate before a signed file is used. It judges the file twice, by two judges that are written apart and share no
 * branch, and makes its answer out of what both say and of the way that was gone, so that no single instruction that is left out
 * (by a glitch, a flipped bit) lets through what is not signed. A test leaves out each of them in turn on the emulated board. */
#ifndef DERS_ACCEPTANCE_H
#define DERS_ACCEPTANCE_H

#include "signed_library.h"

/* The one answer that lets a file be used; at least eleven bits from 0, all ones, DERS_VERIFIED and every reason. */
#define DERS_ACCEPTED 0x63c59a5du

/* DERS_ACCEPTED, or a ders_reason, which is in file->result too. Asks for what ders_verify_signed asks for. Stack: 5.5 KB. Two signatures are
 * verified twice, the content's digest is made once and compared twice. */
uint32_t ders_accept(const struct ders_storage *storage, uint32_t offset, uint32_t length, const char *context,
                     const struct ders_policy *policy, struct ders_signed_scratch *scratch, struct ders_signed_file *file);

/* Asked again wherever the content is about to be used: DERS_ACCEPTED only while `file` is what the gate left, place and length of the content
 * included; else DERS_REASON_NOT_VERIFIED. */
uint32_t ders_accepted(const struct ders_signed_file *file);

#endif
