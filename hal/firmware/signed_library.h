/* signed_library.h: the acceptance of signed files in C, with the codes and in the order of engine/library/envelope.ts; a test holds the two
 * together over thousands of damaged files. docs/formats/signed-library.md says what is checked. */
#ifndef DERS_SIGNED_LIBRARY_H
#define DERS_SIGNED_LIBRARY_H

#include <stdint.h>

#include "../jerryscript-bindings/storage.h"
#include "cbor.h"

/* The one result that lets a signed file be used: made of two good signatures, far from 0, 1 and every reason. */
#define DERS_VERIFIED 0x1aaaaaaau

#define DERS_LIBRARY_CONTEXT "ders-drug-library/1"
#define DERS_TRUST_CONTEXT "ders-trust-list/1"
#define DERS_STAFF_CONTEXT "ders-staff-list/1"

/* Most bytes before the signed content. */
#define DERS_MAX_ENVELOPE 1024u

/* The highest release of one library that this pump has ever taken. */
struct ders_highest {
  const char *organisation; /* UTF-8, ended by 0 */
  const char *library;
  uint64_t sequence;
  uint8_t digest[32];
};

struct ders_policy {
  const uint8_t *trust; /* encoded trust list */
  uint32_t trust_length;
  uint32_t today;             /* yyyymmdd; both keys must be valid on it */
  uint8_t demonstration_keys; /* 1 trusts them too: never in a release build */
  const struct ders_highest *highest;
  uint32_t highest_count;
};

/* A text inside `envelope` of the scratch memory. */
struct ders_text_at {
  uint32_t start;
  uint32_t length;
};

struct ders_signed_file {
  uint32_t result; /* DERS_VERIFIED, or a ders_reason; starts as DERS_REASON_NOT_VERIFIED */
  uint32_t offset; /* where the content lies in the storage, and its length; 0 unless verified */
  uint32_t length;
  uint32_t notice; /* not yet effective or past its review: shown, not refused */
  /* Of the manifest, once it could be read. */
  struct ders_text_at organisation, library, version;
  uint64_t sequence;
  uint32_t effective, review_by;
  uint8_t digest[32];
  uint8_t found[32]; /* SHA-256 of the content as it lies there; 0 where the check did not come so far */
  uint32_t receipt;  /* of ders_accept (acceptance.h); 0 where it did not accept */
};

struct ders_signed_scratch {
  uint8_t envelope[DERS_MAX_ENVELOPE];
  uint8_t message[DERS_MAX_ENVELOPE + 64];
};

/* Checks the signed file that lies at `offset`, `length` bytes long. The result, also in file->result. Stack: 4.5 KB. */
uint32_t ders_verify_signed(const struct ders_storage *storage, uint32_t offset, uint32_t length, const char *context,
                            const struct ders_policy *policy, struct ders_signed_scratch *scratch, struct ders_signed_file *file);

/* 0 where the trust list is in order, else DERS_REASON_TRUST_LIST. Stack: 2 KB. */
uint32_t ders_trust_reason(const uint8_t *trust, uint32_t length);

#endif
