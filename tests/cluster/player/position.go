package main

import (
	"fmt"
	"strconv"
)

// position is a WAL segment of 16 MiB, counted from the beginning of the log.
type position uint64

const segmentBits = 24

// segment is the name of its file.
func (p position) segment(timeline uint32) string {
	return fmt.Sprintf("%08X%08X%08X", timeline, uint64(p)>>8, uint64(p)&0xff)
}

// lsn is the first byte in it.
func (p position) lsn() string {
	byte0 := uint64(p) << segmentBits
	return fmt.Sprintf("%X/%X", byte0>>32, byte0&0xffffffff)
}

// readSegment reads the name of a segment's file, whatever it was compressed with.
func readSegment(name string) (timeline uint32, at position, ok bool) {
	if len(name) < 24 || len(name) > 24 && name[24] != '.' {
		return 0, 0, false
	}
	t, err1 := strconv.ParseUint(name[:8], 16, 32)
	log, err2 := strconv.ParseUint(name[8:16], 16, 32)
	segment, err3 := strconv.ParseUint(name[16:24], 16, 32)
	return uint32(t), position(log<<8 | segment), err1 == nil && err2 == nil && err3 == nil
}
