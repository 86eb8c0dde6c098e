/*
 * A change of store, for spin: the line of one client with one item moves between Redis and MongoDB, in which two servers
 * take it along at once while two moderators, one at each server, claim and decide.
 *
 * A step is one script in Redis, one entry in the log of the line in MongoDB, or one write or read of the record; between any
 * two of them any other process may act. What each stands for:
 *
 *   Mover       LineMover: announce, move, rescue; close.lua, open.lua and clear.lua, MongoClaims.close and begin,
 *               LineRecords.adopt, place and move. Where Redis may be emptied, RedisClaims.open as well
 *   Router      how a server learns where the line is: by asking the record once it was refused (LineFinder), or by the version
 *               of the directory, which is raised behind each announcement. It stops using a store out of which the line is on
 *               its way, writes its claims into the journal, and then says by which version it goes (Presence). It can stand still,
 *               is taken for dead then, and wakes up (Pulse)
 *   Moderator   claim, and its answer in another step, which is told only where the line has stayed meanwhile (RoutedClaims);
 *               DecisionDesk: the decision's begin, MongoRecords.decide, acknowledge, the mark; explain, makeKnown, reopen;
 *               the decision under a claim that is in no line
 *   Keeper      Recovery: expired claims, overdue decisions, results that are not published, strays
 *   World       leases that end, and Redis that is emptied
 *
 * The line in MongoDB loses nothing and gives every command its place, so that its close (the earlier epoch begun where it was
 * not, ended, and read) is one step, and needs no mark. Redis that can't be reached is one to which some servers' calls still get
 * through: a rescue can begin at any time, and what Redis has stays as it is until the line comes back.
 *
 * Faults as in protocol.pml; what it assumes of time holds here too. The journal gets a claim at once, with the server's next
 * write, or never, which costs a fault: the server died with it. A server that is taken for dead with claims that it has not
 * written down is as good as dead for those. Its mover and what it does behind the calls go on meanwhile, as they can stall at any
 * step anyway.
 *
 * Left out: what protocol.pml leaves out, ingestion, claims that are taken up again behind their end, claims whose answer a server
 * lost, extensions, a Redis that goes back to an earlier state, and servers that MongoDB does not answer in a rescue.
 */

/* The bounds of a run. */
#ifndef MOVES
#define MOVES 1
#endif
#ifndef RESCUES
#define RESCUES 0
#endif
/* How often a server stands still. */
#ifndef SLEEPS
#define SLEEPS 0
#endif
#ifndef LOSSES
#define LOSSES 0
#endif
#ifndef FAULTS
#define FAULTS 1
#endif
#ifndef EXPIRIES
#define EXPIRIES 1
#endif
#ifndef STALLS
#define STALLS 1
#endif
#ifndef ANN
#define ANN 2
#endif
#ifndef BEN
#define BEN 1
#endif
/* Where the line is in the beginning. 1: in MongoDB, and a Redis out of which it was rescued has what it had. */
#ifndef START
#define START 0
#endif
#ifndef MOVERS
#define MOVERS 2
#endif

#define REDIS 0
#define MONGO 1

/* Generations: an epoch, and a count within it. */
#define COUNTS 16
#define EPOCHS 16
#define FLOOR(epoch) ((epoch) * COUNTS)

/* ---- The line in each store ---- */
mtype = { nowhere, waiting, claimed };
/* In Redis a line that is closed has the later epoch, and a mark: the server's that closed it (+1). */
byte l_epoch[2], l_count[2];
bool l_closed[2];
byte l_mark;
mtype l_item[2] = nowhere;
byte l_generation[2], l_token[2];
bit l_moderator[2];
bool l_deciding[2];
/* The one publisher's lease, and whether the item was acknowledged under it. */
bool lease[2], settled[2];
/* Whether Redis holds what it was ever opened with. */
bool knows = true;

/* ---- MongoDB: the record of the client, the item, the journal ---- */
bit m_store = START;
byte m_epoch = 1 + START;
bool m_leaving;
mtype = { pending, decided };
mtype m_status = pending;
byte m_fence, m_queued_in = 1 + START, m_decided_in;
bit m_decider;
bool m_unpublished;
byte j_newest;
bit j_moderator;
bool j_over;

