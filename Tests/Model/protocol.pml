/*
 * The protocol across the two stores, for spin: two servers, two moderators, one item in one round.
 *
 * A step is one script in Redis or one write or read in MongoDB; between any two of them any other process may act, so
 * a process that stalls between two steps needs no step of its own. What each stands for:
 *
 *   Server      RedisClaims.open with close.lua and open.lua: how a server whose call was refused begins the next epoch; calls
 *               wait for it
 *   Moderator   claim.lua; DecisionDesk: decide.lua, MongoRecords.decide, acknowledge.lua, the mark; explain, makeKnown,
 *               reopen.lua; lostClaim and decide.lua under a claim from before a loss
 *   Keeper      Recovery: expire.lua, MongoRecords.fence, reopen.lua; publishResults; queueStrays with publisher.lua,
 *               MongoRecords.requeue, publish.lua and the mark
 *   Ingest      MongoRecords.record, then publish.lua under a permit for new items
 *   World       leases that end; Redis that is emptied, or goes back to an earlier state of its data in another process, or in the
 *               same one, which followed a replica of itself for a while
 *
 * Faults, of which each run has a few: before any step its process may die, or the call fail. That stands for a crash,
 * for MongoDB or Redis that does nothing, and, behind a step that was carried out, for an answer that gets lost.
 *
 * Assumptions about time, as the constants of the code make them: strays are older than permits last; an overdue decision
 * or result is taken up while its process is at work, a lease ends under a publisher at work, and a line is closed under
 * another server that opens it only at the price of a stall, of which each run has a few. A claim's expiry costs one as well,
 * until its holder has left. Time goes on while Redis goes back: a claim that was over stays over. A process that goes back refuses
 * writes for a moment, and has another history then (master_replid): connections that are made anew show that, which happens each
 * second. Until then a server that keeps its connections goes by the generations that it knows of; this is looked at for the server
 * that has drawn the newest, after which there was one more to be drawn.
 *
 * Left out: more rounds and items, withdrawal, release, escalation, extension, unclaim and the shelf. The journal gets a claim
 * at once or never. Raising a fence and reading behind it is one step in requeue. A server's loops share what they know of
 * epochs. Where Redis goes back, decisions that were under way are none any more, and generations count on: no epoch that is
 * over is served again.
 */

/* The bounds of a run. */
#ifndef LOSSES
#define LOSSES 1
#endif
/* How often Redis goes back to what it was. */
#ifndef BACKS
#define BACKS 0
#endif
/* How often it does so in the same process. */
#ifndef SAMES
#define SAMES 0
#endif
#if SAMES > 0
#define BENS_SERVER 0
#else
#define BENS_SERVER 1
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
#ifndef SERVERS
#define SERVERS 2
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
#define IN_EPOCH (r_epoch == used[server] && !r_closed && !SEES_OTHER && KNOWS_ALL)
#endif
#define OPEN_IN(epoch) (r_epoch == (epoch) && !r_closed && !r_foreign)

/* The highest generation that a server knows of, which goes along with each call; and whether it keeps connections that were made
   before Redis went back in the same process. */
#if SAMES > 0
byte floor[SERVERS];
bool kept[SERVERS];
#define SEES_OTHER (r_foreign && !kept[server])
#ifdef NO_FLOOR
#define KNOWS_ALL true
#else
#define KNOWS_ALL (FLOOR(r_epoch) + r_count >= floor[server])
#endif
#define NOTE_GENERATION floor[server] = FLOOR(r_epoch) + r_count
#else
#define SEES_OTHER r_foreign
#define KNOWS_ALL true
#define NOTE_GENERATION skip
#endif

/* ---- Redis: gone when it is emptied ---- */
/* Whether the line is closed for `r_epoch`, and the server whose mark it is closed under (+1); whether the epoch is another
   process's; whether Redis holds what it was ever opened with. */
bool r_closed, r_foreign, r_knows = true;
byte r_mark;
mtype = { nowhere, waiting, claimed };
byte r_epoch = 1, r_count;
mtype r_item = nowhere;
byte c_generation, c_token;
bit c_moderator;
bool c_deciding;
/* The past: the last claim that expired and whose it was (+1), the newest one, and all who had one. */
byte p_generation, p_holder, p_newest, p_holders;
byte lease;
bool settled;

/* An earlier state of it. */
#if SAMES > 0
byte s_count, s_token, sames = SAMES;
#endif
bool s_taken, s_closed, s_knows;
byte s_epoch, s_mark;
mtype s_item = nowhere;
byte s_generation;
bit s_moderator;
byte s_p_generation, s_p_holder, s_p_newest, s_p_holders;

