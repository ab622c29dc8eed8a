//detcheck:file sync,chan,select the inbox is the one door between the world's goroutine and the others

package live

import (
	"context"
	"sync"
)

// inbox keeps the functions that other goroutines have for the world, in the order in which they came.
type inbox struct {
	mu      sync.Mutex
	list    []func()
	max     int
	closing bool          // nothing more is accepted from outside
	closed  bool          // the world has ended
	room    chan struct{} // closed when there is room again; nil while no putWait waits
	wake    chan struct{} // one token: there is something
}

func newInbox(listMax int) *inbox { return &inbox{max: listMax, wake: make(chan struct{}, 1)} }

// put adds a function that comes from outside.
func (b *inbox) put(fn func()) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.closing:
		return ErrStopped
	case len(b.list) >= b.max:
		return ErrInboxFull
	}
	b.add(fn)
	return nil
}

// putWait is put that waits for room.
func (b *inbox) putWait(ctx context.Context, fn func()) error {
	for {
		err := b.put(fn)
		if err != ErrInboxFull {
			return err
		}
		select {
		case <-b.waitRoom():
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// putOwn adds what the world has asked for itself: it has room always, also while the world drains. It reports false
// where the world has ended.
func (b *inbox) putOwn(fn func()) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return false
	}
	b.add(fn)
	return true
}

func (b *inbox) add(fn func()) {
	b.list = append(b.list, fn)
	if len(b.list) == 1 {
		b.ring()
	}
}

// ring wakes the world.
func (b *inbox) ring() {
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

// waitRoom returns a channel that is closed when the world takes what is in the inbox.
func (b *inbox) waitRoom() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.room == nil {
		b.room = make(chan struct{})
	}
	room := b.room
	if len(b.list) < b.max || b.closing {
		b.makeRoom()
	}
	return room
}

// take removes and returns all functions. Used is an earlier answer that is done with, to be filled again.
func (b *inbox) take(used []func()) []func() {
	b.mu.Lock()
	defer b.mu.Unlock()
	taken := b.list
	b.list = used[:0]
	b.makeRoom()
	return taken
}

func (b *inbox) makeRoom() {
	if b.room != nil {
		close(b.room)
		b.room = nil
	}
}

// drain refuses from now on what comes from outside.
func (b *inbox) drain() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closing = true
	b.makeRoom()
	b.ring()
}

// drained reports whether drain has been called and nothing is left.
func (b *inbox) drained() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.closing && len(b.list) == 0
}

// close drops what is left: the world has ended.
func (b *inbox) close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closing, b.closed, b.list = true, true, nil
	b.makeRoom()
}

// sleep waits for the inbox or the alarm.
func (b *inbox) sleep(a alarm) {
	select {
	case <-b.wake:
	case <-a.t.C:
	}
}

// rest waits for the inbox.
func (b *inbox) rest() { <-b.wake }
