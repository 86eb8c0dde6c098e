/*
 * The protocol across the two stores, for spin: two servers, two moderators, one item in one round.
 *
 * A step is one script in Redis or one write or read in MongoDB; between any two of them any other process may act, so
 * a process that stalls between two steps needs no step of its own. What each stands for:
 *
 *   Server      RedisClaims.open and open.lua: how a server learns of a loss and begins a new epoch; calls wait for it
 *   Moderator   claim.lua; DecisionDesk: decide.lua, MongoRecords.decide, acknowledge.lua, the mark; explain, makeKnown,
 *               reopen.lua; lostClaim and decide.lua under a claim from before a loss
 *   Keeper      Recovery: expire.lua, MongoRecords.fence, reopen.lua; publishResults; queueStrays with publisher.lua,
 *               MongoRecords.requeue, publish.lua and the mark
 *   Ingest      MongoRecords.record, then publish.lua under a permit for new items
 *   World       leases that end, and Redis that is emptied
 *
 * Faults, of which each run has a few: before any step its process may die, or the call fail. That stands for a crash,
 * for MongoDB or Redis that does nothing, and, behind a step that was carried out, for an answer that gets lost.
 *
 * Assumptions about time, as the constants of the code make them: strays are older than permits last; an overdue decision
 * or result is taken up while its process is at work, a lease ends under a publisher at work, and an epoch is raised over
 * another server's only at the price of a stall, of which each run has a few. A claim's expiry costs one as well, until
 * its holder has left.
 *
 * Left out: more rounds and items, withdrawal, release, escalation, extension, unclaim, the shelf, and a Redis that goes back
 * to an older state instead of being emptied. The journal gets a claim at once or never. Raising a fence and reading behind it
 * is one step in requeue. A server's loops share what they know of epochs.
 *
 * One order is left out because the protocol does not stand it: a second loss while a server that noticed the first one has
 * still to open the epoch in which others have worked since. -DLATE_OPENING lets it in, and fails.
 */

/* The bounds of a run. */
#ifndef LOSSES
#define LOSSES 1
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
#define ANN 3
#endif
#ifndef BEN
#define BEN 2
#endif
#ifndef KEEPERS
#define KEEPERS 2
#endif
/* 0: the item stands in line from the beginning. */
#ifndef INGEST
#define INGEST 0
#endif

/* Generations: an epoch, and a count within it. */
#define COUNTS 16
#define EPOCHS 16
#define FLOOR(epoch) ((epoch) * COUNTS)
#define EPOCH(generation) ((generation) / COUNTS)

#ifdef NO_EPOCH_CHECK
#define IN_EPOCH true
#else
#define IN_EPOCH (r_epoch == used[server])
#endif

/* ---- Redis: gone when it is emptied ---- */
mtype = { nowhere, waiting, claimed };
byte r_epoch = 1, r_count;
mtype r_item = nowhere;
byte c_generation, c_token;
bit c_moderator;
bool c_expired, c_deciding;
/* The past: the last claim that expired and whose it was (+1), the newest one, and all who had one. */
byte p_generation, p_holder, p_newest, p_holders;
byte lease;
bool settled;

/* ---- MongoDB ---- */
mtype = { unknown, pending, decided };
mtype m_status = unknown;
byte m_epoch = 1, m_fence, m_queued_in, m_decided_in;
bit m_decider;
bool m_unpublished;
/* The newest claim in the journal. */
byte j_newest;

/* ---- Time and faults ---- */
bool permit = true;
bool lease_orphaned;
byte opening_now;
byte losses = LOSSES, faults = FAULTS, expiries = EXPIRIES, stalls = STALLS;
bool gone[2], at_work[2];
byte keepers_at_work;
byte used[2] = 1;
bool opening_begun[2];

/* ---- What the properties look at, and no step ---- */
/* `newest` is the newest claim handed out, `remembered` whether Redis still knows of it; `live` whose claim is, by its clock;
   `told` whether a caller was told of a decision. */
byte newest, stored, published;
bool remembered, told, emptied;
bool live[2];

