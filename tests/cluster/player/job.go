package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
)

// job plays the pod of a Job of the operator: initdb, full-recovery, join, and whatever else there is, which just ends well.
func (p *player) job(ctx context.Context, key podKey, pod *corev1.Pod) {
	address := p.network.address()
	p.run(ctx, pod, address, true)
	out := p.openLog(pod, pod.Spec.Containers[0].Name)
	role := pod.Labels[jobRoleLabel]
	var seconds float64 = 0.3
	if role == "full-recovery" {
		seconds = max(seconds, p.play.of(pod).RecoverySeconds)
	}
	began := time.Now()
	if !p.await(ctx, key, func() bool { return time.Since(began).Seconds() >= seconds }) {
		return
	}
	if err := p.makeVolume(ctx, pod, role, out); err != nil {
		out.problem("Error while restoring a backup", err)
		p.finish(ctx, pod, address, 1)
		return
	}
	p.finish(ctx, pod, address, 0)
}

func (p *player) makeVolume(ctx context.Context, pod *corev1.Pod, role string, out *podLog) error {
	uid, err := p.dataVolume(ctx, pod)
	if err != nil {
		return err
	}
	switch role {
	case "full-recovery":
		recovered, err := p.recover(ctx, pod, out)
		if err != nil {
			return err
		}
		return p.volumes.save(uid, recovered)
	case "join":
		return p.volumes.save(uid, volume{})
	}
	return p.volumes.save(uid, newVolume())
}

// recover is what `manager instance restore` and the recovery of PostgreSQL come to: the read generation's newest base
// backup, its WAL to the end or to where the test wants it to end, and a new timeline.
func (p *player) recover(ctx context.Context, pod *corev1.Pod, out *podLog) (volume, error) {
	play := p.play.of(pod)
	if play.RecoveryFails != "" {
		for _, line := range strings.Split(play.RecoveryFails, "\n") {
			out.raw(line)
		}
		return volume{}, fmt.Errorf("while restoring cluster: %s", strings.SplitN(play.RecoveryFails, "\n", 2)[0])
	}
	c, err := p.cluster(ctx, pod)
	if err != nil {
		return volume{}, err
	}
	write, read := p.writes(ctx, c), p.reads(ctx, c)
	out.info("barman-cloud-check-wal-archive checking the first wal")
	if c.GetAnnotations()["cnpg.io/skipEmptyWalArchiveCheck"] != "enabled" && p.store.archive(write).files > 0 {
		out.info("ERROR: WAL archive check failed for server " + base(write) + ": Expected empty archive")
		return volume{}, fmt.Errorf("unexpected failure invoking barman-cloud-wal-archive: exit status 1")
	}
	id := p.store.systemID(read)
	if id == "" {
		return volume{}, fmt.Errorf("while restoring cluster: no target backup found")
	}
	out.info("Target backup found")
	out.info("Restore completed")
	from := p.store.archive(read)
	parent, last := max(from.timeline, 1), from.last
	if play.RecoveryForksOf != 0 {
		parent = play.RecoveryForksOf
	}
	if _, at, ok := readSegment(play.RecoveryEndsAt); ok {
		last = at
	}
	for _, line := range strings.Split(play.RecoveryLog, "\n") {
		if line != "" {
			out.raw(line)
		}
	}
	v := volume{SystemID: id, Timeline: max(from.timeline, 1) + 1, Next: last + 1, Fresh: true}
	v.History = from.history + fmt.Sprintf("%d\t%s\t%s\n", parent, v.Next.lsn(), reason(c))
	out.info(fmt.Sprintf("selected new timeline ID: %d", v.Timeline))
	out.info("restore command execution completed without errors")
	return v, nil
}

// reason is why the recovery ended, in the words of PostgreSQL's history file.
func reason(c cluster) string {
	target := func(field string) string { return c.text("spec", "bootstrap", "recovery", "recoveryTarget", field) }
	switch {
	case target("targetTime") != "":
		return "before " + target("targetTime")
	case target("targetLSN") != "":
		return "after LSN " + target("targetLSN")
	case target("targetName") != "":
		return `at restore point "` + target("targetName") + `"`
	case target("targetXID") != "":
		return "after transaction " + target("targetXID")
	}
	return "no recovery target specified"
}

func base(g generation) string { return string(g)[strings.LastIndexByte(string(g), '/')+1:] }
