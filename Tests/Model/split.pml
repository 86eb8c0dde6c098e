/*
 * Two stores alive at once, for spin: which Redis is in force, and who may hand out, with two servers, a moderator at each, and
 * one item of one client.
 *
 * A step is one script in Redis, or one write or read in MongoDB; what happens inside a store is in protocol.pml and move.pml, so
 * that beginning anew is two steps here: reading the journal, and opening. What each stands for:
 *
 *   Server      signs of life (Presence, Membership), with what each server sees of its Redis; the Redis in force as MongoDB has it
 *               (RedisPermits); the probe that dials anew (RedisProbe); how a line begins anew, and how it is rescued into MongoDB
 *               (LineMoves)
 *   Moderator   a claim: the script, writing it down (certify), and telling it
 *   World       the replica that is promoted while the primary lives on and the address moves, with connections that stay; a
 *               primary that dies; servers that can't reach MongoDB, or their Redis, for a while, or that stand still
 *
 * Time: a server is taken for dead only after its sign of life has lapsed by its own clock (1.5 s before 2 s), which is all that
 * is assumed of clocks. Beginning anew is done, or given up, before another Redis is put in force, and this one once more.
 *
 * Left out: what ends claims; two moderators at one server; the way back from MongoDB.
 */

/* The bounds of a run: replicas promoted, servers cut off from MongoDB, from Redis, that stand still; each moderator's calls. */
#ifndef SPLITS
#define SPLITS 1
#endif
#ifndef CUTS
#define CUTS 0
#endif
#ifndef OUTAGES
#define OUTAGES 0
#endif
#ifndef STANDS
#define STANDS 0
#endif
#ifndef CALLS
#define CALLS 2
#endif

#define OLD 0
#define NEW 1
#define MONGO 2
#define NOWHERE 3

/* ---- The stores ---- */
/* The epoch that each was opened for, 0 for none, and who holds the item (+1). `foreign`: another identity than the epoch's. */
byte s_epoch[3], holder[3];
bool foreign[3];
bool old_lives = true;

/* ---- MongoDB ---- */
/* What is in force, whether it is to be left for MongoDB, the line's epoch, and the newest claim in the journal. */
byte in_force = OLD, m_epoch = 1, j_epoch, j_holder;
bool leaving;
/* What each server says that it reaches, and whether it says that it has stopped. */
byte says[2] = OLD;
bool has_stopped[2];

/* ---- Servers ---- */
/* To which Redis its connections lead, and its address does; what it believes to be in force, in which epoch. */
byte reaches[2] = OLD, address = OLD, believes[2] = OLD, used[2] = 1;
/* Whether it can't reach MongoDB, its Redis, and whether its sign of life has lapsed. */
bool is_cut[2], is_out[2], has_lapsed[2];
/* The epoch that it has begun to end, and the claim that it has read from the journal for the next. */
byte begun[2], held[2];
/* Whether its place has changed since its claim was made. */
bool has_turned[2];

/* ---- What the property looks at ---- */
bool live[2];

/* How often another Redis can be put in force: as often as it is ever asked for, but where a guard is taken out. */
byte changes = 3;
byte splits = SPLITS, cuts = CUTS, outages = OUTAGES, stands = STANDS;

#define IS_REDIS(store) ((store) < MONGO)
#define SPEAKS(server) (!is_cut[server] && !has_lapsed[server])
#define OPENED_IN(store, epoch) (s_epoch[store] == (epoch) && !foreign[store])
#define REACHES(server, store) ((store) == MONGO -> !is_cut[server] : reaches[server] == (store))
#ifdef GOES_ON
#define MAY_HAND_OUT(server) true
#else
#define MAY_HAND_OUT(server) (!has_lapsed[server])
#endif
/* Its own sign comes first. */
#define HAS_SAID (says[server] == reaches[server])
#ifdef REPLACED_UNASKED
#define NOBODY_USES_IT true
#else
#define NOBODY_USES_IT (has_lapsed[1 - server] || says[1 - server] != in_force)
#endif
/* The others must know that it uses a Redis. */
#ifdef UNTOLD
#define HAS_TOLD(server) true
#else
#define HAS_TOLD(server) (believes[server] == MONGO || says[server] == believes[server])
#endif
#define ADMITTED(server) (MAY_HAND_OUT(server) && HAS_TOLD(server) && believes[server] != NOWHERE && REACHES(server, believes[server]) && \
    OPENED_IN(believes[server], used[server]))

/* Behind the change, since a server that was taken for dead may have come back before it. */
#if defined(NOT_ASKED_AGAIN) || defined(REPLACED_UNASKED)
#define NOBODY_IS_LEFT true
#else
#define NOBODY_IS_LEFT (has_lapsed[1 - server] || says[1 - server] != 1 - in_force)
#endif

#define MAY_BEGIN (!leaving && IS_REDIS(in_force) && believes[server] == in_force && reaches[server] == in_force)

inline look() {
    believes[server] = (leaving -> NOWHERE : in_force); used[server] = m_epoch;
    has_turned[server] = true;
    /* What it has begun is over. */
    begun[server] = 0; held[server] = 0
}

