/* Plays kept inputs again, without a fuzzer: each argument is a file. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int main(int count, char **names) {
  int i;

  for (i = 1; i < count; i++) {
    FILE *file = fopen(names[i], "rb");
    uint8_t *bytes = malloc(1 << 20);
    size_t size;

    if (file == NULL || bytes == NULL) return 2;
    size = fread(bytes, 1, 1 << 20, file);
    fclose(file);
    fprintf(stderr, "%s\n", names[i]);
    LLVMFuzzerTestOneInput(bytes, size);
    free(bytes);
  }
  return 0;
}
