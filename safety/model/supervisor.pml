/* The supervisor (docs/supervisor.md, hal/firmware/supervisor.c) against everything around it: an application that may do anything at any moment, a
 * person's keys, a motor and encoder that may do what they are not told, and a supply that may fail. safety/model/check.ts runs it.
 *
 * What is modelled: order, run, renew, stop, reset; START and STOP with their presses; one part with a volume; the lease; the encoder against the
 * command; trips. One tick is one step of the motor at most. What is not: handset and demands, KVO, several rates, the record that the ceiling is
 * read from (its verdict is any), the debouncing.
 *
 * Each rule can be taken out, by its bit in DERS_WITHOUT when the search is started, so that the check sees a property fail. */

#define ORDER_NEEDS_START 0
#define RESUME_NEEDS_START 1
#define PRESS_USED 2
#define PRESS_ENDS 3
#define HALT_TAKES_PRESS 4
#define STOP_TAKES_PRESS 5
#define STOP_HOLDS 6
#define STOP_HALTS_IT 7
#define LEASE_LASTS 8
#define TRIPS 9
#define MEMORY_CLEARED 10
#define BEGIN_STOPS 11
#define VOLUME_COUNTED 12
#define STEPS_GIVEN 13

c_code {
  static unsigned without;

  static __attribute__((constructor)) void read_without(void) {
    const char *rules = getenv("DERS_WITHOUT");

    without = rules ? (unsigned)atoi(rules) : 0;
  }
}
#define HOLDS(rule) c_expr { ((without >> rule) & 1) == 0 }

#define PRESS_LASTS 2   /* ticks that a press serves */
#define LONGEST 2       /* longest lease, ticks */
#define MOST 3          /* largest volume that is ordered, steps */
#define TOLERANCE 1     /* steps that the encoder may stray from the command */
#define STANDING 1      /* and where nothing is commanded */
#define STILL 2         /* ticks without movement before a reset */

mtype = { HALTED, ARMED, MOVING };
mtype = { NONE, POWER_ON, STOP_KEY, APPLICATION, LEASE, COMPLETE, UNDER, OVER };

/* ---- the supervisor's memory, lost with the supply */
mtype motion = HALTED;
mtype halt = POWER_ON;
bool ordered, press, resumes, start_held, stop_held;
byte press_age, volume, steps, counts, lease, still;
/* Encoder minus command of the order in force, and movement since it came to stand; both counted from 8. */
byte strayed = 8, crept = 8;

/* ---- the motor: pulses, and how many steps it was given */
bool pulses;
byte given;

/* ---- what an onlooker knows, who trusts nobody */
bool asked;            /* somebody asked for what moves: by START since power-on, a halt or a trip, or by the START of the order in force */
bool unused;           /* a press that is not used up, not older than it may be, not taken back */
bool since_halt;       /* it was made after the last halt */
byte unused_age;
bool tripped;          /* and not reset */
bool allowed;          /* an order was accepted since power-on, since the last trip */
byte silent, leave;    /* ticks since the application last said that it is alive, and for how many it then might go on */
byte commanded, moved; /* steps of the order in force: by the pulses, by the encoder */
byte permitted;        /* its volume */
bool misused;          /* an order or a going on without a press of its own */
bool surprised;        /* something moved when power had just come */

#define is_tripped (halt == UNDER || halt == OVER)

inline stand() { pulses = false; given = 0; crept = 8 }

inline bring(why) {
  if
  :: motion != HALTED -> stand(); motion = HALTED; halt = why; asked = false; since_halt = false;
     if :: HOLDS(HALT_TAKES_PRESS) -> resumes = false :: else fi
  :: else
  fi
}

inline trip(why) {
  tripped = true; allowed = false; asked = false; unused = false;
  if
  :: HOLDS(TRIPS) -> stand(); motion = HALTED; halt = why; ordered = false; press = false; still = 0
  :: else
  fi
}

/* What the supervisor sees: the encoder against the command, and whether the volume is delivered. */
inline sample() {
  if
  :: is_tripped ->
     if
     :: crept > 8 + STANDING || crept < 8 - STANDING -> halt = OVER; crept = 8; still = 0
     :: else
     fi
  :: !is_tripped && motion != MOVING && (crept > 8 + STANDING || crept < 8 - STANDING) -> trip(OVER)
  :: !is_tripped && motion == MOVING && strayed > 8 + TOLERANCE -> trip(OVER)
  :: !is_tripped && motion == MOVING && strayed < 8 - TOLERANCE -> trip(UNDER)
  :: else
  fi;
  if
  :: HOLDS(VOLUME_COUNTED) && motion == MOVING && (steps >= volume || counts >= volume) -> stand(); motion = ARMED; halt = COMPLETE
  :: else
  fi
}

