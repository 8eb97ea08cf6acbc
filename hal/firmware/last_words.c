#include "last_words.h"

#define MAGIC 0x6c617374u

struct kept {
  uint32_t magic;
  struct last_words words;
  uint32_t check;
};

extern struct kept ders_last_words;

static uint32_t checksum(const struct last_words *words) { return ~(words->word * 3u + words->at * 5u + words->total * 7u + words->moved * 11u); }

void last_words_say(const struct last_words *words) {
  ders_last_words.words = *words;
  ders_last_words.check = checksum(words);
  ders_last_words.magic = MAGIC;
}

struct last_words last_words_take(void) {
  struct last_words words = {LAST_NOTHING, 0, 0, 0};

  if (ders_last_words.magic == MAGIC && ders_last_words.check == checksum(&ders_last_words.words)) words = ders_last_words.words;
  ders_last_words.magic = 0;
  return words;
}
