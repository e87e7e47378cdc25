# Sourced by tests/store/run: makes the generations that the tests look at, with PostgreSQL and Barman's own tools.
#
# Needs: $work (a folder that user postgres may enter), $endpoint, $bucket, $store (python with boto3: store.py beside this),
# and AWS_* in the environment. Each database has one server at a time, on a socket in its own folder, without TCP.

pgbin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
path=s3://$bucket/pg

as_postgres() {
    if [ "$(id -u)" -eq 0 ]; then
        setpriv --reuid=postgres --regid=postgres --init-groups -- env HOME="$work" "$@"
    else
        "$@"
    fi
}

# sql DIR STATEMENT
sql() { as_postgres psql -X -q -A -t -v ON_ERROR_STOP=1 -h "$work/$1" -d postgres -c "$2"; }

# Archives what was written so far, and waits until it is there.
switch() {
    local segment
    segment=$(sql "$1" "SELECT pg_walfile_name(pg_switch_wal())")
    for _ in $(seq 200); do
        [[ $(sql "$1" "SELECT coalesce(max(last_archived_wal), '') FROM pg_stat_archiver WHERE last_archived_wal !~ '[.]'") < $segment ]] ||
            return 0
        sleep 0.1
    done
    echo "lineages: $segment of $1 was not archived" >&2
    return 1
}

start() { as_postgres "$pgbin/pg_ctl" -s -w -t 60 -D "$work/$1/data" -l "$work/$1/log" start; }
stop() { as_postgres "$pgbin/pg_ctl" -s -w -t 60 -m "${2:-fast}" -D "$work/$1/data" stop; }

# configure DIR GENERATION [OPTION…]: where it archives to, and with which options of Barman
configure() {
    local dir=$1 generation=$2
    shift 2
    cat >>"$work/$dir/data/postgresql.conf" <<END
listen_addresses = ''
unix_socket_directories = '$work/$dir'
fsync = off
archive_mode = on
archive_command = 'barman-cloud-wal-archive $* --endpoint-url $endpoint $path $generation %p'
max_wal_senders = 4
wal_level = replica
autovacuum = off
END
}

# create DIR GENERATION [OPTION…]: a new database that archives to the generation
create() {
    local dir=$1 generation=$2
    shift 2
    mkdir -p "$work/$dir" && chown postgres "$work/$dir" 2>/dev/null
    as_postgres "$pgbin/initdb" -D "$work/$dir/data" -A trust --no-sync >/dev/null
    configure "$dir" "$generation" "$@"
    start "$dir"
}

# rows DIR COUNT: about 8 KB for eight of them
rows() { sql "$1" "CREATE TABLE IF NOT EXISTS t(id serial, at timestamptz DEFAULT clock_timestamp(), filler text)" &&
    sql "$1" "INSERT INTO t(filler) SELECT repeat(md5(i::text), 30) FROM generate_series(1, $2) i"; }

# backup DIR GENERATION [OPTION…]
backup() {
    local dir=$1 generation=$2
    shift 2
    as_postgres barman-cloud-backup --immediate-checkpoint "$@" --endpoint-url "$endpoint" -h "$work/$dir" "$path" "$generation" \
        2>"$work/$dir/backup.log" || { cat "$work/$dir/backup.log" >&2; return 1; }
    sleep 1 # ids have a resolution of a second
}

ids() { barman-cloud-backup-list --format json --endpoint-url "$endpoint" "$path" "$1" |
    python3 -c 'import json, sys; [print(b["backup_id"]) for b in json.load(sys.stdin)["backups_list"]]'; }

# recover DIR FROM TO [SETTING…]: a true recovery, waited for until it has archived its history file. RESTORE is the command
# that gets WAL, where a test wants another one.
recover() {
    local dir=$1 from=$2 to=$3 id setting
    shift 3
    id=${BACKUP_ID:-$(ids "$from" | tail -n 1)}
    mkdir -p "$work/$dir" && chown postgres "$work/$dir" 2>/dev/null
    as_postgres barman-cloud-restore --endpoint-url "$endpoint" "$path" "$from" "$id" "$work/$dir/data"
    as_postgres sed -i '/^archive_command/d;/^unix_socket/d;/^restore_command/d;/^recovery_target/d' "$work/$dir/data/postgresql.conf"
    as_postgres rm -f "$work/$dir/data/postgresql.auto.conf"
    configure "$dir" "$to"
    {
        echo "restore_command = '${RESTORE:-barman-cloud-wal-restore --endpoint-url $endpoint $path $from %f %p}'"
        echo "recovery_target_action = 'promote'"
        for setting; do echo "$setting"; done
    } >>"$work/$dir/data/postgresql.conf"
    as_postgres chmod 700 "$work/$dir/data"
    as_postgres touch "$work/$dir/data/recovery.signal"
    start "$dir"
    for _ in $(seq 300); do
        [ "$(sql "$dir" "SELECT pg_is_in_recovery()")" = f ] && break
        sleep 0.1
    done
    switch "$dir"
}

