package main

import (
	"bufio"
	"bytes"
	"io"
	"os"
	"sync"
	"time"
)

// journal is what a container printed: a file in which each line begins with the time, as a container runtime keeps it.
type journal struct {
	mu   sync.Mutex
	file *os.File
	rest []byte // of a line whose end has not come
}

const stamp = "2006-01-02T15:04:05.000000000Z07:00"

func newJournal(path string) (*journal, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o640)
	return &journal{file: file}, err
}

func (j *journal) Write(text []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.rest = append(j.rest, text...)
	for {
		end := bytes.IndexByte(j.rest, '\n')
		if end < 0 {
			return len(text), nil
		}
		if err := j.line(j.rest[:end]); err != nil {
			return 0, err
		}
		j.rest = j.rest[end+1:]
	}
}

func (j *journal) line(text []byte) error {
	_, err := j.file.Write([]byte(time.Now().UTC().Format(stamp) + " " + string(text) + "\n"))
	return err
}

func (j *journal) close() {
	j.mu.Lock()
	defer j.mu.Unlock()
	if len(j.rest) > 0 {
		_ = j.line(j.rest)
	}
	_ = j.file.Close()
}

// wanted is what a reader of a log asks for.
type wanted struct {
	follow, timestamps bool
	tail               int // -1: all
	since              time.Time
	limit              int64 // -1: none
}

// copyLog prints a container's log until its end, or with follow until alive says that no more can come.
func copyLog(out io.Writer, flush func(), path string, q wanted, alive func() bool) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	skip := 0
	if q.tail >= 0 {
		if skip, err = countLines(path); err != nil {
			return err
		}
		skip -= q.tail
	}
	lines := bufio.NewReader(file)
	var partial []byte
	for last := false; ; {
		piece, err := lines.ReadBytes('\n')
		partial = append(partial, piece...)
		if err == io.EOF {
			flush()
			if !q.follow || last {
				return nil
			}
			last = !alive() // once more: what came between the reading and the question
			time.Sleep(100 * time.Millisecond)
			continue
		}
		if err != nil {
			return err
		}
		line := partial
		partial = nil
		if skip > 0 {
			skip--
			continue
		}
		when, text, _ := bytes.Cut(line, []byte(" "))
		if t, err := time.Parse(stamp, string(when)); err == nil && t.Before(q.since) {
			continue
		}
		if !q.timestamps {
			line = text
		}
		if q.limit >= 0 && int64(len(line)) > q.limit {
			line = line[:q.limit]
		}
		if _, err := out.Write(line); err != nil {
			return err
		}
		if q.limit >= 0 {
			if q.limit -= int64(len(line)); q.limit == 0 {
				return nil
			}
		}
	}
}

func countLines(path string) (int, error) {
	text, err := os.ReadFile(path)
	return bytes.Count(text, []byte("\n")), err
}