proctype Server(byte server) {
    byte expected = NOWHERE;

end:
    do
    /* The probe dials anew, and all connections follow. */
    :: atomic { !is_out[server] && reaches[server] != address -> reaches[server] = address; has_turned[server] = true }
    :: atomic { SPEAKS(server) && says[server] != reaches[server] -> says[server] = reaches[server]; look() }
    :: atomic { SPEAKS(server) && believes[server] != (leaving -> NOWHERE : in_force) -> look() }
    :: atomic { SPEAKS(server) && used[server] != m_epoch && believes[server] == in_force -> look() }
    :: atomic { SPEAKS(server) && leaving && believes[server] == NOWHERE && !has_stopped[server] -> has_stopped[server] = true }
    /* Its sign of life is late: MongoDB does not take it, or it stands still. */
    :: atomic { is_cut[server] && !has_lapsed[server] -> has_lapsed[server] = true }
    :: atomic { stands > 0 && !has_lapsed[server] -> stands--; has_lapsed[server] = true }
    :: atomic { !is_cut[server] && has_lapsed[server] ->
        has_lapsed[server] = false; says[server] = reaches[server];
#ifndef BACK_AS_IT_WAS
        look()
#endif
        }

    /* Puts the Redis that it reaches in force, where no living server reaches the one that is. */
    :: atomic { SPEAKS(server) && !leaving && IS_REDIS(reaches[server]) && IS_REDIS(in_force) && reaches[server] != in_force && HAS_SAID && NOBODY_USES_IT ->
        expected = in_force }
    :: atomic { expected != NOWHERE ->
        if
        :: SPEAKS(server) && in_force == expected && !leaving && IS_REDIS(reaches[server]) && HAS_SAID && changes > 0 && begun[1 - server] == 0 ->
            changes--; in_force = reaches[server]; look()
        :: else
        fi;
        expected = NOWHERE }

    /* Begins anew in the Redis in force. */
    :: atomic { SPEAKS(server) && begun[server] == 0 && MAY_BEGIN && NOBODY_IS_LEFT && !OPENED_IN(in_force, m_epoch) ->
        begun[server] = m_epoch; held[server] = j_holder }
    :: atomic { begun[server] > 0 && MAY_BEGIN && m_epoch == begun[server] ->
        holder[in_force] = (held[server] > 0 -> held[server] : holder[in_force]);
        m_epoch++; s_epoch[in_force] = m_epoch; foreign[in_force] = false;
        used[server] = m_epoch; begun[server] = 0; held[server] = 0 }
    :: atomic { begun[server] > 0 && !(MAY_BEGIN && m_epoch == begun[server]) -> begun[server] = 0; held[server] = 0 }

    /* Rescues the line into MongoDB. */
    :: atomic { SPEAKS(server) && !leaving && IS_REDIS(in_force) && reaches[server] == NOWHERE -> leaving = true; look() }
    :: atomic { SPEAKS(server) && leaving && has_stopped[server] && (has_stopped[1 - server] || has_lapsed[1 - server]) ->
        holder[MONGO] = j_holder;
        m_epoch++; s_epoch[MONGO] = m_epoch; in_force = MONGO;
        leaving = false; has_stopped[0] = false; has_stopped[1] = false;
        look() }
    od
}

#ifdef UNCHECKED
#define HAS_STAYED(server) true
#else
#define HAS_STAYED(server) (ADMITTED(server) && !has_turned[server])
#endif

proctype Moderator(byte me) {
    byte calls = CALLS, made, store;
#define server me

again:
    atomic { made = 0; store = 0;
        if
        :: calls > 0 -> calls--
        :: calls = 0; goto over
        fi };
    if
    :: atomic { ADMITTED(server) && (holder[believes[server]] == 0 || holder[believes[server]] == me + 1) ->
        store = believes[server]; made = used[server];
        holder[store] = me + 1; has_turned[server] = false }
    :: atomic { true -> calls = 0; goto over }
    fi;
#ifndef UNWRITTEN
    if
    :: atomic { !is_cut[server] ->
        if
        :: made >= j_epoch -> j_epoch = made; j_holder = me + 1
        :: else
        fi }
    :: atomic { is_cut[server] -> goto again }
    fi;
#endif
    if
    :: atomic { HAS_STAYED(server) ->
        assert(!live[1 - me]);                 /* G1 */
        live[me] = true;
        goto again }
    :: atomic { !HAS_STAYED(server) -> goto again }
    fi;
over:
    skip
#undef server
}

proctype World() {
    bool is_split;
end:
    do
    :: atomic { splits > 0 -> splits--; is_split = true;
        s_epoch[NEW] = s_epoch[OLD]; foreign[NEW] = true; address = NEW;
        if
        :: holder[NEW] = holder[OLD]
        :: holder[NEW] = 0
        fi }
    /* Connections to the old one end with it. */
    :: atomic { is_split && old_lives -> old_lives = false;
        reaches[0] = (reaches[0] == OLD -> NOWHERE : reaches[0]); reaches[1] = (reaches[1] == OLD -> NOWHERE : reaches[1]);
        has_turned[0] = true; has_turned[1] = true }
    :: atomic { cuts > 0 && !is_cut[0] -> cuts--; is_cut[0] = true }
    :: atomic { is_cut[0] && has_lapsed[0] -> is_cut[0] = false }
    :: atomic { outages > 0 && !is_out[1] -> outages--; is_out[1] = true; reaches[1] = NOWHERE; has_turned[1] = true }
    :: atomic { is_out[1] -> is_out[1] = false }
    od
}

init {
    atomic { s_epoch[OLD] = 1; run Server(0); run Server(1); run Moderator(0); run Moderator(1); run World() };
    /* Nothing more can happen: both servers can hand out, from the same store. */
    timeout -> assert(ADMITTED(0) && ADMITTED(1) && believes[0] == believes[1])
}
