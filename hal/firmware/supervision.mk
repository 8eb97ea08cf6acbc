# The image of the fault tests: the Makefile's own rules with other parts. make -f supervision.mk BOARD=mps2-an386 RUNTIME=duktape.
IMAGE = test_supervision
LAYOUT = protected.ld
override CORE = $(addprefix $(OUT)/, supervision_runtime.o supervision_motor.o protection.o gate.o last_words.o supervisor_gates.o supervisor_natives.o \
  supervisor.o supervisor_ceiling.o supervisor_deviation.o supervisor_keys.o supervisor_order.o supervisor_steps.o)

include Makefile
