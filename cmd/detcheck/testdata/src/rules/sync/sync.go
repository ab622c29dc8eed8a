// Package locks shows locks.
package locks

import (
	. "sync"      // want `import of sync: it is for goroutines that race, and a world has none: plain values do \(sync\)`
	"sync/atomic" // want `import of sync/atomic`
)

type embedded struct {
	Mutex // want `sync.Mutex is for goroutines`
	n     int
}

type fields struct {
	wait *WaitGroup // want `sync.WaitGroup is`
	once Once
	m    Map
	n    atomic.Int32 // want `atomic.Int32 is`
}

func use(e *embedded, f *fields) {
	e.Lock() // The type is the fault, and is reported already.
	defer e.Unlock()
	f.once.Do(func() {})
	f.m.Store(1, 2)
	atomic.AddInt64(nil, 1) // want `atomic.AddInt64 is`
}
