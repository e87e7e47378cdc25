package main

import (
	"context"
	"fmt"
	"time"
)

const archiverFails = "unexpected failure invoking barman-cloud-wal-archive: exit status 1"

// archive lets the first files arrive in the store, the .history of a recovery before all others, and keeps the condition
// ContinuousArchiving. As in life the condition is patched by the instance, not by the operator.
func (i *instance) archive(ctx context.Context, c cluster, play settings) {
	g := i.player.writes(ctx, c)
	if g == "" {
		return
	}
	message := play.ArchivingFails
	if message == "" {
		message = i.first(g, c, play)
	}
	i.player.sayArchiving(ctx, c, message)
}

// first archives what a new volume begins with; "" where all is well.
func (i *instance) first(g generation, c cluster, play settings) string {
	i.mutex.Lock()
	defer i.mutex.Unlock()
	if !i.data.Fresh || play.NoArchive {
		return ""
	}
	if i.data.History == "" && c.GetAnnotations()["cnpg.io/skipEmptyWalArchiveCheck"] != "enabled" &&
		i.player.store.archive(g).files > 0 {
		return archiverFails
	}
	if i.data.History != "" {
		if err := i.player.store.putHistory(g, i.data.Timeline, i.data.History); err != nil {
			return err.Error()
		}
	}
	if err := i.put(g); err != nil {
		return err.Error()
	}
	if i.data.History == "" && !play.NoBackup {
		if _, err := i.backUp(g); err != nil {
			return err.Error()
		}
	}
	i.data.Fresh = false
	i.keep()
	return ""
}

// put archives the segment that is being written and begins the next. The caller holds the mutex.
func (i *instance) put(g generation) error {
	if err := i.player.store.putSegment(g, i.data.Timeline, i.data.Next); err != nil {
		return err
	}
	i.lastWAL = i.data.Next.segment(i.data.Timeline)
	i.data.Next++
	i.keep()
	return nil
}

// backUp makes a base backup, which ends with a switch to the next segment. The caller holds the mutex.
func (i *instance) backUp(g generation) (id string, err error) {
	begin := time.Now()
	at := i.data.Next
	if err := i.put(g); err != nil {
		return "", err
	}
	return i.player.store.putBackup(g, i.data, at, begin, time.Now())
}

func (i *instance) keep() {
	if err := i.player.volumes.save(i.claim, i.data); err != nil {
		i.out.problem("volume", err)
	}
}

// switchWAL is pg_switch_wal(): the segment goes to the store, where archiving works.
func (i *instance) switchWAL(ctx context.Context) (segment, lsn string, err error) {
	c, err := i.player.cluster(ctx, i.pod)
	if err != nil {
		return "", "", err
	}
	g, play := i.player.writes(ctx, c), i.player.play.of(i.pod)
	i.mutex.Lock()
	defer i.mutex.Unlock()
	if !i.primary {
		return "", "", fmt.Errorf("recovery is in progress")
	}
	segment, lsn = i.data.Next.segment(i.data.Timeline), i.data.Next.lsn()[:len(i.data.Next.lsn())-2]+"60"
	if g == "" || play.NoArchive || play.ArchivingFails != "" {
		i.data.Next++
		return segment, lsn, nil
	}
	return segment, lsn, i.put(g)
}

// shutDown archives the last segment, as a clean shutdown does.
func (i *instance) shutDown(ctx context.Context) {
	play := i.player.play.of(i.pod)
	c, err := i.player.cluster(ctx, i.pod)
	if err != nil || !i.isPrimary() || play.NoArchive || play.ArchivingFails != "" || !c.owns(i.pod) {
		return
	}
	g := i.player.writes(ctx, c)
	i.mutex.Lock()
	defer i.mutex.Unlock()
	if g != "" && !i.data.Fresh {
		_ = i.put(g)
	}
}