/* What a script answers. */
mtype = { none, deciding, absent, free, refused, late };

inline clear_claim() {
    c_generation = 0; c_token = 0; c_moderator = 0; c_expired = false; c_deciding = false
}

inline forget_item() {
    r_item = nowhere; clear_claim();
    p_generation = 0; p_newest = 0; p_holder = 0; p_holders = 0;
    live[0] = false; live[1] = false
}

inline draw(number) {
    r_count++;
    assert(r_count < COUNTS);
    number = FLOOR(r_epoch) + r_count
}

/* return.lua */
inline give_back() {
    p_generation = c_generation; p_holder = c_moderator + 1; p_holders = p_holders | (1 << c_moderator);
    p_newest = (c_generation > p_newest -> c_generation : p_newest);
    live[c_moderator] = false;
    clear_claim();
    r_item = waiting
}

/* claim.lua */
inline claim_script() {
    if
    :: r_item == claimed && c_expired && !c_deciding -> give_back()
    :: else
    fi;
    if
    :: r_item == waiting ->
        draw(generation);
        assert(!live[1 - me]);             /* G1 */
        assert(!told);                     /* G3 */
        assert(generation > newest);       /* generations rise */
        newest = generation; remembered = true;
        r_item = claimed; c_generation = generation; c_token = generation; c_moderator = me;
        live[me] = true;
        if
        :: j_newest = generation
        :: losses > 0
        fi;
        if
        :: mine = generation
        :: faults > 0 -> faults--
        fi;
        generation = 0
    :: r_item == claimed && c_moderator == me && !c_expired && !c_deciding ->
        assert(!told);                     /* G3 */
        mine = c_generation
    :: else
    fi
}

#define WORTH_ASKING (r_item == waiting || (r_item == claimed && !c_deciding && \
    (c_expired || (c_moderator == me && (mine != c_generation || told)))))

inline begin_deciding() {
    assert(!live[1 - me]);                 /* G1 */
    live[me] = true;
    c_deciding = true;
    generation = c_generation; token = c_token; in_epoch = r_epoch;
    reply = deciding
}

/* decide.lua */
inline decide_script() {
    if
    :: r_item == nowhere -> reply = absent
    :: r_item == claimed && c_moderator == me && c_generation == mine -> begin_deciding()
    :: r_item == waiting && p_holder == me + 1 && p_generation == mine ->
        draw(c_token);
        r_item = claimed; c_generation = mine; c_moderator = me; c_expired = true;
        begin_deciding()
    :: r_item == waiting && !(p_holder == me + 1 && p_generation == mine) && lost && p_newest < FLOOR(r_epoch) ->
        draw(c_token);
        r_item = claimed; c_generation = mine; c_moderator = me;
        begin_deciding()
    :: else ->
        if
        :: (r_item == waiting || (c_expired && !c_deciding)) && c_moderator + 1 != me + 1 && !(p_holders & (1 << me)) -> reply = free
        :: else -> reply = refused
        fi
    fi
}

/* reopen.lua */
inline reopen_script(given_up) {
    if
    :: r_item == claimed && c_deciding && c_token == given_up ->
        c_deciding = false;
        draw(c_token);
        live[c_moderator] = !c_expired
    :: else
    fi
}

/* publish.lua */
inline publish_script(is_permitted, is_settled) {
    if
    :: !is_permitted -> reply = late
    :: is_permitted && r_item != nowhere
    :: is_permitted && r_item == nowhere && is_settled
    :: else -> r_item = waiting
    fi
}

/* MongoRecords.decide */
#define STATUS_ALLOWS (m_status == pending)
#ifdef NO_FENCE_FILTER
#define FENCE_ALLOWS(token) true
#else
#define FENCE_ALLOWS(token) (m_fence <= (token))
#endif

inline store_decision(under, decided_in) {
    stored++;
    assert(stored <= 1);                             /* G2 */
    assert(!(remembered && newest > generation));    /* G9 */
    m_status = decided; m_decider = me; m_fence = under; m_decided_in = decided_in; m_unpublished = true
}