/* ---- MongoDB ---- */
mtype = { unknown, pending, decided };
mtype m_status = unknown;
byte m_epoch = 1, m_fence, m_queued_in, m_decided_in;
bit m_decider;
bool m_unpublished;
/* The newest claim in the journal, whose it is, and whether its time is over. */
byte j_newest;
bit j_moderator;
bool j_over;

/* ---- Time and faults ---- */
bool permit = true;
bool lease_orphaned;
byte opening_now;
byte losses = LOSSES, backs = BACKS, faults = FAULTS, expiries = EXPIRIES, stalls = STALLS;
bool gone[2], at_work[2];
/* The last claim of each moderator, and whether its time is over. */
byte latest[2];
bool ended[2];
#define IS_OVER(moderator, generation) (ended[moderator] || latest[moderator] != (generation))
#define C_EXPIRED IS_OVER(c_moderator, c_generation)
byte keepers_at_work;
byte used[SERVERS] = 1;

/* ---- What the properties look at, and no step ---- */
/* `newest` is the newest claim handed out, `remembered` whether Redis still knows of it; `live` whose claim stands by its
   clock, which it does through a loss where what is left of Redis has it, or else the journal; `told` whether a caller was told
   of a decision. */
byte newest, stored, published;
bool remembered, told, emptied;
bool live[2];

/* What a script answers. */
mtype = { none, deciding, absent, free, refused, late };

inline clear_claim() {
    c_generation = 0; c_token = 0; c_moderator = 0; c_deciding = false
}

inline empty_redis() {
    r_item = nowhere; clear_claim();
    p_generation = 0; p_newest = 0; p_holder = 0; p_holders = 0
}

inline forget_item() {
    empty_redis();
    live[0] = false; live[1] = false
}

inline draw(number) {
    r_count++;
    assert(r_count < COUNTS);
    number = FLOOR(r_epoch) + r_count;
    NOTE_GENERATION
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
    :: r_item == claimed && C_EXPIRED && !c_deciding -> give_back()
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
        live[me] = true; latest[me] = generation; ended[me] = false;
        if
        :: j_newest = generation; j_moderator = me; j_over = false
        :: losses + backs > 0
        fi;
        if
        :: mine = generation
        :: faults > 0 -> faults--
        fi;
        generation = 0
    :: r_item == claimed && c_moderator == me && !C_EXPIRED && !c_deciding ->
        assert(!told);                     /* G3 */
        mine = c_generation
    :: else
    fi
}

#define WORTH_ASKING (r_item == waiting || (r_item == claimed && !c_deciding && \
    (C_EXPIRED || (c_moderator == me && (mine != c_generation || told)))))

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
        r_item = claimed; c_generation = mine; c_moderator = me;
        begin_deciding()
    :: r_item == waiting && !(p_holder == me + 1 && p_generation == mine) && lost && p_newest < FLOOR(r_epoch) ->
        draw(c_token);
        r_item = claimed; c_generation = mine; c_moderator = me; latest[me] = mine; ended[me] = false;
        begin_deciding()
    :: else ->
        if
        :: (r_item == waiting || (C_EXPIRED && !c_deciding)) && c_moderator + 1 != me + 1 && !(p_holders & (1 << me)) -> reply = free
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
        live[c_moderator] = !C_EXPIRED
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

/* close.lua: `from_journal` where Redis may not know all claims that stand. */
inline close_script(next) {
#ifndef CLAIMS_AS_THEY_WERE
    r_knows = r_knows && !r_foreign;
#endif
#ifdef EMPTINESS_FORGOTTEN
    from_journal = (r_epoch == 0);
#else
    from_journal = !r_knows;
#endif
    r_epoch = next; r_closed = true; r_foreign = false;
    /* A mark is used once. */
    s_mark = (s_mark == server + 1 -> 0 : s_mark);
    r_mark = server + 1
}

#define HELD_IN_JOURNAL (j_newest > 0 && !j_over)
/* Of two claims the newer one counts. */
#define JOURNAL_IS_NEWER (HELD_IN_JOURNAL && (r_item != claimed || j_newest >= c_generation))
#ifdef UNMARKED
#define MARK_STANDS_FOR(next) (r_epoch < (next) || r_closed)
#else
#define MARK_STANDS_FOR(next) (r_epoch == (next) && r_closed && r_mark == server + 1)
#endif

/* open.lua: the claim that stands gets a token of this epoch, all else goes. What is left in a line that is closed does not
   change, so that what close gave need not be kept apart. */