/* ---- Servers ---- */
/* Where each believes the line to be; in epoch 0, nowhere that it may use. */
bit r_store[2] = START;
byte r_epoch[2] = 1 + START;
/* A claim that is still to be written into the journal. */
byte buffer[2];
/* The version of the directory; which one a server has seen, and by which it says that it goes. */
byte m_version, seen[2], goes_by[2];
bool asleep[2];

/* ---- Time and faults ---- */
byte moves = MOVES, rescues = RESCUES, sleeps = SLEEPS, losses = LOSSES, faults = FAULTS, expiries = EXPIRIES, stalls = STALLS;
bool gone[2], at_work[2];
byte keepers_at_work, opening_now;
byte latest[2];
bool ended[2];

/* ---- What the properties look at, and no step ---- */
byte newest, stored, published;
bool told, emptied;
bool live[2];
/* Whose server died before it wrote the claim down; and whether the line that begins has the journal's claims alone. */
bool unsure[2], from_journal;
/* A claim whose answer is under way, and whether Redis has lost it since: it falls with Redis, as the journal had not got it. */
byte made[2];
bool fell[2];

mtype = { none, deciding, absent, refused };

#define ACCEPTS(store, epoch) (l_epoch[store] == (epoch) && !l_closed[store])
#define ROUTED(server) (!asleep[server] && r_epoch[server] > 0 && ACCEPTS(r_store[server], r_epoch[server]))
/* Whether what a store hands out counts: not so that of a Redis out of which the line was rescued. */
#define IN_FORCE(store) (m_store == (store) && m_epoch == l_epoch[store])
#define HERE r_store[server]
#define IS_OVER(moderator, generation) (ended[moderator] || latest[moderator] != (generation))
#define L_OVER(store) IS_OVER(l_moderator[store], l_generation[store])

inline clear_line(store) {
    l_item[store] = nowhere; l_generation[store] = 0; l_token[store] = 0; l_moderator[store] = 0; l_deciding[store] = false
}

inline draw(store, number) {
    l_count[store]++;
    assert(l_count[store] < COUNTS);
    number = FLOOR(l_epoch[store]) + l_count[store]
}

inline give_back(store) {
    live[l_moderator[store]] = live[l_moderator[store]] && !IN_FORCE(store);
    clear_line(store);
    l_item[store] = waiting
}

inline write_journal(moderator) {
    if
    :: buffer[moderator] > j_newest -> j_newest = buffer[moderator]; j_moderator = moderator;
        j_over = IS_OVER(moderator, j_newest)
    :: else
    fi;
    buffer[moderator] = 0
}

/* ---- Where the line is ---- */

proctype Router(bit server) {
    /* At any time later than the record: at the latest once a call was refused. */
end:
    do
    :: atomic { !asleep[server] && !m_leaving && r_epoch[server] != m_epoch ->
        r_store[server] = m_store; r_epoch[server] = m_epoch }
    :: atomic { !asleep[server] && seen[server] != m_version ->
        seen[server] = m_version;
        r_epoch[server] = (m_leaving -> 0 : r_epoch[server]) }
    :: atomic { !asleep[server] && goes_by[server] != seen[server] ->
#ifndef UNWRITTEN
        write_journal(server);
#endif
        goes_by[server] = seen[server] }
    :: atomic { buffer[server] > 0 && !asleep[server] -> write_journal(server) }
    :: atomic { sleeps > 0 && !asleep[server] -> sleeps--; asleep[server] = true }
    :: atomic { asleep[server] ->
        asleep[server] = false;
#ifndef WAKES_AS_IT_WAS
        /* Until it has looked. */
        r_epoch[server] = 0
#endif
        }
    od
}

#define HELD_IN_JOURNAL (j_newest > 0 && !j_over)
#ifdef UNWAITED
#define ALL_GO_BY(since) true
#else
#define ALL_GO_BY(since) (!asleep[server] && goes_by[server] >= (since) && \
    (asleep[1 - server] || goes_by[1 - server] >= (since)))
#endif

