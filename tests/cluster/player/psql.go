package main

import (
	"context"
	"fmt"
	"io"
	"strings"
)

// psql answers what cnpg-dr asks, on standard input, of a primary: a switch of WAL, and how far the archiver is. To all
// else, which is a user's own question, it answers as the test has set.
func (e *executor) psql(ctx context.Context, i *instance, in io.Reader, out, stderr io.Writer) error {
	play := e.player.play.of(i.pod)
	if play.SQLFails != "" {
		return e.fails(stderr, 2, play.SQLFails)
	}
	var sql string
	if in != nil {
		text, err := io.ReadAll(in)
		if err != nil {
			return err
		}
		sql = string(text)
	}
	answer := "1"
	switch {
	case strings.Contains(sql, "pg_switch_wal"):
		segment, lsn, err := i.switchWAL(ctx)
		if err != nil {
			return e.fails(stderr, 1, "ERROR:  "+err.Error())
		}
		answer = lsn + "|" + segment[:8] + "|16777216"
	case strings.Contains(sql, "pg_stat_archiver"):
		answer = i.archiver(play, strings.Contains(sql, "pg_current_wal_lsn"))
	case play.SQL != nil:
		answer = *play.SQL
	}
	if answer != "" {
		fmt.Fprintln(out, answer)
	}
	return nil
}

// archiver is a line of pg_stat_archiver: with or without the ages in seconds and the segment that is being written.
func (i *instance) archiver(play settings, all bool) string {
	i.mutex.Lock()
	defer i.mutex.Unlock()
	current := i.data.Next.segment(i.data.Timeline)
	failed, ago, fails := "", "-1", "f"
	if play.ArchivingFails != "" {
		failed, ago, fails = current, "5", "t"
	}
	if !all {
		return i.lastWAL + "|" + fails
	}
	archived := "10"
	if i.lastWAL == "" {
		archived = "-1"
	}
	return strings.Join([]string{i.lastWAL, archived, failed, ago, current, fails}, "|")
}
