/*
 * A call for a claim that is repeated, for spin: one item, a moderator whose calls are under way at the same time at any servers, and
 * another one.
 *
 * A step is one script in Redis, or one entry in the log of a line in MongoDB, which go by the same rule; between any two of
 * them any other call may act. What each stands for:
 *
 *   Call        claim.lua, and its answer in another step, which its caller gets or has gone before; unclaim.lua then
 *
 * Faults: a server dies with a call, which then neither answers nor takes anything back. An undo is sent once.
 *
 * Left out: what ends a claim otherwise, and what the other models look at.
 */

/* The bounds of a run: calls of each moderator, faults. */
#ifndef ANN
#define ANN 4
#endif
#ifndef BEN
#define BEN 2
#endif
#ifndef FAULTS
#define FAULTS 1
#endif

/* From so many on a claim stays, whoever's answer is lost. */
#define FOR_GOOD 3

/* Who holds the item (+1), under which generation, and how many answers have shown that. */
byte holder, generation, shown;
byte count, faults = FAULTS;

/* ---- What the properties look at ---- */
bool told[16];
/* Calls that are under way, and whether one ended that could not take back what it made. */
byte under_way;
bool is_left;

proctype Call(byte me) {
    byte mine;
    bool takes_back;

    atomic {
        under_way++;
        if
        :: holder == 0 ->
            count++; generation = count; holder = me + 1; shown = 1; takes_back = true; mine = generation
        :: holder == me + 1 ->
            shown = (shown < FOR_GOOD -> shown + 1 : shown);
            takes_back = (shown < FOR_GOOD); mine = generation
        :: holder != 0 && holder != me + 1 -> under_way--; goto over
        fi };
    if
    :: atomic { true ->
        assert(holder == me + 1 && generation == mine);    /* what an answer tells of stands */
        told[mine] = true; under_way--; goto over }
    :: atomic { takes_back -> skip }
    /* Its caller has gone, and the claim stays until it expires. */
    :: atomic { !takes_back -> is_left = true; under_way--; goto over }
    :: atomic { faults > 0 -> faults--; is_left = true; under_way--; goto over }
    fi;
    atomic {
        if
#ifdef UNDONE_THOUGH_TOLD
        :: holder == me + 1 && generation == mine ->
#else
        :: holder == me + 1 && generation == mine && shown >= FOR_GOOD -> is_left = true
        :: holder == me + 1 && generation == mine && shown > 1 && shown < FOR_GOOD -> shown--
        :: holder == me + 1 && generation == mine && shown == 1 ->
#endif
            assert(!told[mine]);                           /* and goes on to stand */
            holder = 0; generation = 0; shown = 0
        :: else
        fi;
        under_way-- };
over:
    skip
}

init {
    byte calls = ANN;
    atomic {
        do
        :: calls > 0 -> run Call(0); calls--
        :: calls == 0 -> break
        od;
        calls = BEN;
        do
        :: calls > 0 -> run Call(1); calls--
        :: calls == 0 -> break
        od
    };
    /* Nothing more can happen: a claim that nobody was told of is undone, but where it is left to expire. */
    timeout -> assert(under_way == 0 && (holder == 0 || told[generation] || is_left))
}