/* acknowledge.lua */
inline acknowledge_script(decided_in) {
    if
    :: r_item == nowhere && decided_in == r_epoch
    :: else ->
        forget_item();
        settled = (lease != 0 -> true : settled);
        assert(published == 0 || emptied);   /* G5 */
        published = 1
    fi
}

inline mark_published() { m_unpublished = false }

/* RedisClaims.open: what a server does once one of its calls was told of another epoch; the calls wait for it. */
proctype Server(bit server) {
    byte recorded;
    bool raised;

resting:
end:
    if
    :: atomic { r_epoch > used[server] ->
        opening_begun[server] = true;
        recorded = m_epoch;
        assert(recorded >= r_epoch);
        goto opening }
    :: atomic { r_epoch < used[server] -> opening_begun[server] = true; recorded = m_epoch }
    fi;
looking:
    if
    :: atomic { r_epoch == recorded -> used[server] = recorded; recorded = 0; opening_begun[server] = false; goto resting }
    :: atomic { r_epoch != recorded -> skip }
    :: atomic { faults > 0 -> faults--; goto failed }
    fi;
    if
    :: atomic { m_epoch != recorded -> recorded = m_epoch }
    :: atomic { m_epoch == recorded && (recorded <= used[server] || opening_now == 0 || stalls > 0) ->
        if
        :: recorded > used[server] && opening_now > 0 -> stalls--
        :: else
        fi;
        m_epoch++;
        assert(m_epoch < EPOCHS);
        recorded = m_epoch; raised = true; opening_now++ }
    :: atomic { r_epoch == recorded -> used[server] = recorded; recorded = 0; opening_begun[server] = false; goto resting }
    :: atomic { faults > 0 -> faults--; goto failed }
    fi;
opening:
    if
    :: atomic { true ->
        if
        :: recorded > r_epoch -> r_epoch = recorded; r_count = 0
        :: else
        fi;
        used[server] = r_epoch;
        recorded = 0; opening_now = opening_now - raised; raised = false; opening_begun[server] = false;
        goto resting }
    :: atomic { faults > 0 -> faults--; goto failed }
    fi;
failed:
    atomic {
        opening_now = opening_now - raised; raised = false; recorded = 0; opening_begun[server] = false;
        if
        :: used[server] = m_epoch
        :: skip
        fi;
        goto resting }
}

