package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

// runBackup is what the instance manager does for a Backup: it reports running, makes the base backup, reports the end.
func (i *instance) runBackup(ctx context.Context, name string) {
	begin := time.Now()
	_ = i.patchBackup(ctx, name, map[string]any{"phase": "running"})
	time.Sleep(300 * time.Millisecond)
	c, err := i.player.cluster(ctx, i.pod)
	if err != nil {
		return
	}
	g := i.player.writes(ctx, c)
	status := map[string]any{"phase": "completed", "startedAt": begin.UTC().Format(time.RFC3339),
		"stoppedAt": time.Now().UTC().Format(time.RFC3339), "serverName": base(g)}
	i.mutex.Lock()
	at := i.data.Next
	id, err := i.backUp(g)
	segment, lsn := at.segment(i.data.Timeline), at.lsn()
	i.mutex.Unlock()
	if fails := i.player.play.of(i.pod).BackupFails; fails != "" {
		err = fmt.Errorf("%s", fails)
	}
	value, reason, message := "True", "LastBackupSucceeded", "Backup was successful"
	if err != nil {
		status = map[string]any{"phase": "failed", "error": err.Error()}
		value, reason, message = "False", "LastBackupFailed", err.Error()
	} else {
		status["backupId"], status["beginWal"], status["endWal"] = id, segment, segment
		status["beginLSN"], status["endLSN"] = lsn, lsn
	}
	if err := i.patchBackup(ctx, name, status); err != nil {
		i.out.problem("Backup", err)
	}
	for range 20 {
		if c, err = i.player.cluster(ctx, i.pod); err == nil && i.player.patchStatus(ctx, c, func(status map[string]any) {
			setCondition(status, "LastBackupSucceeded", value, reason, message)
		}) == nil {
			return
		}
		time.Sleep(tick)
	}
}

func (i *instance) patchBackup(ctx context.Context, name string, status map[string]any) error {
	body, err := json.Marshal(map[string]any{"status": status})
	if err != nil {
		return err
	}
	_, err = i.player.dynamic.Resource(backups).Namespace(i.pod.Namespace).Patch(ctx, name, types.MergePatchType, body,
		metav1.PatchOptions{}, "status")
	return err
}
