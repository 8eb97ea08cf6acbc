#include "bench_service.h"

#include <stdbool.h>
#include <string.h>

#include "../cbor.h"
#include "../crypto.h"
#include "../pump_flash.h"
#include "../reason.h"
#include "../signed_library.h"

enum { STATUS = 1, SELF_TEST = 7, VERIFY = 8, DIGEST = 9, NO_MESSAGE = 685, PROTOCOL = 1, BLOCK = 1024 };
enum { TRUST_REGION = 5, MOST_TRUST = 4096 };
/* The head of a bank (service-link.md): mark, generation, place and length of the trust list, two of the staff list, checksums of both and of the head. */
enum { MARK = 0x50524f56, GENERATION = 4, PLACE = 8, CONTENT = 24, HEAD = 28 };
enum { UNSIGNED = 0x00, NEGATIVE = 0x20, TEXT = 0x60, ARRAY = 0x80 };

struct writer {
  uint8_t *bytes;
  uint32_t at;
};

static void put(struct writer *to, uint8_t kind, uint32_t number) {
  uint32_t size = number < 0x18 ? 0 : number < 0x100 ? 1 : number < 0x10000 ? 2 : 4, i;

  to->bytes[to->at++] = (uint8_t)(kind | (size == 0 ? number : size == 1 ? 0x18 : size == 2 ? 0x19 : 0x1a));
  for (i = size; i-- > 0;) to->bytes[to->at++] = (uint8_t)(number >> 8 * i);
}

static void put_number(struct writer *to, int64_t number) {
  put(to, number < 0 ? NEGATIVE : UNSIGNED, (uint32_t)(number < 0 ? -1 - number : number));
}

static void put_text(struct writer *to, const char *text) {
  uint32_t length = (uint32_t)strlen(text);

  put(to, TEXT, length);
  memcpy(to->bytes + to->at, text, length);
  to->at += length;
}

static void put_hex(struct writer *to, const uint8_t *bytes, uint32_t length) {
  uint32_t i;

  put(to, TEXT, 2 * length);
  for (i = 0; i < 2 * length; i++) to->bytes[to->at++] = (uint8_t) "0123456789abcdef"[bytes[i / 2] >> (i % 2 ? 0 : 4) & 15];
}

/* The trust list of the bank with the highest generation that is whole; 0 bytes where there is none. */
static uint32_t trust_list(uint8_t *list) {
  uint32_t size = pump_flash_size(TRUST_REGION) / 2, length = 0, bank;
  int64_t newest = 0;

  for (bank = 0; bank < 2; bank++) {
    uint32_t start = (uint32_t)pump_flash_start(TRUST_REGION) + bank * size, from, i;
    int64_t generation = ders_storage_word(&pump_storage, start + GENERATION), place[4], sum = 0;
    bool good = ders_storage_word(&pump_storage, start) == MARK && generation > newest &&
                ders_storage_crc32(&pump_storage, start, HEAD, 0) == ders_storage_word(&pump_storage, start + HEAD);

    for (i = 0; i < 4; i++) place[i] = ders_storage_word(&pump_storage, start + PLACE + 4 * i);
    for (i = 0; good && i < 4; i += 2) {
      good = place[i] >= 0 && place[i] <= size && place[i + 1] >= 0 && place[i + 1] <= size - place[i];
      if (good) sum = ders_storage_crc32(&pump_storage, start + (uint32_t)place[i], (uint32_t)place[i + 1], (uint32_t)sum);
    }
    if (!(good && sum == ders_storage_word(&pump_storage, start + CONTENT) && place[1] <= MOST_TRUST)) continue;
    newest = generation;
    from = start + (uint32_t)place[0];
    length = ders_storage_read(&pump_storage, from, list, (uint32_t)place[1]);
  }
  return length;
}

static int trust_reason(void) {
  static uint8_t list[MOST_TRUST];
  uint32_t length = trust_list(list);

  return length > 0 ? (int)ders_trust_reason(list, length) : DERS_REASON_TRUST_LIST;
}

/* Without the engine no library is opened and no journal read: its fields are empty. */
static void status(struct writer *to, const struct bench_state *state) {
  uint32_t i;

  put_number(to, PROTOCOL);
  put_text(to, state->serial);
  put_text(to, state->firmware);
  put_number(to, 0);
  put_number(to, state->monotonic);
  put_number(to, 0);
  for (i = 0; i < 3; i++) put_text(to, "");
  for (i = 0; i < 3; i++) put_number(to, 0);
  put_text(to, "");
  put_number(to, -1);
  put_number(to, DERS_REASON_NOT_VERIFIED);
  put_number(to, -1);
  put_number(to, 0);
  put_number(to, -1);
  for (i = 0; i < 2; i++) put_number(to, 0);
  put_text(to, "");
  put_number(to, 0);
  put_number(to, -1);
  put_number(to, BLOCK);
  put_text(to, "");
  for (i = 0; i < 3; i++) put_number(to, 0);
}

enum { STATUS_VALUES = 28 };

static void self_test(struct writer *to, const struct bench_state *state) {
  put_number(to, state->fault == NULL ? DERS_REASON_NONE : DERS_REASON_DIGEST);
  put_number(to, DERS_REASON_NOT_VERIFIED);
  put_number(to, DERS_REASON_NOT_VERIFIED);
  put_number(to, trust_reason());
}

static void begin(struct writer *to, uint32_t values, uint32_t id, int64_t message, int64_t reason) {
  put(to, ARRAY, 3 + values);
  put_number(to, id);
  put_number(to, message);
  put_number(to, reason);
}

uint32_t bench_answer(const struct bench_state *state, const uint8_t *frame, uint32_t length, uint8_t *answer) {
  struct writer to = {answer, 0};
  struct ders_item items[6];
  uint8_t digest[32];
  bool whole = ders_cbor_check(frame, 0, length) == DERS_REASON_NONE;
  bool asked = whole && ders_cbor_match(frame, 0, length, "a* u* u*", items) == 3 && items[1].value <= UINT32_MAX && items[2].value <= UINT32_MAX;
  uint32_t id = asked ? (uint32_t)items[1].value : 0;
  int64_t message = asked ? items[2].value : 0, values = asked ? items[0].value - 2 : -1;
  int verified;

  if (message == STATUS && values == 0) {
    begin(&to, STATUS_VALUES, id, message, DERS_REASON_NONE);
    status(&to, state);
  } else if (message == SELF_TEST && values == 0) {
    begin(&to, 4, id, message, DERS_REASON_NONE);
    self_test(&to, state);
  } else if (message == VERIFY && values == 3 && ders_cbor_match(frame, 0, length, "a* u* u* b* b* b*", items) == 6) {
    verified = items[3].value == 32 && items[5].value == 64
                   ? ders_ed25519_verify(frame + items[3].start, frame + items[4].start, (uint32_t)items[4].value, frame + items[5].start)
                   : -1;
    begin(&to, 1, id, message, DERS_REASON_NONE);
    put_number(&to, verified == 0);
  } else if (message == DIGEST && values == 1 && ders_cbor_match(frame, 0, length, "a* u* u* b*", items) == 4) {
    ders_sha256(frame + items[3].start, (uint32_t)items[3].value, digest);
    begin(&to, 1, id, message, DERS_REASON_NONE);
    put_hex(&to, digest, sizeof digest);
  } else begin(&to, 0, id, message, NO_MESSAGE);
  return to.at;
}