# The database shop: v1 whole; v2 recovered from it; v3 an initdb in disguise; v4 empty. Kept in compressed form, as CNPG's
# manifests often have it.
make_shop() {
    create shop1 shop-db-v1 --gzip
    rows shop1 4000
    backup shop1 shop-db-v1 --gzip
    rows shop1 500
    switch shop1
    rows shop1 100
    stop shop1
    recover shop2 shop-db-v1 shop-db-v2
    backup shop2 shop-db-v2 --gzip
    stop shop2
    create shop3 shop-db-v3 --gzip
    backup shop3 shop-db-v3 --gzip
    stop shop3
}

# gap: a segment in the middle of v1 is missing, so that the recovery to v2 is cut short.
make_gap() {
    "$store" copy shop-db-v1 gap-db-v1
    "$store" delete-wal gap-db-v1 -2
    recover gap2 gap-db-v1 gap-db-v2
    backup gap2 gap-db-v2
    stop gap2
}

# away: the store goes away after two segments. From then on the restore command is that of another port, where nobody is.
make_away() {
    "$store" copy shop-db-v1 away-db-v1
    cat >"$work/restore-away" <<END
#!/bin/sh
echo x >>$work/away.count
at=$endpoint
[ \$(wc -l <$work/away.count) -le 2 ] || at=http://127.0.0.1:9
exec barman-cloud-wal-restore --endpoint-url \$at $path away-db-v1 "\$1" "\$2"
END
    chmod 755 "$work/restore-away"
    RESTORE="$work/restore-away %f %p" recover away2 away-db-v1 away-db-v2
    stop away2
}

# fail: a failover within v1, so that it has two timelines; the recovery to v2 does not get 00000002.history when it asks for
# it first, and loses the second one; v3 is a recovery that gets all.
make_fail() {
    create fail1 fail-db-v1
    rows fail1 1000
    backup fail1 fail-db-v1
    rows fail1 300
    switch fail1
    stop fail1
    as_postgres touch "$work/fail1/data/standby.signal"
    echo "restore_command = 'barman-cloud-wal-restore --endpoint-url $endpoint $path fail-db-v1 %f %p'" >>"$work/fail1/data/postgresql.conf"
    start fail1
    sql fail1 "SELECT pg_promote()" >/dev/null
    rows fail1 300
    switch fail1
    stop fail1
    cat >"$work/restore-fail" <<END
#!/bin/sh
if [ "\$1" = 00000002.history ] && [ ! -e $work/fail.asked ]; then
    touch $work/fail.asked
    exec barman-cloud-wal-restore --endpoint-url http://127.0.0.1:9 $path fail-db-v1 "\$1" "\$2"
fi
exec barman-cloud-wal-restore --endpoint-url $endpoint $path fail-db-v1 "\$1" "\$2"
END
    chmod 755 "$work/restore-fail"
    RESTORE="$work/restore-fail %f %p" recover fail2 fail-db-v1 fail-db-v2
    stop fail2
    recover fail3 fail-db-v1 fail-db-v3
    backup fail3 fail-db-v3
    stop fail3
}

# pitr: v2 is a recovery of v1 to a time, v3 to an LSN. The points are left in files.
make_pitr() {
    create pitr1 pitr-db-v1
    rows pitr1 500
    backup pitr1 pitr-db-v1
    rows pitr1 200
    sql pitr1 "SELECT clock_timestamp()" >"$work/pitr.time"
    sleep 1
    rows pitr1 200
    switch pitr1
    sql pitr1 "SELECT pg_current_wal_lsn()" >"$work/pitr.lsn"
    rows pitr1 200
    switch pitr1
    rows pitr1 100
    stop pitr1
    recover pitr2 pitr-db-v1 pitr-db-v2 "recovery_target_time = '$(cat "$work/pitr.time")'"
    stop pitr2
    recover pitr3 pitr-db-v1 pitr-db-v3 "recovery_target_lsn = '$(cat "$work/pitr.lsn")'"
    stop pitr3
}

# small: two base backups of a full database and one of an emptied one. The newest but one is failed, with an end time.
make_small() {
    create small1 small-db-v1
    rows small1 60000
    backup small1 small-db-v1
    rows small1 1000
    backup small1 small-db-v1
    sql small1 "TRUNCATE t"
    backup small1 small-db-v1
    stop small1
}

# bad: the newest base backup failed, with an end time; the one before is good. Between them lies one that was killed.
make_bad() {
    create bad1 bad-db-v1
    rows bad1 500
    backup bad1 bad-db-v1
    backup bad1 bad-db-v1
    stop bad1
    "$store" fail-backup bad-db-v1 -1
    "$store" kill-backup bad-db-v1
}

# drill: the old instance goes on while v2 is recovered from v1, and after it.
make_drill() {
    create drill1 drill-db-v1
    rows drill1 500
    backup drill1 drill-db-v1
    rows drill1 200
    switch drill1
    recover drill2 drill-db-v1 drill-db-v2
    rows drill1 200
    switch drill1
    rows drill1 200
    switch drill1
    stop drill2
    stop drill1
}

# moved: the running database is given a new name, without a recovery.
make_moved() {
    create moved1 moved-db
    rows moved1 500
    backup moved1 moved-db
    as_postgres sed -i 's/pg moved-db %p/pg moved-db-v2 %p/' "$work/moved1/data/postgresql.conf"
    sql moved1 "SELECT pg_reload_conf()" >/dev/null
    rows moved1 200
    switch moved1
    backup moved1 moved-db-v2
    stop moved1
}