inline hold_of_line(store) {
    if
    :: l_item[store] == claimed -> held = l_generation[store]; holder = l_moderator[store]
    :: else
    fi
}

inline hold_of_journal() {
    if
    :: HELD_IN_JOURNAL && j_newest > held -> held = j_newest; holder = j_moderator
    :: else
    fi
}

/* close.lua */
#define OPENED_IN_REDIS(next) (l_epoch[REDIS] > (next) || (l_epoch[REDIS] == (next) && !l_closed[REDIS]))
inline close_redis(next) {
    l_epoch[REDIS] = next; l_closed[REDIS] = true; l_mark = server + 1
}

/* MongoClaims.close */
#define OPENED_IN_MONGO(next) (l_epoch[MONGO] >= (next))
inline close_mongo(next) {
    if
    :: l_epoch[MONGO] < (next) - 1 -> clear_line(MONGO); l_epoch[MONGO] = (next) - 1; l_count[MONGO] = 0; lease[MONGO] = false
    :: else
    fi;
    l_closed[MONGO] = true
}

inline begin_line(store, next) {
#ifdef NOT_EMPTIED
    if
    :: store == REDIS && !is_taken
    :: else -> clear_line(store)
    fi;
#else
    clear_line(store);
#endif
    l_epoch[store] = next; l_closed[store] = false; l_count[store] = 0;
    lease[store] = false; settled[store] = false;
    if
    :: store == REDIS -> l_mark = 0; knows = true
    :: else
    fi;
    if
    :: is_taken ->
        l_item[store] = claimed; l_generation[store] = held; l_moderator[store] = holder;
        draw(store, l_token[store])
    :: else
    fi
}

/* LineRecords.move: the commit point. */
inline move_record() {
    if
    :: m_epoch == epoch && m_leaving == leaving ->
        m_store = to; m_epoch++; m_leaving = false;
        is_ours = true;
        assert(m_epoch < EPOCHS);
        live[0] = live[0] && !ended[0] && !(from_journal && unsure[0]);
        live[1] = live[1] && !ended[1] && !(from_journal && unsure[1]);
        from_journal = false
    :: else
    fi
}

