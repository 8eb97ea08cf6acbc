/* Accepts signed files on a desktop as the firmware does, for tests. Each line of stdin is `TODAY DEMONSTRATION HIGHEST DIGEST TRUST FILE`, bytes in
 * hexadecimal, HIGHEST 0 for none (else a sequence of library "example"); the answer is `RESULT OFFSET LENGTH NOTICE`. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../../hal/firmware/acceptance.h"

static uint8_t *bytes_of(const char *hex, uint32_t *length) {
  size_t i, size = strcmp(hex, "-") == 0 ? 0 : strlen(hex) / 2;
  /* Exactly as large as the content: a read behind it is seen by the sanitiser. */
  uint8_t *bytes = malloc(size > 0 ? size : 1);

  for (i = 0; i < size; i++) {
    unsigned byte;

    sscanf(hex + i * 2, "%2x", &byte);
    bytes[i] = (uint8_t)byte;
  }
  *length = (uint32_t)size;
  return bytes;
}

int main(void) {
  char *line = NULL;
  size_t room = 0;
  ssize_t size;

  while ((size = getline(&line, &room, stdin)) > 0) {
    struct ders_signed_scratch scratch;
    struct ders_signed_file file;
    struct ders_highest highest = {"Example organisation", "example", 0, {0}};
    struct ders_policy policy;
    struct ders_storage storage;
    uint32_t digest_length;
    uint8_t *digest;

    line[strcspn(line, "\n")] = '\0';
    memset(&policy, 0, sizeof policy);
    memset(&storage, 0, sizeof storage);
    policy.today = (uint32_t)strtoul(strtok(line, " "), NULL, 10);
    policy.demonstration_keys = (uint8_t)strtoul(strtok(NULL, " "), NULL, 10);
    highest.sequence = strtoull(strtok(NULL, " "), NULL, 10);
    digest = bytes_of(strtok(NULL, " "), &digest_length);
    if (digest_length == 32) memcpy(highest.digest, digest, 32);
    policy.highest = &highest;
    policy.highest_count = highest.sequence > 0;
    policy.trust = bytes_of(strtok(NULL, " "), &policy.trust_length);
    storage.bytes = bytes_of(strtok(NULL, " "), &storage.size);
    ders_accept(&storage, 0, storage.size, DERS_LIBRARY_CONTEXT, &policy, &scratch, &file);
    printf("%u %u %u %u\n", file.result, file.offset, file.length, file.notice);
    fflush(stdout);
    free(digest);
    free((void *)policy.trust);
    free((void *)storage.bytes);
  }
  free(line);
  return 0;
}
