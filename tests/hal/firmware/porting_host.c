/* Runs the example of docs/porting.md on a desktop: LIBRARY TRUST TODAY, then pairs of dose and weight; prints 1 or 0 for each. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hal/firmware/ders.h"

extern int may_start(const struct ders_setup *library, const char *dose, const char *weight);

static uint8_t *whole_file(const char *path, uint32_t *size) {
  FILE *file = fopen(path, "rb");
  uint8_t *bytes;

  if (file == NULL) exit(2);
  fseek(file, 0, SEEK_END);
  *size = (uint32_t)ftell(file);
  rewind(file);
  bytes = malloc(*size + 1);
  if (fread(bytes, 1, *size, file) != *size) exit(2);
  fclose(file);
  return bytes;
}

int main(int argc, char **argv) {
  struct ders_setup setup;
  uint8_t *library, *trust;
  int i;

  if (argc < 4) return 2;
  memset(&setup, 0, sizeof setup);
  setup.storage.bytes = library = whole_file(argv[1], &setup.storage.size);
  setup.length = setup.storage.size;
  setup.policy.trust = trust = whole_file(argv[2], &setup.policy.trust_length);
  setup.policy.today = (uint32_t)strtoul(argv[3], NULL, 10);
  for (i = 4; i + 1 < argc; i += 2) printf("%d\n", may_start(&setup, argv[i], argv[i + 1]));
  free(library);
  free(trust);
  return 0;
}