proctype Mover(bit server) {
    byte epoch, held, since;
    bit from, to, holder;
    bool leaving, at_it, is_rescue, is_taken, is_ours;

resting:
end:
    if
    :: atomic { moves > 0 && !m_leaving -> moves--;
#ifndef UNANNOUNCED
        m_leaving = true;
#if RESCUES > 0 && FAULTS > 0 && MOVERS == 1
        goto raising
#else
        /* It died before it told the others: whoever rescues the line does. Without a rescue they find out by asking. */
        goto resting
#endif
#else
        epoch = m_epoch; from = m_store; to = 1 - m_store
#endif
        }
    :: atomic { m_leaving -> epoch = m_epoch; from = m_store; to = 1 - m_store; leaving = true }
    :: atomic { !m_leaving && m_store == REDIS && !ACCEPTS(REDIS, m_epoch) ->
        epoch = m_epoch; from = REDIS; to = REDIS; goto closing_new }
    fi;

    if
    :: atomic { from == REDIS && leaving && rescues > 0 -> rescues--; is_rescue = true;
#ifndef NOT_RAISED
        m_version++;
#endif
        since = m_version; goto waiting_for_all }
    :: atomic { from == REDIS && !OPENED_IN_REDIS(epoch + 1) ->
        hold_of_line(REDIS);
        if
        :: !knows -> write_journal(server); hold_of_journal()
        :: else
        fi;
#ifndef LEFT_OPEN
        close_redis(epoch + 1)
#endif
        }
    :: atomic { from == REDIS && OPENED_IN_REDIS(epoch + 1) ->
        if
        :: l_epoch[REDIS] == epoch + 1 && !l_closed[REDIS] -> to = from; goto recording
        :: else -> goto failed
        fi }
    :: atomic { from == MONGO && !OPENED_IN_MONGO(epoch + 1) ->
        hold_of_line(MONGO);
#ifndef LEFT_OPEN
        close_mongo(epoch + 1)
#endif
        }
    :: atomic { from == MONGO && OPENED_IN_MONGO(epoch + 1) -> to = from; goto recording }
    :: atomic { faults > 0 -> faults--; goto failed }
    fi;

closing_new:
    if
    :: atomic { to == REDIS && !OPENED_IN_REDIS(epoch + 1) && (opening_now == 0 || stalls > 0) ->
        stalls = stalls - (opening_now > 0);
        opening_now++; at_it = true;
        if
        :: from == REDIS -> hold_of_line(REDIS);
            if
            :: !knows -> write_journal(server); hold_of_journal()
            :: else
            fi
        :: else
        fi;
        close_redis(epoch + 1) }
    :: atomic { to == REDIS && OPENED_IN_REDIS(epoch + 1) ->
        if
        :: l_epoch[REDIS] == epoch + 1 && !l_closed[REDIS] -> goto recording
        :: else -> goto failed
        fi }
    :: atomic { to == MONGO && !OPENED_IN_MONGO(epoch + 1) -> close_mongo(epoch + 1) }
    :: atomic { to == MONGO && OPENED_IN_MONGO(epoch + 1) -> goto recording }
    :: atomic { faults > 0 -> faults--; goto failed }
    fi;
#ifndef NOT_READ_AGAIN
    if
    :: atomic { m_epoch == epoch && m_leaving == leaving -> skip }
    :: atomic { !(m_epoch == epoch && m_leaving == leaving) -> goto failed }
    :: atomic { faults > 0 -> faults--; goto failed }
    fi;
#endif
    if
    :: atomic { true ->
        if
        :: held > 0 && m_status == pending ->
            is_taken = true;
#ifndef ADOPT_UNFENCED
            m_fence = (m_fence > FLOOR(epoch + 1) -> m_fence : FLOOR(epoch + 1))
#endif
        :: else
        fi }
    :: atomic { faults > 0 -> faults--; goto failed }
    fi;
    if
    :: atomic { to == MONGO ->
        if
        :: OPENED_IN_MONGO(epoch + 1)
        :: else -> begin_line(MONGO, epoch + 1); from_journal = is_rescue
        fi }
    :: atomic { to == REDIS ->
        if
        :: OPENED_IN_REDIS(epoch + 1) && !l_closed[REDIS]
        :: l_closed[REDIS] && l_epoch[REDIS] == epoch + 1 && l_mark == server + 1 -> begin_line(REDIS, epoch + 1)
        :: else -> goto failed
        fi }
    :: atomic { faults > 0 -> faults--; goto failed }
    fi;
recording:
    if
    :: atomic { true -> move_record() }
    :: atomic { faults > 0 -> faults--; goto failed }
    fi;
    if
    :: atomic { is_ours && from == REDIS && to == MONGO && !is_rescue && l_closed[REDIS] && l_epoch[REDIS] == epoch + 1 ->
        clear_line(REDIS) }
    :: atomic { true -> skip }
    fi;
failed:
    atomic {
        opening_now = opening_now - at_it; at_it = false;
        epoch = 0; held = 0; since = 0; holder = 0; from = 0; to = 0; leaving = false; is_rescue = false; is_taken = false; is_ours = false;
        goto resting };

raising:
    if
    :: atomic { true -> m_version++; goto resting }
    :: atomic { faults > 0 -> faults--; goto resting }
    fi;

waiting_for_all:
    if
    :: atomic { ALL_GO_BY(since) ->
        unsure[1 - server] = unsure[1 - server] || (asleep[1 - server] && buffer[1 - server] > 0) }
    :: atomic { faults > 0 -> faults--; goto failed }
    fi;
    atomic { hold_of_journal(); goto closing_new }
}

/* ---- Moderators ---- */

inline claim_command() {
    in_epoch = r_epoch[server]; in_store = HERE;
    if
    :: l_item[HERE] == claimed && L_OVER(HERE) && !l_deciding[HERE] -> give_back(HERE)
    :: else
    fi;
    if
    :: l_item[HERE] == waiting ->
        draw(HERE, generation);
        if
        :: IN_FORCE(HERE) ->
            assert(!live[1 - me]);             /* G1 */
            assert(!told);                     /* G3 */
            assert(generation > newest);       /* generations rise */
            newest = generation
        :: else
        fi;
        l_item[HERE] = claimed; l_generation[HERE] = generation; l_token[HERE] = generation; l_moderator[HERE] = me;
        latest[me] = generation; ended[me] = false;
        made[me] = generation
    :: l_item[HERE] == claimed && l_moderator[HERE] == me && !L_OVER(HERE) && !l_deciding[HERE] ->
        generation = l_generation[HERE]
    :: else
    fi
}

