package main

import (
	"fmt"
	"sync"
)

// network gives every pod a loopback address of its own, so that each may listen on the ports that CloudNativePG expects.
type network struct {
	mutex  sync.Mutex
	second int
	last   int
}

func (n *network) address() string {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	n.last = n.last%64000 + 1
	return fmt.Sprintf("127.%d.%d.%d", n.second, n.last/250, n.last%250+1)
}
