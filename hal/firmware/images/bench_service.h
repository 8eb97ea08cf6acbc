/* bench_service.h: the messages of the service link (docs/formats/service-link.md) that C alone can answer: status, signatures and digests, the self-test as far as it goes.
 * The rest is answered as no message. */
#ifndef DERS_BENCH_SERVICE_H
#define DERS_BENCH_SERVICE_H

#include <stdint.h>

#include "../link_frame.h"

struct bench_state {
  const char *serial, *firmware;
  uint32_t monotonic;  /* ms since power-on */
  const char *fault;   /* what the self-test of the C found, NULL: nothing */
};

/* Answers the frame of `length` bytes into `answer`, which holds DERS_LINK_CONTENT; the answer's length. Stack: 5 KB. */
uint32_t bench_answer(const struct bench_state *state, const uint8_t *frame, uint32_t length, uint8_t *answer);

#endif