/* The answer of a claim: who made it hears of it, and the journal. */
inline tell_claim() {
    if
    :: generation > 0 && !IS_OVER(me, generation) && !fell[me] ->
        assert(!live[1 - me]);             /* G1 */
        assert(!told);                     /* G3 */
        newest = (generation > newest -> generation : newest);
        live[me] = true
    :: else
    fi;
    if
    :: made[me] > 0 && made[me] == generation ->
        unsure[me] = false;
        buffer[me] = generation;
        if
        :: write_journal(me)
        :: rescues + losses > 0
        :: rescues + losses > 0 && faults > 0 -> faults--; buffer[me] = 0; unsure[me] = true
        fi
    :: else
    fi;
    mine = (generation > 0 -> generation : mine);
    generation = 0; made[me] = 0; fell[me] = false
}

#ifdef UNCONFIRMED
#define HAS_STAYED true
#else
#define HAS_STAYED (r_store[server] == in_store && r_epoch[server] == in_epoch)
#endif

#define WORTH_ASKING (l_item[HERE] == waiting || (l_item[HERE] == claimed && !l_deciding[HERE] && \
    (L_OVER(HERE) || (l_moderator[HERE] == me && (mine != l_generation[HERE] || told)))))

inline decide_command() {
    if
    :: l_item[HERE] == nowhere -> reply = absent
    :: l_item[HERE] == claimed && l_moderator[HERE] == me && l_generation[HERE] == mine ->
        assert(!live[1 - me]);             /* G1 */
        live[me] = true;
        l_deciding[HERE] = true;
        generation = mine; token = l_token[HERE]; in_epoch = l_epoch[HERE];
        reply = deciding
    :: else -> reply = refused
    fi
}

inline reopen_command(given_up) {
    if
    :: l_item[HERE] == claimed && l_deciding[HERE] && l_token[HERE] == given_up ->
        l_deciding[HERE] = false;
        draw(HERE, l_token[HERE]);
        live[l_moderator[HERE]] = !L_OVER(HERE)
    :: else
    fi
}

#define FENCE_ALLOWS(token) (m_status == pending && m_fence <= (token))
inline store_decision(under, decided_in) {
    stored++;
    assert(stored <= 1);                   /* G2 */
    assert(newest <= generation || emptied || unsure[0] || unsure[1]);   /* G9 */
    m_status = decided; m_decider = me; m_fence = under; m_decided_in = decided_in; m_unpublished = true
}

/* In MongoDB it counts in an epoch that is closed as well. */
#define MAY_ACKNOWLEDGE (ROUTED(server) || (HERE == MONGO && r_epoch[server] > 0 && l_epoch[MONGO] == r_epoch[server]))
inline acknowledge_command(decided_in) {
    if
    :: l_item[HERE] == nowhere && decided_in == l_epoch[HERE]
    :: else ->
        clear_line(HERE);
        live[0] = false; live[1] = false;
        settled[HERE] = (lease[HERE] -> true : settled[HERE]);
        published = 1
    fi
}

