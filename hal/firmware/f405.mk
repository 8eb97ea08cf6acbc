# Images of the STM32F405 that use its drivers: the Makefile's own rules with other parts. make -f f405.mk BOARD=netduinoplus2 RUNTIME=none IMAGE=bench_f405, or
# RUNTIME=jerryscript IMAGE=pump_f405, which needs a JerryScript that runs byte code.
IMAGE = bench_f405
VERSION := $(shell node -p 'require("../../package.json").version')
F405 = f405_motor.o f405_sensors.o f405_line.o chip_regions.o chip_display.o chip_signals.o chip_measure.o link_uart.o display_font.o pump_link.o link_frame.o \
  cbor.o signed_library.o supervisor.o supervisor_ceiling.o supervisor_deviation.o supervisor_keys.o supervisor_order.o supervisor_steps.o supervisor_gates.o
ifeq ($(IMAGE),pump_f405)
LAYOUT = protected.ld
PUMP_BUNDLE = $(BUILD)/pump.js
# 80 KB, in two regions of the protection unit, 16 and 64 KB; behind 32 KB for all of the privileged side and 16 for the runtime's stack.
override IMAGE_FLAGS += -DDERS_VERSION='"$(BOARD) $(VERSION)"' -DHEAP_SIZE=0x14000u -DHEAP_REGION=0x14000u -DHEAP_ALIGN=0x4000
override CORE = $(addprefix $(OUT)/, $(F405) f405_gates.o pump_runtime.o pump_natives.o accept_request.o slot_acceptance.o acceptance.o library_records.o supervisor_natives.o \
  protection.o gate.o no_parser.o no_trigonometry.o bundle-pump/$(CARRIER))
else
override IMAGE_FLAGS += -DDERS_VERSION='"$(VERSION)"'
override CORE = $(addprefix $(OUT)/, $(F405) bench_service.o)
endif

include Makefile

ifeq ($(IMAGE)-$(CODE),pump_f405-)
$(info note: pump_f405 is left out: its JerryScript must run byte code)
$(shell rm -f $(OUT)/pump_f405.*)
.DEFAULT_GOAL = left-out
left-out: ;
endif

$(OUT)/no_%.o: $(BINDINGS)/jerryscript/no_%.c Makefile | $(OUT)
	$(CC) $(CFLAGS) $(WARN) $(RUNTIME_FLAGS) -c -o $@ $<

$(OUT)/bundle-pump/$(CARRIER): bundle.S $(call carried,$(PUMP_BUNDLE))
	mkdir -p $(OUT)/bundle-pump
	$(CC) $(CPU) $(call carried_flags,$(PUMP_BUNDLE)) -c -o $@ $<

$(BUILD)/pump.js: ../../dist/pump.js pump_door.ts bundle.js
	node bundle.js pump.js pump_door.ts pump.js
