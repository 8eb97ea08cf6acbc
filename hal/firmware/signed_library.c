#include "signed_library.h"

#include <string.h>

#include "crypto.h"
#include "reason.h"
#include "signed_form.h"

#define ONE_SIGNATURE 0x0d555555u

uint32_t ders_trust_reason(const uint8_t *trust, uint32_t length) {
  struct ders_item head[7], key[KEY_COUNT];
  uint32_t at, left;

  if (trust == NULL || ders_cbor_check(trust, 0, length) != DERS_REASON_NONE) return DERS_REASON_TRUST_LIST;
  if (ders_cbor_match(trust, 0, length, DERS_TRUST_LIST, head) != 7 || head[6].value > 65535) return DERS_REASON_TRUST_LIST;
  at = head[6].next;
  for (left = (uint32_t)head[6].value; left > 0; left--) {
    if (ders_cbor_match(trust, at, length, DERS_TRUSTED_KEY, key) != KEY_COUNT || !(key[KEY_FLAGS].value < 4)) return DERS_REASON_TRUST_LIST;
    if (key[KEY_PERSON].value == 0 || !ders_utf8(trust + key[KEY_PERSON].start, (uint32_t)key[KEY_PERSON].value)) return DERS_REASON_TRUST_LIST;
    at = key[KEY_FLAGS].next;
  }
  if (at != length || head[2].value == 0 || !ders_utf8(trust + head[2].start, (uint32_t)head[2].value)) return DERS_REASON_TRUST_LIST;
  return DERS_REASON_NONE;
}

int ders_find_key(const struct ders_policy *policy, const uint8_t *id, struct ders_item *key) {
  struct ders_item head[7];
  uint32_t at, left;

  if (ders_cbor_match(policy->trust, 0, policy->trust_length, DERS_TRUST_LIST, head) != 7) return -1;
  at = head[6].next;
  for (left = (uint32_t)head[6].value; left > 0; left--) {
    if (ders_cbor_match(policy->trust, at, policy->trust_length, DERS_TRUSTED_KEY, key) != KEY_COUNT) return -1;
    if (memcmp(policy->trust + key[KEY_ID].start, id, 8) == 0) return 0;
    at = key[KEY_FLAGS].next;
  }
  return -1;
}

/* Why the protected header at `from` is not that of a signature; key id in *id. */
static int header_reason(const uint8_t *bytes, uint32_t from, uint32_t length, uint32_t *id) {
  struct ders_item items[9];
  int reason = ders_cbor_check(bytes, from, from + length), known;
  struct ders_item first, second;

  if (reason != DERS_REASON_NONE) return reason;
  known = ders_cbor_match(bytes, from, from + length, DERS_HEADER, items);
  if (known == 9) {
    *id = items[4].start;
    return DERS_REASON_NONE;
  }
  /* Keys rise, so the critical ones (label 2) come first or behind the algorithm (label 1). */
  memset(&first, 0, sizeof first);
  memset(&second, 0, sizeof second);
  first.value = second.value = -1;
  if (ders_cbor_next(bytes, from, from + length, items) == 0 && ders_cbor_next(bytes, items[0].next, from + length, &first) == 0) {
    int64_t label = first.major == DERS_BYTES || first.major == DERS_TEXT ? -1 : first.value;

    if (ders_cbor_next(bytes, first.next, from + length, &second) != 0) second.value = -1;
    else if (label == 1) {
      int64_t algorithm = second.major == DERS_BYTES || second.major == DERS_TEXT ? 0 : second.value;
      struct ders_item third;

      if (second.major <= DERS_TEXT && ders_cbor_next(bytes, second.next, from + length, &third) == 0 && third.major == DERS_UNSIGNED &&
          third.value == 2)
        return DERS_REASON_HEADER_CRITICAL;
      if (algorithm != -19) return DERS_REASON_HEADER_ALGORITHM;
    }
    if (label == 2) return DERS_REASON_HEADER_CRITICAL;
  }
  return DERS_REASON_HEADER_LABEL;
}