proctype Moderator(bit me; byte tries) {
    byte mine, generation, token, in_epoch, attempts;
    bit server = me, in_store;
    mtype reply = none;

again:
    atomic { generation = 0; made[me] = 0; fell[me] = false; token = 0; in_epoch = 0; in_store = 0; attempts = 0; reply = none; at_work[me] = false;
        if
        :: tries > 0 -> tries--; goto claiming
        :: tries > 0 && mine > 0 -> tries--; attempts = 2; at_work[me] = true; goto begin
        :: tries = 0; gone[me] = true; goto leaving
        fi };

claiming:
    if
    :: atomic { ROUTED(server) && WORTH_ASKING -> claim_command() }
    :: atomic { tries = 0; gone[me] = true; goto leaving }
    fi;
    if
    :: atomic { !asleep[server] && HAS_STAYED -> tell_claim(); goto again }
    :: atomic { !asleep[server] && r_epoch[server] > 0 && !HAS_STAYED -> generation = 0; goto claiming }
    fi;

begin:
    if
    :: atomic { ROUTED(server) -> decide_command();
        if
        :: reply == deciding -> goto storing
        :: reply == absent -> goto looking_for_lost
        :: else -> goto again
        fi }
    :: atomic { faults > 0 -> faults--; goto again }
    fi;

storing:
    if
    :: atomic { FENCE_ALLOWS(token) -> store_decision(token, in_epoch) }; goto acknowledging
    :: atomic { !FENCE_ALLOWS(token) -> goto explaining }
    :: atomic { faults > 0 -> faults--; goto again }
    fi;

acknowledging:
    if
    :: atomic { MAY_ACKNOWLEDGE -> acknowledge_command(m_decided_in); told = true }
    :: atomic { faults > 0 -> faults--; goto again }
    :: atomic { faults > 0 -> faults--; told = true; goto again }
    fi;
    if
    :: atomic { true -> m_unpublished = false }
    :: atomic { faults > 0 -> faults-- }
    fi;
    goto again;

explaining:
    if
    :: atomic { m_status == decided -> goto making_known }
    :: atomic { m_status == pending && reply == deciding && attempts > 0 -> attempts--; goto reopening }
    :: atomic { m_status == pending && !(reply == deciding && attempts > 0) -> goto again }
    fi;

making_known:
    if
    :: atomic { ROUTED(server) ->
        if
        :: l_epoch[HERE] == m_decided_in -> goto acknowledging
        :: else -> told = true; goto again
        fi }
    :: atomic { faults > 0 -> faults--; goto again }
    fi;

reopening:
    if
    :: atomic { ROUTED(server) -> reopen_command(token); goto begin }
    :: atomic { faults > 0 -> faults--; goto again }
    fi;

looking_for_lost:
    if
    :: atomic { m_status == pending && mine < FLOOR(r_epoch[server]) && j_newest <= mine -> generation = mine }
    :: atomic { !(m_status == pending && mine < FLOOR(r_epoch[server]) && j_newest <= mine) -> goto explaining }
    fi;
    if
    :: atomic { FENCE_ALLOWS(mine) -> store_decision(mine, mine / COUNTS) }; goto acknowledging
    :: atomic { !FENCE_ALLOWS(mine) -> goto begin }
    :: atomic { faults > 0 -> faults--; goto again }
    fi;

leaving:
    skip
}

/* ---- What goes on behind the calls ---- */

#define IN_TIME(moderator) (at_work[moderator] || keepers_at_work > 0)
#define OVERDUE (l_item[HERE] == claimed && l_deciding[HERE] && (!IN_TIME(l_moderator[HERE]) || stalls > 0))
#define STRAY(epoch) (m_status == pending && m_queued_in < (epoch))
#define UNPUBLISHED (m_status == decided && m_unpublished && (!IN_TIME(m_decider) || stalls > 0))