proctype Moderator(bit me, server; byte tries) {
    byte mine, generation, token, in_epoch, attempts;
    bool lost;
    mtype reply = none;

again:
    atomic { generation = 0; token = 0; in_epoch = 0; attempts = 0; lost = false; reply = none; at_work[me] = false;
        if
        :: tries > 0 -> tries--; goto claiming
        :: tries > 0 && mine > 0 -> tries--; attempts = 2; at_work[me] = true; goto begin
        :: tries = 0; gone[me] = true; goto over
        fi };

claiming:
    if
    :: atomic { IN_EPOCH && WORTH_ASKING -> claim_script(); goto again }
    :: atomic { tries = 0; gone[me] = true; goto over }
    :: atomic { faults > 0 -> faults--; goto failed }
    fi;

begin:
    if
    :: atomic { IN_EPOCH -> decide_script();
        if
        :: reply == deciding -> goto storing
        :: (reply == absent || reply == free) && !lost -> goto look_for_lost
        :: reply == absent && lost -> goto explaining
        :: else -> goto again
        fi }
    :: atomic { faults > 0 -> faults--; goto failed }
    fi;

storing:
    if
    :: atomic { STATUS_ALLOWS && FENCE_ALLOWS(token) -> store_decision(token, in_epoch) }; goto acknowledging
    :: atomic { !(STATUS_ALLOWS && FENCE_ALLOWS(token)) -> goto explaining }
    :: atomic { faults > 0 -> faults--; goto failed }
    fi;

acknowledging:
    if
    :: atomic { IN_EPOCH -> acknowledge_script(m_decided_in); told = true }
    :: atomic { faults > 0 -> faults--; goto failed }
    :: atomic { faults > 0 -> faults--; told = true; goto failed }
    fi;
    if
    :: mark_published()
    :: atomic { faults > 0 -> faults-- }
    fi;
    goto again;

explaining:
    if
    :: atomic { m_status == decided -> goto making_known }
    :: atomic { m_status == pending && reply == deciding && attempts > 0 -> attempts--; goto reopening }
    :: atomic { m_status == pending && !(reply == deciding && attempts > 0) -> goto again }
    :: atomic { faults > 0 -> faults--; goto failed }
    fi;

making_known:
    if
    :: atomic { IN_EPOCH ->
        if
        :: r_epoch == m_decided_in -> goto acknowledging
        :: else -> told = true; goto again
        fi }
    :: atomic { faults > 0 -> faults--; goto failed }
    fi;

reopening:
    if
    :: atomic { IN_EPOCH -> reopen_script(token); lost = false; goto begin }
    :: atomic { faults > 0 -> faults--; goto failed }
    fi;

look_for_lost:
    if
    :: atomic { IN_EPOCH -> skip }
    :: atomic { faults > 0 -> faults--; goto failed }
    fi;
    if
    :: atomic { m_status == pending && mine < FLOOR(used[server]) && j_newest <= mine ->
        generation = mine; lost = true;
        if
        :: reply == absent -> goto storing_lost
        :: else -> goto begin
        fi }
    :: atomic { !(m_status == pending && mine < FLOOR(used[server]) && j_newest <= mine) ->
        if
        :: reply == absent -> goto explaining
        :: else -> goto again
        fi }
    :: atomic { faults > 0 -> faults--; goto failed }
    fi;

storing_lost:
    if
    :: atomic { STATUS_ALLOWS && FENCE_ALLOWS(mine) -> store_decision(mine, EPOCH(mine)) }; goto acknowledging
    :: atomic { !(STATUS_ALLOWS && FENCE_ALLOWS(mine)) -> goto begin }
    :: atomic { faults > 0 -> faults--; goto failed }
    fi;

failed:
    goto again;

over:
    skip
}

#ifdef EXPIRE_DECIDING
#define MAY_EXPIRE (r_item == claimed && c_expired)
#else
#define MAY_EXPIRE (r_item == claimed && c_expired && !c_deciding)
#endif
#define IN_TIME(moderator) (at_work[moderator] || keepers_at_work > 0)
#define OVERDUE (r_item == claimed && c_deciding && (!IN_TIME(c_moderator) || stalls > 0))
#define STRAY(epoch) (m_status == pending && m_queued_in < (epoch) && (m_queued_in > 0 || !permit))
#ifdef NO_REPUBLISHING
#define UNPUBLISHED false
#else
#define UNPUBLISHED (m_status == decided && m_unpublished && (!IN_TIME(m_decider) || stalls > 0))
#endif
#ifdef NO_LEASE_CHECK
#define LEASE_HELD true
#else
#define LEASE_HELD (lease == me)
#endif
#ifdef NO_SETTLED
#define SETTLED false
#else
#define SETTLED settled
#endif

