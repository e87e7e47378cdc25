package main

import (
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"time"
)

// store is a folder laid out as Barman lays out a bucket: BUCKET/PATH/SERVER/base/ID/backup.info and …/wals/. The program
// under test reads it with `--listing`.
type store string

// archive is what the wals/ of a generation hold.
type archive struct {
	files    int
	timeline uint32   // the highest
	last     position // the highest segment on it
	history  string   // its .history; empty on the first
}

func (s store) path(g generation, parts ...string) string {
	return filepath.Join(append([]string{string(s), string(g)}, parts...)...)
}

func (s store) archive(g generation) archive {
	var found archive
	filepath.WalkDir(s.path(g, "wals"), func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return nil
		}
		found.files++
		if timeline, at, ok := readSegment(entry.Name()); ok {
			if timeline > found.timeline {
				found.timeline, found.last, found.history = timeline, at, ""
			} else if timeline == found.timeline {
				found.last = max(found.last, at)
			}
		}
		return nil
	})
	if text, err := os.ReadFile(s.path(g, "wals", fmt.Sprintf("%08X.history", found.timeline))); err == nil {
		found.history = string(text)
	}
	return found
}

// systemID is that of the newest base backup; empty where there is none.
func (s store) systemID(g generation) string {
	infos, _ := filepath.Glob(s.path(g, "base", "*", "backup.info"))
	sort.Strings(infos)
	if len(infos) == 0 {
		return ""
	}
	text, _ := os.ReadFile(infos[len(infos)-1])
	for _, line := range strings.Split(string(text), "\n") {
		if id, ok := strings.CutPrefix(line, "systemid="); ok {
			return id
		}
	}
	return ""
}

func (s store) put(path, text string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return err
	}
	if err := os.WriteFile(path+".part", []byte(text), 0o666); err != nil {
		return err
	}
	return os.Rename(path+".part", path)
}

func (s store) putSegment(g generation, timeline uint32, at position) error {
	name := at.segment(timeline)
	return s.put(s.path(g, "wals", name[:16], name+".gz"), "WAL "+name+"\n")
}

func (s store) putHistory(g generation, timeline uint32, text string) error {
	return s.put(s.path(g, "wals", fmt.Sprintf("%08X.history", timeline)), text)
}

// putBackup makes a base backup that begins and ends in this segment.
func (s store) putBackup(g generation, v volume, at position, begin, end time.Time) (string, error) {
	id := begin.UTC().Format("20060102T150405")
	_, server := filepath.Split(string(g))
	info := strings.Join([]string{
		"backup_label=None", "begin_offset=40", "begin_time=" + stamp(begin), "begin_wal=" + at.segment(v.Timeline),
		"begin_xlog=" + at.lsn()[:len(at.lsn())-2] + "28", "compression=None", "end_offset=312", "end_time=" + stamp(end),
		"end_wal=" + at.segment(v.Timeline), "end_xlog=" + at.lsn()[:len(at.lsn())-3] + "138", "error=None", "mode=concurrent",
		"server_name=cloud", "size=31457280", "status=DONE", "systemid=" + v.SystemID, "tablespaces=None",
		fmt.Sprintf("timeline=%d", v.Timeline), "version=150018", "xlog_segment_size=16777216", "",
	}, "\n")
	if err := s.put(s.path(g, "base", id, "data.tar"), strings.Repeat(server+"\n", 4096)); err != nil {
		return "", err
	}
	return id, s.put(s.path(g, "base", id, "backup.info"), info)
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05.000000+00:00") }
