/* Rates, parts and ceilings of the supervisor (docs/supervisor.md, hal/firmware/supervisor_order.c) against an application that may order and run anything
 * at any moment: the entry's ceiling, the main part with its volume, demands of the handset with their lockout, KVO, orders that replace a moving one, trips
 * and a supply that fails. Presses, lease and encoder are supervisor.pml's; here START is there or not. safety/model/check.ts runs it.
 *
 * Each rule can be taken out, by its bit in DERS_WITHOUT when the search is started, so that the check sees a property fail. */

#define CEILING 0
#define UNREADABLE 1
#define KVO_BELOW 2
#define RUN_BELOW 3
#define LESSER_RATE 4
#define PART_ORDERED 5
#define COUNTS_STAY 6
#define HANDSET_USED 7
#define LOCKOUT_KEPT 8
#define LOCKOUT_STAYS 9
#define DEMAND_ENDS 10
#define ORDER_LOST 11
#define START_NEEDED 12

c_code {
  static unsigned without;

  static __attribute__((constructor)) void read_without(void) {
    const char *rules = getenv("DERS_WITHOUT");

    without = rules ? (unsigned)atoi(rules) : 0;
  }
}
#define HOLDS(rule) c_expr { ((without >> rule) & 1) == 0 }

#define MOST 2      /* steps of the main part */
#define LOCKOUT 2   /* ticks from the start of a demand to the next */

mtype = { MAIN, DEMAND, KVO };

/* ---- the supervisor's memory, lost with the supply */
mtype part = MAIN;
bool ordered, moving, press, handset;
byte main_rate, demand_rate, kvo_rate, rate;
byte steps;
byte since = LOCKOUT; /* ticks since the last demand began */

/* ---- what an onlooker knows, who trusts nobody */
byte top;           /* ceiling of the entry of the order in force; 0: none can be read */
byte ordered_main, ordered_demand, ordered_kvo;
bool in_force, lawful;
byte given, of_demand;
byte clock = LOCKOUT;
bool early, unasked; /* a demand within the lockout; one without a press of its own */

inline lesser() {
  if
  :: part == MAIN && rate > main_rate -> rate = main_rate
  :: part == DEMAND && rate > demand_rate -> rate = demand_rate
  :: part == KVO && rate > kvo_rate -> rate = kvo_rate
  :: else
  fi;
  if :: rate == 0 -> moving = false :: else fi
}

/* `ceiling` is what stands in the library: 0 where its record does not hold. */
inline order(main, demand, kvo, ceiling) {
  if
  :: (press || !HOLDS(START_NEEDED)) && (ceiling > 0 || !HOLDS(UNREADABLE)) &&
     ((main <= ceiling && demand <= ceiling) || !HOLDS(CEILING) || ceiling == 0) && (kvo <= main || !HOLDS(KVO_BELOW)) ->
     in_force = true; lawful = press; press = false;
     ordered = true; main_rate = main; demand_rate = demand; kvo_rate = kvo; steps = 0;
     given = 0; of_demand = 0;
     top = ceiling; ordered_main = main; ordered_demand = demand; ordered_kvo = kvo;
     if :: HOLDS(LOCKOUT_STAYS) :: else -> since = LOCKOUT fi;
     if :: moving && HOLDS(LESSER_RATE) -> lesser() :: else fi
  :: else
  fi
}

#define rate_of(which) (which == MAIN -> main_rate : (which == DEMAND -> demand_rate : kvo_rate))

inline go(which, speed) {
  if
  :: ordered && (speed <= rate_of(which) || !HOLDS(RUN_BELOW)) && (rate_of(which) > 0 || !HOLDS(PART_ORDERED)) &&
     (which != MAIN || steps < MOST) && (which != DEMAND || handset || !HOLDS(HANDSET_USED)) &&
     (which != DEMAND || since >= LOCKOUT || !HOLDS(LOCKOUT_KEPT)) ->
     if
     :: which == DEMAND ->
        early = early || clock < LOCKOUT; unasked = unasked || !handset;
        since = 0; clock = 0; of_demand = 0; handset = false
     :: else
     fi;
     if :: which != part && !HOLDS(COUNTS_STAY) -> steps = 0 :: else fi;
     part = which; rate = speed; moving = true
  :: which == DEMAND && ordered && handset && since < LOCKOUT -> handset = false
  :: else
  fi
}