inline move() {
  pulses = true; motion = MOVING; halt = NONE;
  if :: HOLDS(STEPS_GIVEN) -> given = volume - steps :: else -> given = 9 fi
}

/* ---- the world's moments: each is one step that nothing comes between, as the board keeps its interrupt out */

/* Time passes; the motor makes a step while it was given some; the shaft turns by none, one or two, and by one without pulses; then the
 * supervisor looks. */
inline tick(turned) {
  if
  :: pulses && given > 0 -> given--; steps++; commanded++;
     counts = counts + turned; moved = moved + turned;
     /* Further than it may stray is far enough. */
     if :: strayed + turned - 1 <= 9 + TOLERANCE && strayed + turned - 1 >= 7 - TOLERANCE -> strayed = strayed + turned - 1 :: else fi
  :: !(pulses && given > 0) && turned == 1 && crept <= 8 + STANDING -> crept++
  :: else
  fi;
  if :: press && press_age <= PRESS_LASTS -> press_age++ :: else fi;
  if :: unused && unused_age <= PRESS_LASTS -> unused_age++ :: else fi;
  if :: unused && unused_age > PRESS_LASTS -> unused = false :: else fi;
  if :: still < STILL -> still++ :: else fi;
  if :: silent <= LONGEST -> silent++ :: else fi;
  if :: lease > 0 -> lease-- :: else fi;
  sample();
  if
  :: HOLDS(LEASE_LASTS) && motion == MOVING && lease == 0 -> bring(LEASE)
  :: else
  fi
}

inline start_down() {
  if
  :: !start_held && !(HOLDS(STOP_HOLDS) && stop_held) -> press = true; press_age = 0; resumes = true
  :: else
  fi;
  if :: !start_held && !stop_held -> asked = true; unused = true; since_halt = true; unused_age = 0 :: else fi;
  start_held = true
}

inline stop_down() {
  stop_held = true; asked = false; unused = false;
  if :: HOLDS(STOP_HALTS_IT) -> bring(STOP_KEY) :: else fi;
  if :: HOLDS(STOP_TAKES_PRESS) -> press = false :: else fi
}

#define pressed (press && !(HOLDS(PRESS_ENDS) && press_age > PRESS_LASTS))

inline use_press(good) {
  if :: !(good) -> misused = true :: else -> asked = true fi;
  unused = false;
  if :: HOLDS(PRESS_USED) -> press = false :: else fi
}

/* `size`: 0 where the verdict is no. It was found before the interrupt was kept out. */
inline order(size) {
  sample();
  if
  :: is_tripped -> press = false; unused = false
  :: !is_tripped && size > 0 && (pressed || !HOLDS(ORDER_NEEDS_START)) ->
     use_press(unused);
     ordered = true; volume = size; steps = 0; counts = 0; halt = NONE;
     allowed = true; permitted = size; commanded = 0; moved = 0; strayed = 8;
     if
     :: motion == MOVING -> move()
     :: else -> motion = ARMED
     fi
  :: else
  fi
}

inline go(length) {
  sample();
  if
  :: !is_tripped && ordered && !(steps >= volume || counts >= volume) &&
     (motion != HALTED || (pressed && resumes) || !HOLDS(RESUME_NEEDS_START)) ->
     if :: motion == HALTED -> use_press(unused && since_halt) :: else fi;
     lease = length; silent = 0; leave = length;
     move()
  :: else
  fi
}

inline renew(length) {
  sample();
  if
  :: !is_tripped && motion == MOVING -> lease = length; silent = 0; leave = length
  :: else
  fi
}

inline reset() {
  sample();
  if
  :: is_tripped && still >= STILL ->
     halt = POWER_ON; crept = 8; strayed = 8; tripped = false
  :: else
  fi
}

