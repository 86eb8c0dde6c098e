# shellcheck shell=bash disable=SC2034  # the variables are read by the scripts that source this file
# A private Redis and a private MongoDB (a replica set of one, which transactions and change streams need).
# Both listen on loopback alone, keep their data under one folder, and stay on the port they had before.

# shellcheck source=config/lib/children.sh
source "$(dirname "${BASH_SOURCE[0]}")/children.sh"

redis_pid=
mongo_pid=

# port_for FOLDER: the port remembered beside the data, or a free one when there is none or somebody else has it.
port_for() {
    local port=
    [ -r "$1/port" ] && port=$(<"$1/port")
    if [ -z "$port" ] || port_taken "$port"; then port=$(free_port); fi
    printf '%s\n' "$port" | tee "$1/port"
}

answers_or_gone() {
    ! alive "$redis_pid" || [ "$(redis-cli -h 127.0.0.1 -p "$1" ping)" = PONG ]
}

# start_redis FOLDER: sets redis_url; data in FOLDER/redis, log in FOLDER/logs.
start_redis() {
    local folder=$1 port
    mkdir -p "$folder/redis" "$folder/logs"
    port=$(port_for "$folder/redis")
    start_child "$folder/logs/redis.log" redis-server --bind 127.0.0.1 --port "$port" --dir "$folder/redis" \
        --appendonly yes --appendfsync everysec --save ''
    redis_pid=$child
    redis_url=redis://127.0.0.1:$port/0
    if ! wait_until 60 "Redis answers on port $port" answers_or_gone "$port" || ! alive "$redis_pid"; then
        say "Redis did not start; the end of $folder/logs/redis.log:"
        tail -n 5 "$folder/logs/redis.log" >&2
        return 1
    fi
}

# start_mongo FOLDER MONGOD: sets mongo_url; data in FOLDER/mongo, log in FOLDER/logs.
start_mongo() {
    local folder=$1 mongod=$2 port
    mkdir -p "$folder/mongo/data" "$folder/logs"
    port=$(port_for "$folder/mongo")
    start_child "$folder/logs/mongo.log" "$mongod" --bind_ip 127.0.0.1 --port "$port" \
        --dbpath "$folder/mongo/data" --replSet rs0 --wiredTigerCacheSizeGB 0.5 --oplogSize 256 \
        --setParameter diagnosticDataCollectionEnabled=false
    mongo_pid=$child
    mongo_url="mongodb://127.0.0.1:$port/modpilot?replicaSet=rs0"
    if ! run_step python3 "$root/config/lib/replica_set.py" --seconds 60 --pid "$mongo_pid" "$port"; then
        say "MongoDB did not become writable; the end of $folder/logs/mongo.log:"
        tail -n 5 "$folder/logs/mongo.log" >&2
        return 1
    fi
}

stop_servers() {
    stop_child "$redis_pid" Redis 10
    stop_child "$mongo_pid" MongoDB 30
    redis_pid=
    mongo_pid=
}
