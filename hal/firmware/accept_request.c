#include "accept_request.h"

#include <string.h>

#include "reason.h"
#include "signed_form.h"

/* A record in the list of highest sequences has at least 70 bytes. */
enum { MOST_LIBRARIES = 16, DIGEST_TEXT = 64 };

/* What each kind of file is signed as, from 1 on. */
static const char *const contexts[] = {DERS_LIBRARY_CONTEXT, DERS_TRUST_CONTEXT, DERS_STAFF_CONTEXT};
enum { KINDS = sizeof contexts / sizeof *contexts };

uint32_t ders_word_at(const uint8_t *bytes) {
  return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static void put_word(uint8_t *bytes, uint32_t word) {
  int i;

  for (i = 3; i >= 0; i--, word >>= 8) bytes[i] = (uint8_t)word;
}

static void put_sequence(uint8_t *bytes, uint64_t sequence) {
  put_word(bytes, (uint32_t)(sequence >> 32));
  put_word(bytes + 4, (uint32_t)sequence);
}

/* Where the text lies in the storage. */
static void put_text(uint8_t *bytes, uint32_t place, struct ders_text_at text) {
  put_word(bytes, place + text.start);
  put_word(bytes + 4, text.length);
}

static int hexadecimal(uint8_t character) {
  return character >= '0' && character <= '9' ? character - '0' : character >= 'a' && character <= 'f' ? character - 'a' + 10 : -1;
}

struct highest_list {
  struct ders_highest items[MOST_LIBRARIES];
  uint32_t count, room;
  char texts[DERS_MOST_HIGHEST];
};

/* Copies a text, ended by 0; NULL where there is no room or a 0 stands in it. */
static const char *copied(struct highest_list *list, const uint8_t *bytes, const struct ders_item *item) {
  char *text = list->texts + sizeof list->texts - list->room;

  if (item->major != DERS_TEXT || !(item->value < (int64_t)list->room) || memchr(bytes + item->start, 0, (size_t)item->value) != NULL) return NULL;
  memcpy(text, bytes + item->start, (size_t)item->value);
  text[item->value] = '\0';
  list->room -= (uint32_t)item->value + 1;
  return text;
}

/* Reads an array of organisation, library, sequence and digest (in hexadecimal) of each library; 0, or -1 where it is not that. */
static int read_highest(const uint8_t *bytes, uint32_t length, struct highest_list *list) {
  struct ders_item head, items[4];
  uint32_t at, i;

  list->count = 0;
  list->room = sizeof list->texts;
  if (length == 0) return 0;
  if (length > DERS_MOST_HIGHEST || ders_cbor_check(bytes, 0, length) != DERS_REASON_NONE || ders_cbor_next(bytes, 0, length, &head) != 0) return -1;
  if (head.major != DERS_ARRAY || head.value % 4 != 0) return -1;
  for (at = head.next; at < length;) {
    struct ders_highest *highest = &list->items[list->count];

    if (list->count == MOST_LIBRARIES) return -1;
    for (i = 0; i < 4; i++) {
      if (ders_cbor_next(bytes, at, length, &items[i]) != 0) return -1;
      at = items[i].next;
    }
    highest->organisation = copied(list, bytes, &items[0]);
    highest->library = copied(list, bytes, &items[1]);
    highest->sequence = (uint64_t)items[2].value;
    if (highest->organisation == NULL || highest->library == NULL || items[2].major != DERS_UNSIGNED || items[3].major != DERS_TEXT ||
        items[3].value != DIGEST_TEXT)
      return -1;
    for (i = 0; i < DIGEST_TEXT; i += 2) {
      int high = hexadecimal(bytes[items[3].start + i]), low = hexadecimal(bytes[items[3].start + i + 1]);

      if (high < 0 || low < 0) return -1;
      highest->digest[i / 2] = (uint8_t)(high << 4 | low);
    }
    list->count++;
  }
  return (int64_t)list->count * 4 == head.value ? 0 : -1;
}

/* The list's bytes where they lie; NULL where there is none, or it is too long. */
static const uint8_t *trust_at(const struct ders_storage *storage, uint32_t place, uint32_t length) {
  if (storage->bytes == NULL || length > DERS_MOST_TRUST || place > storage->size || length > storage->size - place) return NULL;
  return storage->bytes + place;
}

uint32_t ders_accept_request(const struct ders_storage *storage, int demonstration, const uint8_t *request, uint32_t length,
                             uint8_t answer[ANSWERED_SIZE]) {
  static struct highest_list highest;
  static struct ders_signed_scratch scratch;
  static struct ders_signed_file file;
  volatile uint32_t result = DERS_REASON_NOT_VERIFIED;
  struct ders_policy policy;
  uint32_t kind, place;

  memset(answer, 0, ANSWERED_SIZE);
  memset(&file, 0, sizeof file);
  memset(&policy, 0, sizeof policy);
  put_word(answer + ANSWERED_RESULT, DERS_REASON_NOT_VERIFIED);
  if (length < ASKED_SIZE) return DERS_REASON_NOT_VERIFIED;
  kind = ders_word_at(request + ASKED_KIND);
  place = ders_word_at(request + ASKED_PLACE);
  if (!(kind > 0 && kind <= KINDS) || read_highest(request + ASKED_SIZE, length - ASKED_SIZE, &highest) != 0) return DERS_REASON_NOT_VERIFIED;
  policy.trust_length = ders_word_at(request + ASKED_TRUST + 4);
  policy.trust = trust_at(storage, ders_word_at(request + ASKED_TRUST), policy.trust_length);
  policy.today = ders_word_at(request + ASKED_DAY);
  policy.demonstration_keys = demonstration == 1 && ders_word_at(request + ASKED_DEMONSTRATION) == 1;
  policy.highest = highest.items;
  policy.highest_count = highest.count;
  result = ders_accept(storage, place, ders_word_at(request + ASKED_LENGTH), contexts[kind - 1], &policy, &scratch, &file);
  if (file.organisation.length > 0) {
    put_sequence(answer + ANSWERED_SEQUENCE, file.sequence);
    put_word(answer + ANSWERED_EFFECTIVE, file.effective);
    put_word(answer + ANSWERED_REVIEW_BY, file.review_by);
    put_text(answer + ANSWERED_ORGANISATION, place, file.organisation);
    put_text(answer + ANSWERED_LIBRARY, place, file.library);
    put_text(answer + ANSWERED_VERSION, place, file.version);
    memcpy(answer + ANSWERED_DIGEST, file.digest, 32);
  }
  if (result != DERS_ACCEPTED) {
    /* Any other number than that of the gate is a refusal without a name. */
    result = result < 65536 ? result : DERS_REASON_NOT_VERIFIED;
  } else {
    put_word(answer + ANSWERED_NOTICE, file.notice);
    put_word(answer + ANSWERED_CONTENT, file.offset);
    put_word(answer + ANSWERED_CONTENT + 4, file.length);
    /* The receipt is asked for once more: without it the sum is no answer that lets anything be used. */
    result ^= ders_accepted(&file) ^ DERS_ACCEPTED;
  }
  put_word(answer + ANSWERED_RESULT, result);
  return result;
}

uint32_t ders_trust_request(const struct ders_storage *storage, uint32_t place, uint32_t length, uint8_t answer[ANSWERED_SIZE]) {
  const uint8_t *trust = trust_at(storage, place, length);
  struct ders_item items[DERS_TRUST_ITEMS];
  struct ders_text_at organisation;
  uint32_t reason = ders_trust_reason(trust, length);

  memset(answer, 0, ANSWERED_SIZE);
  if (reason == DERS_REASON_NONE && ders_cbor_match(trust, 0, length, DERS_TRUST_LIST, items) != DERS_TRUST_ITEMS) reason = DERS_REASON_TRUST_LIST;
  put_word(answer + ANSWERED_RESULT, reason);
  if (reason != DERS_REASON_NONE) return reason;
  organisation.start = items[2].start;
  organisation.length = (uint32_t)items[2].value;
  put_text(answer + ANSWERED_ORGANISATION, place, organisation);
  put_sequence(answer + ANSWERED_SEQUENCE, (uint64_t)items[4].value);
  return reason;
}
