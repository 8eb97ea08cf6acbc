/* Any bytes as CBOR: checked, and where they are good walked to their end and matched with shapes drawn from the same bytes. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cbor.h"

static const char *const SHAPES[] = {"a* u* t* b*", "g* a4 b* m0 b* a*", "m* u1 t* u2 t*", "n* u* m* a0", "u* u* u* u* u* u*", "b32 t* a2"};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  /* As large as the content: a read behind it is seen. */
  uint8_t *bytes = malloc(size > 0 ? size : 1);
  struct ders_item items[32];
  struct ders_item item;
  const uint32_t length = (uint32_t)size;
  uint32_t at = 0, count = 0;
  size_t i;

  if (bytes == NULL) abort();
  memcpy(bytes, data, size);
  ders_utf8(bytes, length);
  if (ders_cbor_check(bytes, 0, length) == 0) {
    while (at < length) {
      if (ders_cbor_next(bytes, at, length, &item) != 0) abort();
      /* Every item goes forward and stays inside, or the reader would turn for ever. */
      if (!(item.next > at && item.next <= length)) abort();
      at = item.next;
      if (++count > length) abort();
    }
    for (i = 0; i < sizeof SHAPES / sizeof SHAPES[0]; i++) {
      const int matched = ders_cbor_match(bytes, 0, length, SHAPES[i], items);

      if (matched < 0 || matched > 32) abort();
    }
  }
  free(bytes);
  return 0;
}