static struct ders_text_at text_at(const struct ders_item *item) {
  struct ders_text_at text = {item->start, (uint32_t)item->value};

  return text;
}

static int is_text(const uint8_t *bytes, const struct ders_item *item) {
  const uint8_t *text = bytes + item->start;
  size_t length = (size_t)item->value;

  return length > 0 && memchr(text, 0, length) == NULL && ders_utf8(text, (uint32_t)length);
}

static int manifest_reason(const uint8_t *bytes, const struct ders_item *payload, struct ders_signed_file *file, uint64_t *length) {
  struct ders_item items[23];
  uint32_t to = payload->start + (uint32_t)payload->value;
  int reason = ders_cbor_check(bytes, payload->start, to), known;

  if (reason != DERS_REASON_NONE) return reason;
  known = ders_cbor_match(bytes, payload->start, to, DERS_MANIFEST, items);
  if (known != 23) return known == 14 ? DERS_REASON_LIBRARY_FORMAT : DERS_REASON_MANIFEST;
  if (!is_text(bytes, &items[2]) || !is_text(bytes, &items[4]) || !is_text(bytes, &items[6])) return DERS_REASON_CBOR_TEXT;
  file->organisation = text_at(&items[2]);
  file->library = text_at(&items[4]);
  file->version = text_at(&items[6]);
  file->sequence = (uint64_t)items[8].value;
  /* Days are compared as they are written; what does not fit is no day of this millennium. */
  file->effective = items[10].value > UINT32_MAX ? UINT32_MAX : (uint32_t)items[10].value;
  file->review_by = items[12].value > UINT32_MAX ? UINT32_MAX : (uint32_t)items[12].value;
  *length = (uint64_t)items[16].value;
  memcpy(file->digest, bytes + items[18].start, 32);
  return DERS_REASON_NONE;
}

/* Copies a byte string with its head, which stands right before it in its shortest form. */
static uint32_t copy_string(uint8_t *target, uint32_t at, const uint8_t *bytes, const struct ders_item *item) {
  uint32_t length = (uint32_t)item->value, head = length < 24 ? 1 : length < 256 ? 2 : 3;

  memcpy(target + at, bytes + item->start - head, length + head);
  return at + length + head;
}

uint32_t ders_to_be_signed(uint8_t *message, const uint8_t *bytes, const struct ders_item *cose, int signature, const char *context) {
  static const uint8_t start[] = {0x85, 0x69, 'S', 'i', 'g', 'n', 'a', 't', 'u', 'r', 'e'};
  uint32_t at = sizeof start, length = (uint32_t)strlen(context);

  memcpy(message, start, sizeof start);
  at = copy_string(message, at, bytes, &cose[2]);
  at = copy_string(message, at, bytes, &cose[DERS_FIRST_HEADER + DERS_NEXT_SIGNATURE * signature]);
  message[at++] = (uint8_t)(0x40 + length);
  memcpy(message + at, context, length);
  return copy_string(message, at + length, bytes, &cose[DERS_PAYLOAD]);
}

static int same_text(const uint8_t *bytes, struct ders_text_at text, const char *other) {
  return strlen(other) == text.length && memcmp(bytes + text.start, other, text.length) == 0;
}