proctype Keeper(byte me; bit server) {
    byte token, epoch;
    mtype reply = none;

idle:
end:
    if
    :: atomic { IN_EPOCH && MAY_EXPIRE -> give_back(); goto idle }
    :: atomic { IN_EPOCH && OVERDUE ->
        stalls = stalls - IN_TIME(c_moderator);
        token = c_token; keepers_at_work++ }
    :: atomic { UNPUBLISHED ->
        stalls = stalls - IN_TIME(m_decider);
        keepers_at_work++;
        goto publishing_result }
    :: atomic { IN_EPOCH && STRAY(used[server]) && lease == 0 ->
        lease = me; lease_orphaned = false; settled = false; goto asking_epoch }
    fi;

    if
#ifdef REOPEN_UNFENCED
    :: atomic { m_status == pending -> skip }
#else
    :: atomic { m_status == pending -> m_fence = (m_fence > token -> m_fence : token + 1) }
#endif
    :: atomic { m_status == decided -> token = 0; goto publishing_result }
    :: atomic { faults > 0 -> faults--; goto failed_at_work }
    fi;

reopening:
    if
    :: atomic { IN_EPOCH -> reopen_script(token); token = 0; keepers_at_work--; goto idle }
    :: atomic { faults > 0 -> faults--; goto failed_at_work }
    fi;

publishing_result:
    if
    :: atomic { IN_EPOCH -> acknowledge_script(m_decided_in) }
    :: atomic { faults > 0 -> faults--; goto failed_at_work }
    fi;
    if
    :: atomic { true -> mark_published(); keepers_at_work--; goto idle }
    :: atomic { faults > 0 -> faults--; goto failed_at_work }
    fi;

asking_epoch:
    if
    :: atomic { IN_EPOCH -> epoch = used[server] }
    :: atomic { faults > 0 -> faults--; goto failed }
    fi;

    if
    :: atomic { STRAY(epoch) ->
#ifndef QUEUE_UNFENCED
        m_fence = (m_fence > FLOOR(epoch) -> m_fence : FLOOR(epoch))
#endif
        }
    :: atomic { !STRAY(epoch) -> goto ending_lease }
    :: atomic { faults > 0 -> faults--; goto failed }
    fi;

publishing:
    if
    :: atomic { IN_EPOCH -> publish_script(LEASE_HELD, SETTLED);
        if
        :: reply == late -> goto ending_lease
        :: else
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

ending_lease:
    if
    :: atomic { IN_EPOCH ->
        if
        :: lease == me -> lease = 0; lease_orphaned = false; settled = false
        :: else
        fi;
        epoch = 0; reply = none;
        goto idle }
    :: atomic { faults > 0 -> faults--; goto failed }
    fi;

failed_at_work:
    keepers_at_work--;
failed:
    atomic { token = 0; epoch = 0; reply = none;
        lease_orphaned = (lease == me -> true : lease_orphaned);
        goto idle }
}

proctype Ingest(bit server) {
    byte epoch;
    mtype reply = none;

    if
    :: atomic { m_status == unknown -> m_status = pending }
    :: atomic { faults > 0 -> faults--; goto over }
    fi;

asking_epoch:
    if
    :: atomic { IN_EPOCH -> epoch = used[server] }
    :: atomic { faults > 0 -> faults--; goto failed }
    fi;

publishing:
    if
    :: atomic { IN_EPOCH -> publish_script(permit, false);
        if
        :: reply == late -> goto over
        :: else
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
    goto over;

failed:
over:
    permit = false
}

#ifdef LATE_OPENING
#define MAY_BE_LOST true
#else
#define MAY_BE_LOST (r_epoch == 0 || !(opening_begun[0] || opening_begun[1]))
#endif

proctype World() {
end:
    do
    :: atomic { r_item == claimed && !c_expired && (gone[c_moderator] || expiries > 0) ->
        if
        :: gone[c_moderator]
        :: else -> expiries--
        fi;
        c_expired = true;
        live[c_moderator] = c_deciding }
    :: atomic { lease != 0 && (lease_orphaned || stalls > 0) ->
        if
        :: lease_orphaned
        :: else -> stalls--
        fi;
        lease = 0; lease_orphaned = false }
    :: atomic { permit && m_status != unknown -> permit = false }
    :: atomic { losses > 0 && MAY_BE_LOST -> losses--;
        r_epoch = 0; r_count = 0; forget_item();
        lease = 0; lease_orphaned = false; settled = false;
        remembered = false; emptied = true }
    od
}

#define CLAIMABLE (r_item == waiting)
#define PUBLISHED (m_status == decided && r_item == nowhere && published > 0 && !m_unpublished)

init {
    atomic { run Server(0); run Server(1); run Moderator(0, 0, ANN); run Moderator(1, 1, BEN); run Keeper(1, 0); run World();
#if KEEPERS > 1
        run Keeper(2, 1);
#endif
#if INGEST
        run Ingest(0)
#else
        m_status = pending; m_queued_in = 1; r_item = waiting; permit = false
#endif
        };
    /* Nothing more can happen: the end of every run. */
    timeout -> assert(m_status == unknown || (m_status == pending && CLAIMABLE) || PUBLISHED)
}
