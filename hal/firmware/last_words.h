/* last_words.h: what is to be known after a restart, in memory that a restart leaves alone (protected.ld), with a checksum. */
#ifndef DERS_LAST_WORDS_H
#define DERS_LAST_WORDS_H

#include <stdbool.h>
#include <stdint.h>

enum last_word {
  LAST_NOTHING = 0, /* power came, or what stood there is not whole */
  LAST_WATCHDOG = 1,
  LAST_FAULT = 2 /* of privileged code */
};

struct last_words {
  uint32_t word;
  uint32_t at;    /* ms since power-on */
  uint32_t total; /* microlitres since power-on, by the encoder */
  uint32_t moved; /* ms at the last step */
};

/* Says them, before a restart. */
void last_words_say(const struct last_words *words);

/* After it: what was said, once. */
struct last_words last_words_take(void);

#endif
