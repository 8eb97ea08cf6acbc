/* The gate of the firmware on a desktop, for tests. Each line of stdin is one of
 *   accept DEMONSTRATION REQUEST STORAGE    `RESULT ANSWER`
 *   trust PLACE LENGTH STORAGE              `REASON ANSWER`
 *   records PLACE LENGTH FIRST COUNT STORAGE    `REASON`
 * with bytes in hexadecimal, `-` for none. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../../hal/firmware/accept_request.h"
#include "../../../hal/firmware/library_records.h"

static int digit(char character) { return character <= '9' ? character - '0' : character - 'a' + 10; }

static uint8_t *bytes_of(const char *hex, uint32_t *length) {
  size_t i, size = strcmp(hex, "-") == 0 ? 0 : strlen(hex) / 2;
  /* Exactly as large as the content: a read behind it is seen by the sanitiser. */
  uint8_t *bytes = malloc(size > 0 ? size : 1);

  for (i = 0; i < size; i++) bytes[i] = (uint8_t)(digit(hex[i * 2]) << 4 | digit(hex[i * 2 + 1]));
  *length = (uint32_t)size;
  return bytes;
}

static uint32_t number(void) { return (uint32_t)strtoul(strtok(NULL, " "), NULL, 10); }

static void print(uint32_t result, const uint8_t *answer, size_t size) {
  size_t i;

  printf("%u", result);
  if (size > 0) printf(" ");
  for (i = 0; i < size; i++) printf("%02x", answer[i]);
  printf("\n");
  fflush(stdout);
}

int main(void) {
  char *line = NULL;
  size_t room = 0;
  ssize_t size;

  while ((size = getline(&line, &room, stdin)) > 0) {
    struct ders_storage storage;
    uint8_t *answer = malloc(ANSWERED_SIZE), *request = NULL;
    uint32_t given[4] = {0, 0, 0, 0}, length = 0, result;
    const char *command;
    int i, numbers;

    line[strcspn(line, "\n")] = '\0';
    memset(&storage, 0, sizeof storage);
    memset(answer, 0xee, ANSWERED_SIZE);
    command = strtok(line, " ");
    numbers = *command == 'a' ? 1 : *command == 't' ? 2 : 4;
    for (i = 0; i < numbers; i++) given[i] = number();
    if (*command == 'a') request = bytes_of(strtok(NULL, " "), &length);
    storage.bytes = bytes_of(strtok(NULL, " "), &storage.size);
    if (*command == 'a') result = ders_accept_request(&storage, (int)given[0], request, length, answer);
    else if (*command == 't') result = ders_trust_request(&storage, given[0], given[1], answer);
    else result = ders_records_reason(&storage, given[0], given[1], given[2], given[3]);
    print(result, answer, *command == 'r' ? 0 : ANSWERED_SIZE);
    free(request);
    free(answer);
    free((void *)storage.bytes);
  }
  free(line);
  return 0;
}