inline open_script(next) {
    if
    :: is_taken && from_journal && JOURNAL_IS_NEWER ->
        empty_redis();
        c_generation = j_newest; c_moderator = j_moderator; r_item = claimed
    :: is_taken && !(from_journal && JOURNAL_IS_NEWER) && r_item == claimed -> c_deciding = false
    :: else -> empty_redis()
    fi;
    r_epoch = next; r_closed = false; r_foreign = false; r_mark = 0; r_knows = true; r_count = 0;
    lease = 0; lease_orphaned = false; settled = false;
    /* A claim that stands must be among those taken over. */
    live[0] = live[0] && m_status == pending && !ended[0];
    live[1] = live[1] && m_status == pending && !ended[1];
    if
    :: r_item == claimed ->
#ifdef TOKEN_KEPT
        c_token = c_generation;
#else
        draw(c_token);
#endif
        assert(m_status != pending || m_fence <= c_token);   /* who holds it can decide it */
        assert(!live[1 - c_moderator]);                      /* G1 */
        live[c_moderator] = !C_EXPIRED
    :: else -> assert(!live[0] && !live[1])                  /* G1 */
    fi;
    remembered = (r_item == claimed && c_generation == newest)
}

/* RedisClaims.open: what a server does once one of its calls was refused; the calls wait for it. */
proctype Server(byte server) {
    byte recorded;
    bool at_it, from_journal, is_taken;

resting:
end:
#if SAMES > 0
    atomic { r_epoch != used[server] || r_closed || r_foreign || !KNOWS_ALL -> kept[server] = false; recorded = m_epoch };
#else
    atomic { r_epoch != used[server] || r_closed || r_foreign -> recorded = m_epoch };
#endif
looking:
    if
    :: atomic { OPEN_IN(recorded) -> goto known }
    :: atomic { !OPEN_IN(recorded) -> skip }
    :: atomic { faults > 0 -> faults--; goto failed }
    fi;
closing:
    if
    :: atomic { r_epoch == recorded + 1 && !r_closed -> goto recording }
    :: atomic { r_epoch > recorded + 1 -> goto failed }
    :: atomic { (r_epoch <= recorded || (r_epoch == recorded + 1 && r_closed)) && (opening_now == 0 || stalls > 0) ->
        stalls = stalls - (opening_now > 0);
        opening_now++; at_it = true;
        assert(recorded + 1 < EPOCHS);
        close_script(recorded + 1) }
    :: atomic { OPEN_IN(recorded) -> goto known }
    :: atomic { faults > 0 -> faults--; goto failed }
    fi;
#ifndef NOT_READ_AGAIN
reading_again:
    if
    :: atomic { m_epoch == recorded -> skip }
    :: atomic { m_epoch != recorded -> goto failed }
    :: atomic { faults > 0 -> faults--; goto failed }
    fi;
#endif
adopting:
    if
    :: atomic { true ->
        if
        :: m_status == pending && (r_item == claimed || (from_journal && HELD_IN_JOURNAL)) ->
            is_taken = true;
#ifndef ADOPT_UNFENCED
            m_fence = (m_fence > FLOOR(recorded + 1) -> m_fence : FLOOR(recorded + 1))
#endif
        :: else
        fi }
    :: atomic { faults > 0 -> faults--; goto failed }
    fi;
opening:
    if
    :: atomic { MARK_STANDS_FOR(recorded + 1) -> open_script(recorded + 1) }
    :: atomic { !MARK_STANDS_FOR(recorded + 1) && !r_closed && r_epoch > recorded -> skip }
    :: atomic { !MARK_STANDS_FOR(recorded + 1) && (r_closed || r_epoch <= recorded) -> goto failed }
    :: atomic { faults > 0 -> faults--; goto failed }
    fi;
recording:
    if
    :: atomic { true ->
        if
        :: m_epoch == recorded -> m_epoch++
        :: else
        fi;
        recorded = m_epoch;
        goto known }
    :: atomic { faults > 0 -> faults--; goto failed }
    fi;
known:
    atomic {
        used[server] = recorded;
        opening_now = opening_now - at_it; at_it = false; recorded = 0; from_journal = false; is_taken = false;
        goto resting }
failed:
    atomic {
        opening_now = opening_now - at_it; at_it = false; recorded = 0; from_journal = false; is_taken = false;
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
#define MAY_EXPIRE (r_item == claimed && C_EXPIRED)
#else
#define MAY_EXPIRE (r_item == claimed && C_EXPIRED && !c_deciding)
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

/* Whose claim stands by what is left. */
#define IN_JOURNAL(moderator) (HELD_IN_JOURNAL && j_moderator == (moderator) && j_newest == latest[moderator])
#define IN_STATE(moderator) (r_item == claimed && c_moderator == (moderator) && !C_EXPIRED)
#define KEPT(moderator) (JOURNAL_IS_NEWER -> IN_JOURNAL(moderator) : IN_STATE(moderator))

inline pass() {
    expiries = expiries - !gone[moderator];
    ended[moderator] = true;
    j_over = (j_moderator == moderator && j_newest == latest[moderator] -> true : j_over);
    live[moderator] = (r_item == claimed && c_moderator == moderator && c_deciding && live[moderator])
}

inline remember_state() {
    s_taken = true;
    s_epoch = r_epoch; s_closed = r_closed; s_knows = r_knows; s_mark = r_mark;
    s_item = r_item; s_generation = c_generation; s_moderator = c_moderator;
#if SAMES > 0
    s_count = r_count; s_token = c_token;
#endif
    s_p_generation = p_generation; s_p_holder = p_holder; s_p_newest = p_newest; s_p_holders = p_holders
}

#if SAMES > 0
/* Only who has drawn the newest generation may not notice at once. */
#define UNNOTICED(server) (floor[server] == FLOOR(r_epoch) + r_count && \
    FLOOR(s_epoch) + s_count < FLOOR(r_epoch) + r_count && s_epoch == r_epoch)

/* The same process has the data, and its count of generations too. */
#define IS_CALM (!c_deciding)
inline go_back_in_place() {
    kept[0] = UNNOTICED(0); kept[1] = UNNOTICED(1);
    r_count = s_count; moderator = s_token;
    go_back();
    c_token = (r_item == claimed -> moderator : 0); moderator = 0;
    s_count = 0; s_token = 0
}
#else
#define IS_CALM true
#endif

/* Another process has the data: what is served by the one that was before is refused. */
inline go_back() {
    empty_redis();
    r_epoch = s_epoch; r_closed = s_closed; r_knows = s_knows; r_mark = s_mark;
    r_item = s_item; c_generation = s_generation; c_token = s_generation; c_moderator = s_moderator;
    p_generation = s_p_generation; p_holder = s_p_holder; p_newest = s_p_newest; p_holders = s_p_holders;
#ifndef IDENTITY_UNCHECKED
    r_foreign = (s_epoch > 0);
#endif
#ifndef MARK_OUTLIVES_PROCESS
    r_mark = 0;
#endif
    live[0] = live[0] && KEPT(0); live[1] = live[1] && KEPT(1);
    remembered = (r_item == claimed && c_generation == newest);
    lease = 0; lease_orphaned = false; settled = false; emptied = true;
    s_taken = false; s_closed = false; s_knows = false; s_epoch = 0; s_mark = 0;
    s_item = nowhere; s_generation = 0; s_moderator = 0;
    s_p_generation = 0; s_p_holder = 0; s_p_newest = 0; s_p_holders = 0
}

proctype World() {
    byte moderator;
end:
    do
    :: atomic { (live[0] || (r_item == claimed && c_moderator == 0)) && !ended[0] && (gone[0] || expiries > 0) -> moderator = 0; pass() }
    :: atomic { (live[1] || (r_item == claimed && c_moderator == 1)) && !ended[1] && (gone[1] || expiries > 0) -> moderator = 1; pass(); moderator = 0 }
    :: atomic { lease != 0 && (lease_orphaned || stalls > 0) ->
        if
        :: lease_orphaned
        :: else -> stalls--
        fi;
        lease = 0; lease_orphaned = false }
    :: atomic { permit && m_status != unknown -> permit = false }
    :: atomic { losses > 0 -> losses--;
        r_epoch = 0; r_closed = false; r_foreign = false; r_knows = false; r_mark = 0; r_count = 0; empty_redis();
        live[0] = live[0] && IN_JOURNAL(0); live[1] = live[1] && IN_JOURNAL(1);
        lease = 0; lease_orphaned = false; settled = false;
        remembered = false; emptied = true }
    :: atomic { backs > 0 && !s_taken && IS_CALM -> remember_state() }
#if SAMES > 0
    :: atomic { s_taken && sames > 0 -> backs--; sames--; go_back_in_place() }
#else
    :: atomic { s_taken -> backs--; go_back() }
#endif
    od
}

#define CLAIMABLE (r_item == waiting)
#define PUBLISHED (m_status == decided && r_item == nowhere && published > 0 && !m_unpublished)

init {
    atomic { run Server(0); run Server(1); run Moderator(0, 0, ANN); run Moderator(1, BENS_SERVER, BEN); run Keeper(1, 0); run World();
#if KEEPERS > 1
        run Keeper(2, 1);
#endif
#if SERVERS > 2
        run Server(2);
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
