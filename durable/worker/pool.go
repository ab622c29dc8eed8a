package worker

//detcheck:file sync worlds on several goroutines share the engines of a Worker

import (
	"sync"

	"dolab/durable/worker/engine"
)

// machine is an engine in which the Worker has been loaded. Worlds borrow it: what they leave in its memory is undone
// by copying back the memory as it was, which takes a thousandth of loading the script again. A snapshot fits only the
// engine that it was taken of.
type machine struct {
	vm     *engine.VM
	loaded *engine.Snapshot
	iso    *isolate // whose it is
}

// pool are the machines of a Worker that no world uses.
type pool struct {
	mu     sync.Mutex
	free   []*machine
	closed bool // machines that come back are not kept
}

// take returns a machine, nil where there is none.
func (p *pool) take() (m *machine) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if n := len(p.free); n > 0 {
		m, p.free = p.free[n-1], p.free[:n-1]
	}
	return m
}

// put keeps a machine, and reports false where the pool is closed.
func (p *pool) put(m *machine) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return false
	}
	p.free = append(p.free, m)
	return true
}

// close keeps no machine from now on, and returns those that there are.
func (p *pool) close() []*machine {
	p.mu.Lock()
	defer p.mu.Unlock()
	list := p.free
	p.free, p.closed = nil, true
	return list
}
