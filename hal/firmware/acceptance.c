#include "acceptance.h"

#include <string.h>

#include "crypto.h"
#include "reason.h"
#include "signed_form.h"

/* What the second judge says, and the parts of the way, whose sum with both verdicts is DERS_ACCEPTED. */
#define CONFIRMED 0x2d96c30fu
#define WAY_FIRST 0x0a5a0f21u
#define WAY_SECOND 0x112a1d83u
#define WAY (WAY_FIRST + WAY_SECOND)

typedef char ders_the_sum_is_the_answer[DERS_VERIFIED + CONFIRMED + WAY == DERS_ACCEPTED ? 1 : -1];

static uint32_t differ(const uint8_t *a, const uint8_t *b, uint32_t length) {
  uint32_t faults = 0, i;

  for (i = 0; i < length; i++) faults |= (uint32_t)(a[i] ^ b[i]);
  return faults;
}

/* 1 where the items hold other texts. */
static uint32_t other_text(const uint8_t *a, const struct ders_item *a_text, const uint8_t *b, const struct ders_item *b_text) {
  return a_text->value != b_text->value || differ(a + a_text->start, b + b_text->start, (uint32_t)a_text->value) != 0;
}

static uint32_t other_than(const uint8_t *bytes, const struct ders_item *text, const char *other) {
  return text->value != (int64_t)strlen(other) || differ(bytes + text->start, (const uint8_t *)other, (uint32_t)text->value) != 0;
}

/* Faults of signature i, gathered and not branched on. Its trusted key goes to `key`. */
static uint32_t signature_faults(const uint8_t *bytes, const struct ders_item *cose, int i, const char *context, const struct ders_policy *policy,
                                 uint8_t *message, struct ders_item *key) {
  const struct ders_item *header = &cose[DERS_FIRST_HEADER + DERS_NEXT_SIGNATURE * i];
  struct ders_item items[DERS_HEADER_ITEMS];
  uint32_t length, faults;

  if (ders_cbor_match(bytes, header->start, header->start + (uint32_t)header->value, DERS_HEADER, items) != DERS_HEADER_ITEMS) return 1;
  if (ders_find_key(policy, bytes + items[4].start, key) != 0) return 1;
  faults = (uint32_t)(key[KEY_ROLE].value ^ (i + 1));
  faults |= (uint32_t)key[KEY_FLAGS].value & (policy->demonstration_keys == 1 ? DERS_REVOKED : ~0u);
  faults |= (uint32_t)!(key[KEY_FROM].value <= policy->today) | (uint32_t)!(key[KEY_UNTIL].value >= policy->today);
  length = ders_to_be_signed(message, bytes, cose, i, context);
  faults |= (uint32_t)ders_ed25519_verify(policy->trust + key[KEY_PUBLIC].start, message, length, bytes + header[2].start);
  return faults;
}

static uint32_t release_faults(const uint8_t *bytes, const struct ders_item *manifest, const struct ders_policy *policy) {
  struct ders_item trust[DERS_TRUST_ITEMS];
  uint32_t faults, i;

  if (ders_cbor_match(policy->trust, 0, policy->trust_length, DERS_TRUST_LIST, trust) != DERS_TRUST_ITEMS) return 1;
  faults = other_text(policy->trust, &trust[2], bytes, &manifest[2]);
  for (i = 0; i < policy->highest_count; i++) {
    const struct ders_highest *highest = &policy->highest[i];
    const uint64_t sequence = (uint64_t)manifest[8].value;

    if (other_than(bytes, &manifest[2], highest->organisation) | other_than(bytes, &manifest[4], highest->library)) continue;
    faults |= (uint32_t)!(highest->sequence <= sequence);
    if (highest->sequence == sequence) faults |= differ(highest->digest, bytes + manifest[18].start, 32);
  }
  return faults;
}