inline tick() {
  if :: since < LOCKOUT -> since++ :: else fi;
  if :: clock < LOCKOUT -> clock++ :: else fi;
  if
  :: moving && part == MAIN -> if :: steps < MOST -> steps++ :: else fi; if :: given <= MOST -> given++ :: else fi; if :: steps >= MOST -> moving = false :: else fi
  :: moving && part == DEMAND ->
     if :: of_demand < 2 -> of_demand++ :: else fi; if :: HOLDS(DEMAND_ENDS) -> moving = false :: else fi
  :: else
  fi
}

/* A trip takes the order away, and presses; the lockout goes on. */
inline trip() {
  moving = false; press = false; handset = false; in_force = false;
  if :: HOLDS(ORDER_LOST) -> ordered = false :: else fi
}

/* The supply fails and comes back: the supervisor begins anew. Its lockout is over; the application has one that outlives the supply. */
inline power_cut() {
  trip();
  since = LOCKOUT; clock = LOCKOUT
}

active proctype world() {
  do
  :: d_step { tick() }
  :: d_step { press = true }
  :: d_step { press = false; moving = false }
  :: d_step { handset = true }
  :: d_step { handset = false }
  :: d_step { trip() }
  :: d_step { power_cut() }
  od
}

active proctype application() {
  byte main, demand, kvo, ceiling, speed;

  do
  :: if :: main = 0 :: main = 1 :: main = 3 fi;
     if :: demand = 0 :: demand = 2 :: demand = 3 fi;
     if :: kvo = 0 :: kvo = 1 :: kvo = 2 fi;
     if :: ceiling = 0 :: ceiling = 1 :: ceiling = 2 :: ceiling = 3 fi;
     d_step { order(main, demand, kvo, ceiling); main = 0; demand = 0; kvo = 0; ceiling = 0 }
  :: if :: speed = 1 :: speed = 2 :: speed = 3 fi;
     if
     :: d_step { go(MAIN, speed); speed = 0 }
     :: d_step { go(DEMAND, speed); speed = 0 }
     :: d_step { go(KVO, speed); speed = 0 }
     fi
  od
}

/* ---- what must hold, always */

/* Whatever moves is no faster than the ceiling of the entry of the order in force. */
#define BELOW_CEILING (!moving || top == 0 || rate <= top)
ltl below_ceiling { [] BELOW_CEILING }
/* Nothing moves under a ceiling that cannot be read. */
#define READABLE (!moving || top > 0)
ltl readable { [] READABLE }
/* Each part is no faster than it was ordered, an order that comes while it moves included. */
#define AS_ORDERED (!moving || (part == MAIN && rate <= ordered_main) || (part == DEMAND && rate <= ordered_demand) || (part == KVO && rate <= ordered_kvo))
ltl as_ordered { [] AS_ORDERED }
/* Keeping the vein open is never faster than the main part. */
#define KVO_SLOWER (!moving || part != KVO || rate <= ordered_main)
ltl kvo_slower { [] KVO_SLOWER }
/* The main part gives its volume and no more, however often KVO and demands come between. */
#define VOLUME_OVER_PARTS (given <= MOST)
ltl volume_over_parts { [] VOLUME_OVER_PARTS }
/* A demand is one dose, with a press of the handset of its own, and none within the lockout of the one before, new orders in between included. */
#define DEMAND_ONCE (of_demand <= 1 && !unasked)
ltl demand_once { [] DEMAND_ONCE }
#define LOCKED_OUT (!early)
ltl locked_out { [] LOCKED_OUT }
/* After a trip or a loss of power nothing moves until a new order, and each order has its START. */
#define UNDER_ORDER (!moving || (in_force && lawful))
ltl under_order { [] UNDER_ORDER }

/* All of them in one search. */
ltl all_of_them { [] (BELOW_CEILING && READABLE && AS_ORDERED && KVO_SLOWER && VOLUME_OVER_PARTS && DEMAND_ONCE && LOCKED_OUT && UNDER_ORDER) }

/* ---- what must be possible: each of these must be found false, else the others hold because nothing happens */

/* The vein is kept open behind a volume that is given; the highest rate runs; a demand is given, and a second one. */
ltl never_kvo_behind { [] !(moving && part == KVO && given == MOST) }
ltl never_highest { [] !(moving && part == MAIN && rate == 3) }
ltl never_demand { [] !(part == DEMAND && of_demand == 1 && !moving) }
ltl never_slowed { !<> (moving && part == MAIN && rate == 3 && (moving U (moving && part == MAIN && rate == 1))) }