/* Structure of the file, all of it, before anything is believed; where the content lies goes to *at and *size. */
static int structure_reason(const struct ders_storage *storage, uint32_t offset, uint32_t length, struct ders_signed_scratch *scratch,
                            struct ders_signed_file *file, struct ders_item *cose, uint32_t *ids, uint64_t *announced) {
  uint8_t *bytes = scratch->envelope, *head = scratch->message;
  uint32_t some = length < DERS_MAX_ENVELOPE ? length : DERS_MAX_ENVELOPE, at;
  struct ders_item content;
  int reason, known, i;

  if (ders_storage_read(storage, offset, bytes, some) != some) return DERS_REASON_LIBRARY_UNREADABLE;
  reason = ders_cbor_check(bytes, 0, some);
  /* Behind the COSE_Sign stands the content. */
  if (reason != DERS_REASON_CBOR_TRAILING) return reason != DERS_REASON_NONE ? reason : DERS_REASON_CBOR_TRUNCATED;
  known = ders_cbor_match(bytes, 0, some, DERS_COSE_SIGN, cose);
  if (known == 2 && ders_cbor_next(bytes, cose[1].next, some, &content) == 0 && content.major == DERS_BYTES) {
    reason = header_reason(bytes, content.start, (uint32_t)content.value, &at);
    return reason != DERS_REASON_NONE ? reason : DERS_REASON_HEADER_LABEL;
  }
  if (known == 3 || known == 8 || known == 12) return DERS_REASON_HEADER_UNPROTECTED;
  if (known == 5) return DERS_REASON_SIGNATURE_COUNT;
  if (known != 14) return DERS_REASON_ENVELOPE_FORMAT;
  reason = manifest_reason(bytes, &cose[DERS_PAYLOAD], file, announced);
  if (reason != DERS_REASON_NONE) return reason;
  /* The content stays in flash: its head is judged alone, and what it announces is then found missing. */
  at = cose[13].next;
  some = length - at < 9 ? length - at : 9;
  if (ders_storage_read(storage, offset + at, head, some) != some) return DERS_REASON_LIBRARY_UNREADABLE;
  if (head[0] >> 5 != DERS_BYTES) return DERS_REASON_ENVELOPE_FORMAT;
  reason = ders_cbor_check(head, 0, some);
  if (reason != DERS_REASON_CBOR_TRUNCATED) return reason != DERS_REASON_NONE ? reason : DERS_REASON_ENVELOPE_FORMAT;
  {
    uint64_t size = head[0] & 31u;

    if (size > 23) {
      some = 1u << (size - 24);
      for (size = 0, i = 1; i <= (int)some; i++) size = size << 8 | head[i];
      at += some;
    }
    at += 1;
    if (!(at <= length && size <= length - at)) return DERS_REASON_CBOR_TRUNCATED;
    if (at + size != length) return DERS_REASON_CBOR_TRAILING;
    file->length = (uint32_t)size;
  }
  file->offset = offset + at;
  for (i = 0; i < 2; i++) {
    const struct ders_item *header = &cose[DERS_FIRST_HEADER + DERS_NEXT_SIGNATURE * i];

    reason = header_reason(bytes, header->start, (uint32_t)header->value, &ids[i]);
    if (reason != DERS_REASON_NONE) return reason;
  }
  return DERS_REASON_NONE;
}

static int key_reason(const struct ders_policy *policy, const struct ders_item *key, int role) {
  int64_t flags = key[KEY_FLAGS].value;

  if (key[KEY_ROLE].value != role) return DERS_REASON_KEY_ROLE;
  if (flags & DERS_REVOKED) return DERS_REASON_KEY_REVOKED;
  if ((flags & DERS_DEMONSTRATION) && policy->demonstration_keys != 1) return DERS_REASON_KEY_DEMONSTRATION;
  if (!(policy->today >= key[KEY_FROM].value && policy->today <= key[KEY_UNTIL].value)) return DERS_REASON_KEY_VALIDITY;
  return DERS_REASON_NONE;
}

