# Builds build/firmware/supervisor-host: the supervisor alone, for the computer that tests it.
BUILD ?= ../../../build/firmware
FIRMWARE = ../../../hal/firmware
CFLAGS ?= -O1 -g
SANITIZE ?= -fsanitize=address,undefined -fno-sanitize-recover=all

PARTS = supervisor supervisor_ceiling supervisor_deviation supervisor_keys supervisor_order supervisor_steps
OBJECTS = $(PARTS:%=$(BUILD)/%.o) $(BUILD)/supervisor_host.o
FLAGS = -std=c99 -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wswitch-enum -Werror \
  -I$(FIRMWARE) -MMD

$(BUILD)/supervisor-host: $(OBJECTS)
	$(CC) $(CFLAGS) $(SANITIZE) -o $@ $^

$(BUILD)/%.o: $(FIRMWARE)/%.c supervisor.mk | $(BUILD)
	$(CC) $(CFLAGS) $(FLAGS) $(SANITIZE) -c -o $@ $<

$(BUILD)/supervisor_host.o: supervisor_host.c supervisor.mk | $(BUILD)
	$(CC) $(CFLAGS) $(FLAGS) $(SANITIZE) -c -o $@ $<

$(BUILD):
	mkdir -p $@

-include $(OBJECTS:.o=.d)