/* The second judge: reads the file again and gathers what is wrong with it from the bytes themselves. CONFIRMED only where nothing is. */
static __attribute__((noinline)) uint32_t confirm(const struct ders_storage *storage, uint32_t offset, uint32_t length, const char *context,
                                                  const struct ders_policy *policy, struct ders_signed_scratch *scratch,
                                                  const struct ders_signed_file *file) {
  struct ders_item cose[DERS_COSE_ITEMS], manifest[DERS_MANIFEST_ITEMS], keys[2][KEY_COUNT];
  const uint8_t *bytes = scratch->envelope;
  const uint32_t some = length < DERS_MAX_ENVELOPE ? length : DERS_MAX_ENVELOPE;
  uint32_t faults, to;
  int i;

  memset(scratch, 0, sizeof *scratch);
  if (ders_storage_read(storage, offset, scratch->envelope, some) != some) return 0;
  if (ders_cbor_match(bytes, 0, some, DERS_COSE_SIGN, cose) != DERS_COSE_ITEMS) return 0;
  to = cose[DERS_PAYLOAD].start + (uint32_t)cose[DERS_PAYLOAD].value;
  if (ders_cbor_match(bytes, cose[DERS_PAYLOAD].start, to, DERS_MANIFEST, manifest) != DERS_MANIFEST_ITEMS) return 0;
  faults = ders_trust_reason(policy->trust, policy->trust_length);
  for (i = 0; i < 2; i++) {
    uint32_t found = signature_faults(bytes, cose, i, context, policy, scratch->message, keys[i]);

    if (found != 0) return 0;
    faults |= found;
  }
  faults |= !other_text(policy->trust, &keys[0][KEY_PERSON], policy->trust, &keys[1][KEY_PERSON]);
  faults |= release_faults(bytes, manifest, policy);
  /* The content ends with the file, and is what the manifest says of it. */
  faults |= (uint32_t)(manifest[16].value != (int64_t)file->length) | ((file->offset - offset) ^ (length - file->length));
  faults |= differ(bytes + manifest[18].start, file->found, 32);
  return CONFIRMED ^ faults;
}

static uint32_t receipt_of(const struct ders_signed_file *file) { return DERS_ACCEPTED ^ file->offset ^ (file->length << 7 | file->length >> 25); }

uint32_t ders_accepted(const struct ders_signed_file *file) {
  const volatile struct ders_signed_file *now = file;

  if (now->result == DERS_VERIFIED && now->receipt == receipt_of(file)) return DERS_ACCEPTED ^ now->result ^ DERS_VERIFIED;
  return DERS_REASON_NOT_VERIFIED;
}

uint32_t ders_accept(const struct ders_storage *storage, uint32_t offset, uint32_t length, const char *context,
                     const struct ders_policy *policy, struct ders_signed_scratch *scratch, struct ders_signed_file *file) {
  volatile uint32_t answer = DERS_REASON_NOT_VERIFIED, first = DERS_REASON_NOT_VERIFIED, second = DERS_REASON_NOT_VERIFIED, way = 0;

  memset(file, 0, sizeof *file);
  file->result = DERS_REASON_NOT_VERIFIED;
  way += WAY_FIRST;
  first = ders_verify_signed(storage, offset, length, context, policy, scratch, file);
  if (first == DERS_VERIFIED) {
    second = confirm(storage, offset, length, context, policy, scratch, file);
    way += WAY_SECOND;
    /* Each is asked twice; then the sum is what it is. */
    if (second == CONFIRMED && first == DERS_VERIFIED && way == WAY) {
      answer = first + second + way;
      if (second != CONFIRMED || answer != DERS_ACCEPTED) answer = DERS_REASON_NOT_VERIFIED;
    } else {
      answer = DERS_REASON_NOT_VERIFIED;
    }
    file->receipt = answer ^ file->offset ^ (file->length << 7 | file->length >> 25);
  } else {
    answer = file->result;
  }
  if (answer != DERS_ACCEPTED) {
    file->offset = file->length = file->receipt = 0;
    if (file->result == DERS_VERIFIED) file->result = DERS_REASON_NOT_VERIFIED;
  }
  return answer;
}