proctype Keeper(bit server) {
    byte token, epoch;
    bit store;

idle:
end:
    if
    :: atomic { ROUTED(server) && l_item[HERE] == claimed && L_OVER(HERE) && !l_deciding[HERE] -> give_back(HERE); goto idle }
    :: atomic { ROUTED(server) && OVERDUE ->
        stalls = stalls - IN_TIME(l_moderator[HERE]);
        token = l_token[HERE]; keepers_at_work++ }
    :: atomic { UNPUBLISHED -> stalls = stalls - IN_TIME(m_decider); keepers_at_work++; goto publishing_result }
    :: atomic { ROUTED(server) && STRAY(r_epoch[server]) ->
        store = HERE; lease[store] = true; settled[store] = false; epoch = r_epoch[server]; goto requeueing }
    fi;

    if
    :: atomic { m_status == pending -> m_fence = (m_fence > token -> m_fence : token + 1) }
    :: atomic { m_status == decided -> token = 0; goto publishing_result }
    :: atomic { faults > 0 -> faults--; goto failed_at_work }
    fi;
    if
    :: atomic { ROUTED(server) -> reopen_command(token); goto failed_at_work }
    :: atomic { faults > 0 -> faults--; goto failed_at_work }
    fi;

publishing_result:
    if
    :: atomic { MAY_ACKNOWLEDGE -> acknowledge_command(m_decided_in) }
    :: atomic { faults > 0 -> faults--; goto failed_at_work }
    fi;
    if
    :: atomic { true -> m_unpublished = false; goto failed_at_work }
    :: atomic { faults > 0 -> faults--; goto failed_at_work }
    fi;

requeueing:
    if
    :: atomic { STRAY(epoch) -> m_fence = (m_fence > FLOOR(epoch) -> m_fence : FLOOR(epoch)) }
    :: atomic { !STRAY(epoch) -> goto failed }
    :: atomic { faults > 0 -> faults--; goto failed }
    fi;
    /* A lease of this publisher's there is in the store alone, and in the epoch, in which it was taken. */
    if
    :: atomic { ROUTED(server) ->
        if
        :: !lease[HERE] || HERE != store -> goto failed
        :: lease[HERE] && HERE == store && l_item[HERE] == nowhere && !settled[HERE] -> l_item[HERE] = waiting
        :: lease[HERE] && HERE == store && (l_item[HERE] != nowhere || settled[HERE])
        fi }
    :: atomic { faults > 0 -> faults--; goto failed }
    fi;
    if
    :: atomic { true ->
        if
        :: m_status == pending -> m_queued_in = epoch
        :: else
        fi }
    :: atomic { faults > 0 -> faults--; goto failed }
    fi;
failed:
    atomic { lease[store] = false; settled[store] = false; token = 0; epoch = 0; store = 0; goto idle };
failed_at_work:
    atomic { keepers_at_work--; token = 0; goto idle }
}

inline pass(moderator) {
    expiries = expiries - !gone[moderator];
    ended[moderator] = true;
    j_over = (j_moderator == moderator && j_newest == latest[moderator] -> true : j_over);
    live[moderator] = live[moderator] && l_item[m_store] == claimed && l_moderator[m_store] == moderator && l_deciding[m_store]
}

proctype World() {
end:
    do
    :: atomic { latest[0] > 0 && m_status == pending && !ended[0] && (gone[0] || expiries > 0) -> pass(0) }
    :: atomic { latest[1] > 0 && m_status == pending && !ended[1] && (gone[1] || expiries > 0) -> pass(1) }
    :: atomic { losses > 0 -> losses--;
        if
        :: m_store == REDIS || ACCEPTS(REDIS, m_epoch + 1) ->
            live[0] = live[0] && HELD_IN_JOURNAL && j_newest == latest[0];
            live[1] = live[1] && HELD_IN_JOURNAL && j_newest == latest[1];
            fell[0] = made[0] > 0; fell[1] = made[1] > 0
        :: else
        fi;
        l_epoch[REDIS] = 0; l_closed[REDIS] = false; l_mark = 0; l_count[REDIS] = 0; knows = false; clear_line(REDIS);
        lease[REDIS] = false; settled[REDIS] = false; emptied = true }
    od
}

#define IS_HOME (!m_leaving && ACCEPTS(m_store, m_epoch))
#define CLAIMABLE (IS_HOME && l_item[m_store] == waiting)
#define PUBLISHED (IS_HOME && m_status == decided && l_item[m_store] == nowhere && published > 0 && !m_unpublished)

init {
    atomic {
        l_epoch[REDIS] = 1; l_item[REDIS] = waiting;
#if START == MONGO
        l_epoch[MONGO] = 2; l_item[MONGO] = waiting;
#endif
        run Router(0); run Router(1); run Mover(0); run Moderator(0, ANN); run Moderator(1, BEN); run Keeper(0); run World();
#if MOVERS > 1
        run Mover(1)
#endif
    };
    /* Nothing more can happen: the end of every run. */
    timeout -> assert((m_status == pending && CLAIMABLE) || PUBLISHED)
}
