/* Any bytes as a signed library, or as a trust list. The first byte says how it is tried:
 *   bit 0  signatures are taken as good, so that the fuzzer gets behind them: then only memory and termination are watched;
 *   bit 1  the storage answers reads, and fails at one of them, instead of lying in memory;
 *   bit 2  the bytes are a trust list; else bytes 1 … 4 stand for today, the rest is the file.
 * With real signatures a verified file must be one that was signed: its content's digest is among those that the seeds list. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "crypto.h"
#include "acceptance.h"

#include "fuzz_authentic.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* crypto.c is compiled with its verification under this name. */
int ders_real_verify(const uint8_t key[32], const uint8_t *message, uint32_t length, const uint8_t signature[64]);

static int all_good;

int ders_ed25519_verify(const uint8_t key[32], const uint8_t *message, uint32_t length, const uint8_t signature[64]) {
  /* Every byte that is handed over must be there. */
  static volatile uint8_t sum;
  uint32_t i;

  for (i = 0; i < length; i++) sum = sum ^ message[i];
  for (i = 0; i < 32; i++) sum = sum ^ key[i];
  for (i = 0; i < 64; i++) sum = sum ^ signature[i];
  return all_good ? 0 : ders_real_verify(key, message, length, signature);
}

struct slow {
  const uint8_t *bytes;
  uint32_t size;
  uint32_t fails_at;
  uint32_t reads;
};

static int slow_read(void *context, uint32_t offset, void *to, uint32_t length) {
  struct slow *slow = context;

  if (++slow->reads == slow->fails_at) return -1;
  if (offset > slow->size || length > slow->size - offset) abort();
  memcpy(to, slow->bytes + offset, length);
  return 0;
}

static int authentic(const uint8_t *digest) {
  size_t i;

  for (i = 0; i < sizeof AUTHENTIC / sizeof AUTHENTIC[0]; i++) {
    if (memcmp(AUTHENTIC[i], digest, 32) == 0) return 1;
  }
  return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct ders_signed_scratch *scratch;
  struct ders_signed_file file;
  struct ders_policy policy;
  struct ders_storage storage;
  struct slow slow;
  uint8_t *bytes, digest[32];
  uint8_t how;

  if (size < 6) return 0;
  how = data[0];
  bytes = malloc(size - 5);
  scratch = malloc(sizeof *scratch);
  if (bytes == NULL || scratch == NULL) abort();
  memcpy(bytes, data + 5, size - 5);
  if ((how & 4U) != 0) {
    const uint32_t reason = (uint32_t)ders_trust_reason(bytes, (uint32_t)size - 5U);

    if (reason == DERS_VERIFIED) abort();
    free(bytes);
    free(scratch);
    return 0;
  }
  all_good = (how & 1U) != 0;
  memset(&policy, 0, sizeof policy);
  memset(&storage, 0, sizeof storage);
  policy.trust = TRUST_LIST;
  policy.trust_length = sizeof TRUST_LIST;
  policy.today = AUTHENTIC_DAY;
  storage.size = (uint32_t)size - 5U;
  slow.bytes = bytes;
  slow.size = storage.size;
  slow.fails_at = (uint32_t)data[1] << 8 | data[2];
  slow.reads = 0;
  if ((how & 2U) != 0) {
    storage.read = slow_read;
    storage.context = &slow;
  } else storage.bytes = bytes;
  if (ders_accept(&storage, 0, storage.size, DERS_LIBRARY_CONTEXT, &policy, scratch, &file) == DERS_ACCEPTED) {
    if (ders_accepted(&file) != DERS_ACCEPTED) abort();
    if (file.offset > storage.size || file.length > storage.size - file.offset) abort();
    ders_sha256(bytes + file.offset, file.length, digest);
    if (memcmp(digest, file.digest, 32) != 0) abort();
    if (!all_good && !authentic(digest)) abort();
    /* Once it is accepted, another place or length is not. */
    file.length++;
    if (ders_accepted(&file) == DERS_ACCEPTED) abort();
  } else if (ders_accepted(&file) == DERS_ACCEPTED) abort();
  free(bytes);
  free(scratch);
  return 0;
}