static int release_reason(const struct ders_policy *policy, const uint8_t *bytes, const struct ders_signed_file *file) {
  struct ders_item head[7];
  uint32_t i;

  if (ders_cbor_match(policy->trust, 0, policy->trust_length, DERS_TRUST_LIST, head) != 7) return DERS_REASON_TRUST_LIST;
  if ((uint32_t)head[2].value != file->organisation.length ||
      memcmp(policy->trust + head[2].start, bytes + file->organisation.start, file->organisation.length) != 0)
    return DERS_REASON_ORGANISATION;
  for (i = 0; i < policy->highest_count; i++) {
    const struct ders_highest *highest = &policy->highest[i];

    if (!same_text(bytes, file->organisation, highest->organisation) || !same_text(bytes, file->library, highest->library)) continue;
    if (!(file->sequence >= highest->sequence)) return DERS_REASON_SEQUENCE_LOWER;
    if (file->sequence == highest->sequence && memcmp(file->digest, highest->digest, 32) != 0) return DERS_REASON_SEQUENCE_REUSED;
  }
  return DERS_REASON_NONE;
}

/* Everything, in order; the first that is wrong is the answer. */
static uint32_t judge(const struct ders_storage *storage, uint32_t offset, uint32_t length, const char *context,
                      const struct ders_policy *policy, struct ders_signed_scratch *scratch, struct ders_signed_file *file) {
  struct ders_item cose[14], keys[2][KEY_COUNT];
  uint32_t ids[2] = {0, 0}, proof = 0;
  uint64_t announced = 0;
  int reason = structure_reason(storage, offset, length, scratch, file, cose, ids, &announced), i;
  const uint8_t *bytes = scratch->envelope;

  if (reason != DERS_REASON_NONE) return (uint32_t)reason;
  reason = (int)ders_trust_reason(policy->trust, policy->trust_length);
  if (reason != DERS_REASON_NONE) return (uint32_t)reason;
  for (i = 0; i < 2; i++) {
    if (ders_find_key(policy, bytes + ids[i], keys[i]) != 0) return DERS_REASON_KEY_UNKNOWN;
    reason = key_reason(policy, keys[i], i + 1);
    if (reason != DERS_REASON_NONE) return (uint32_t)reason;
  }
  if (keys[0][KEY_PERSON].value == keys[1][KEY_PERSON].value &&
      memcmp(policy->trust + keys[0][KEY_PERSON].start, policy->trust + keys[1][KEY_PERSON].start, (size_t)keys[0][KEY_PERSON].value) == 0)
    return DERS_REASON_SAME_PERSON;
  for (i = 0; i < 2; i++) {
    uint32_t some = ders_to_be_signed(scratch->message, bytes, cose, i, context);

    if (ders_ed25519_verify(policy->trust + keys[i][KEY_PUBLIC].start, scratch->message, some,
                            bytes + cose[DERS_FIRST_HEADER + DERS_NEXT_SIGNATURE * i + 2].start) != 0)
      return DERS_REASON_SIGNATURE;
    proof += ONE_SIGNATURE;
  }
  reason = release_reason(policy, bytes, file);
  if (reason != DERS_REASON_NONE) return (uint32_t)reason;
  if (announced != file->length) return DERS_REASON_LENGTH;
  if (ders_sha256_storage(storage, file->offset, file->length, file->found) != 0) return DERS_REASON_LIBRARY_UNREADABLE;
  if (memcmp(file->digest, file->found, 32) != 0) return DERS_REASON_DIGEST;
  if (!(file->effective <= policy->today)) file->notice = DERS_REASON_NOT_YET_EFFECTIVE;
  else if (!(policy->today <= file->review_by)) file->notice = DERS_REASON_PAST_REVIEW;
  return proof;
}

uint32_t ders_verify_signed(const struct ders_storage *storage, uint32_t offset, uint32_t length, const char *context,
                            const struct ders_policy *policy, struct ders_signed_scratch *scratch, struct ders_signed_file *file) {
  memset(file, 0, sizeof *file);
  file->result = DERS_REASON_NOT_VERIFIED;
  file->result = judge(storage, offset, length, context, policy, scratch, file);
  if (file->result != DERS_VERIFIED) file->offset = file->length = 0;
  return file->result;
}