/* The supply fails and comes back. The pulses may go on until the program that begins stops them; keys may be down. */
inline power_cut(stop_is_down, start_is_down) {
  if
  :: HOLDS(MEMORY_CLEARED) ->
     motion = HALTED; halt = POWER_ON; ordered = false; press = false; resumes = false; press_age = 0;
     volume = 0; steps = 0; counts = 0; lease = 0; still = 0; strayed = 8; crept = 8
  :: else
  fi;
  stop_held = stop_is_down; start_held = start_is_down;
  if :: HOLDS(BEGIN_STOPS) -> stand() :: else fi;
  asked = false; unused = false; since_halt = false; unused_age = 0; tripped = false; allowed = false;
  silent = 0; leave = 0; commanded = 0; moved = 0; permitted = 0;
  surprised = surprised || pulses
}

/* Every choice stands outside of a step, since inside the first one would always be taken. */
active proctype world() {
  do
  :: d_step { tick(0) }
  :: d_step { tick(1) }
  :: d_step { tick(2) }
  :: d_step { start_down() }
  :: d_step { start_held = false }
  :: d_step { stop_down() }
  :: d_step { stop_held = false }
  :: d_step { power_cut(false, false) }
  :: d_step { power_cut(false, true) }
  :: d_step { power_cut(true, false) }
  :: d_step { power_cut(true, true) }
  od
}

active proctype application() {
  byte size;

  do
  :: /* The library is read: it takes time, in which everything may happen. */
     if :: size = 0 :: size = 1 :: size = 2 :: size = MOST fi;
     d_step { order(size); size = 0 }
  :: d_step { go(1) }
  :: d_step { go(LONGEST) }
  :: d_step { renew(1) }
  :: d_step { renew(LONGEST) }
  :: d_step { sample(); bring(APPLICATION) }
  :: d_step { reset() }
  od
}

/* ---- what must hold, always */

/* Nothing moves that nobody asked for: by START since power-on, since a halt, since STOP, or by the START of the order in force. */
#define STARTED (!pulses || asked)
ltl started { [] STARTED }
/* Every order has a press of its own that is not older than it may be; every going on after a halt one that was made since. */
#define OWN_PRESS (!misused)
ltl own_press { [] OWN_PRESS }
/* Motion ends within the lease that the application last got. */
#define LEASE_ENDS (!pulses || silent < leave)
ltl lease_ends { [] LEASE_ENDS }
/* While STOP is down nothing moves. */
#define STOP_HALTS (!stop_held || !pulses)
ltl stop_halts { [] STOP_HALTS }
/* After a trip nothing moves until it was reset, and then only under a new order. */
#define TRIP_HOLDS (!pulses || (!tripped && allowed))
ltl trip_holds { [] TRIP_HOLDS }
/* Power that comes back, at whatever moment it was lost, finds nothing moving; with `started` and `trip_holds`: until a new order and its START. */
#define POWER_LOSS (!surprised)
ltl power_loss { [] POWER_LOSS }
/* Never more steps than the order's volume. */
#define VOLUME_KEPT (commanded <= permitted)
ltl volume_kept { [] VOLUME_KEPT }
/* Nor does the shaft turn further than that and what one step may turn too far. */
#define VOLUME_MOVED (moved <= permitted + 1)
ltl volume_moved { [] VOLUME_MOVED }
/* A shaft that strays from the command further than the tolerance stands. */
#define STRAYS_STOPPED (!pulses || (strayed >= 8 - TOLERANCE && strayed <= 8 + TOLERANCE))
ltl strays_stopped { [] STRAYS_STOPPED }

/* All of them in one search. */
ltl all_of_them { [] (STARTED && OWN_PRESS && LEASE_ENDS && STOP_HALTS && TRIP_HOLDS && POWER_LOSS && VOLUME_KEPT && VOLUME_MOVED && STRAYS_STOPPED) }

/* ---- what must be possible: each of these must be found false, else the others hold because nothing happens */

/* An order is delivered as a whole. */
ltl never_completes { [] !(halt == COMPLETE && commanded == MOST && moved == MOST) }
/* An order goes on after STOP. */
ltl never_resumes { !<> (halt == STOP_KEY && commanded == 1 && (commanded == 1 U (pulses && commanded == 1))) }
/* Something moves again after a trip. */
ltl never_moves_after_trip { !<> (tripped && <> (!tripped && pulses)) }
/* A lease runs out; the encoder falls behind; it runs ahead. */
ltl never_lease_halts { [] (halt != LEASE) }
ltl never_under { [] (halt != UNDER) }
ltl never_over { [] (halt != OVER) }
