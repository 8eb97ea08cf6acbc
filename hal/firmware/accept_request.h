/* accept_request.h: the gate (acceptance.h) and the check of a library's records as the pump's application asks for them: bytes in, bytes out.
 * hal/hal.ts (Asked, Answered) says what they mean; hal/desktop/gate.ts is the twin, and one set of vectors holds the two together. */
#ifndef DERS_ACCEPT_REQUEST_H
#define DERS_ACCEPT_REQUEST_H

#include "acceptance.h"

/* Places of 32-bit big-endian words. Behind the request's: the record of highest sequences, which may be missing. */
enum ders_asked { ASKED_KIND = 0, ASKED_PLACE = 4, ASKED_LENGTH = 8, ASKED_DAY = 12, ASKED_DEMONSTRATION = 16, ASKED_TRUST = 20, ASKED_SIZE = 28 };
enum ders_answered {
  ANSWERED_RESULT = 0,
  ANSWERED_NOTICE = 4,
  ANSWERED_CONTENT = 8,
  ANSWERED_SEQUENCE = 16,
  ANSWERED_EFFECTIVE = 24,
  ANSWERED_REVIEW_BY = 28,
  ANSWERED_ORGANISATION = 32,
  ANSWERED_LIBRARY = 40,
  ANSWERED_VERSION = 48,
  ANSWERED_DIGEST = 56,
  ANSWERED_SIZE = 88
};

/* A word of a request or an answer. */
uint32_t ders_word_at(const uint8_t *bytes);

/* Longest record of highest sequences, and longest trust list. */
enum { DERS_MOST_HIGHEST = 1012, DERS_MOST_TRUST = 4096 };

/* Judges the file that the request names, in memory-mapped storage; `demonstration` 0 trusts no demonstration key, whatever the request says.
 * The answer, and the result in it: DERS_ACCEPTED or a ders_reason. Not reentrant. Stack: 6 KB. */
uint32_t ders_accept_request(const struct ders_storage *storage, int demonstration, const uint8_t *request, uint32_t length,
                             uint8_t answer[ANSWERED_SIZE]);

/* Reads a trust list: DERS_REASON_NONE with organisation and sequence in the answer, or DERS_REASON_TRUST_LIST. Stack: 2.5 KB. */
uint32_t ders_trust_request(const struct ders_storage *storage, uint32_t place, uint32_t length, uint8_t answer[ANSWERED_SIZE]);

#endif
